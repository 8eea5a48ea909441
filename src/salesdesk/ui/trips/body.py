"""What a trip shows below its name: figures, budget, chart, expenses, itinerary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.domain.trip import Stay
from salesdesk.i18n import _
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Space, Theme, Tone
from salesdesk.ui.trips.budget_rows import BudgetRows
from salesdesk.ui.trips.cards import FigureCards
from salesdesk.ui.trips.chart import SpendingView
from salesdesk.ui.trips.expense_rows import ExpenseDelegate, expense_roles
from salesdesk.ui.trips.figures import TripFigures
from salesdesk.ui.trips.page import Page
from salesdesk.ui.trips.rows_model import RowsView
from salesdesk.ui.trips.words import chart_words, listed, missing_words, stay_lodging, stay_times, stay_title
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.notice import Notice
from salesdesk.ui.widgets.row_delegate import RowDelegate
from salesdesk.ui.widgets.row_role import RowRole
from salesdesk.ui.widgets.section_title import SectionTitle

SIDE = Space.L  # rows have as much air within, so that their texts stand below the title's


class TripBody(Page):
    """All of a trip in one page."""

    category = Signal(str)
    expense = Signal(str, bool)
    stay = Signal(str, bool)
    add_expense = Signal()
    add_line = Signal()
    add_stay = Signal()

    def __init__(self, theme: Theme, tasks: Tasks) -> None:
        super().__init__(SIDE)
        self._theme = theme
        self._first_missing = ""
        self._make_parts(theme, tasks)
        self.column.setContentsMargins(0, 0, 0, Space.XL)
        self.column.setSpacing(Space.S)
        self._lay_out()
        self.setMinimumHeight(theme.px(100))

    def _make_parts(self, theme: Theme, tasks: Tasks) -> None:
        self.cards = FigureCards(theme)
        self.missing = Notice(theme, "", Tone.WARM, lead=_("Not all is counted"), action=_("Open the first"))
        self.missing.acted.connect(self._open_missing)
        self.bars = BudgetRows(theme)
        self.bars.opened.connect(self.category)
        self.no_lines = Notice(
            theme, _("Say what each category may cost, and every expense shows what is left."),
            lead=_("No budget yet."), action=_("Add budget line"),
        )  # fmt: skip
        self.no_lines.acted.connect(self.add_line)
        self.chart = SpendingView(theme, tasks)
        self.expenses = RowsView(theme, _("Expenses"), ExpenseDelegate(theme))
        self.expenses.setObjectName("expenses")
        self.expenses.opened.connect(self.expense)
        self.no_expenses = Notice(
            theme, _("Type the first receipt in the currency it was paid in: the rate of its day is looked up."),
            lead=_("No expenses yet."), action=_("Add expense"), key="Ctrl+E",
        )  # fmt: skip
        self.no_expenses.acted.connect(self.add_expense)
        self.stays = RowsView(theme, _("Itinerary"), RowDelegate(theme))
        self.stays.setObjectName("stays")
        self.stays.opened.connect(self.stay)
        self.no_stays = Notice(
            theme, _("Where you sleep decides the per diem: add each stop with its arrival and departure."),
            lead=_("No stops yet."), action=_("Add stop"),
        )  # fmt: skip
        self.no_stays.acted.connect(self.add_stay)

    def _lay_out(self) -> None:
        self._add_stay = Button(self._theme, _("Add stop"), Role.QUIET, icon="plus")
        self._add_stay.setObjectName("add-stay")
        self._add_stay.clicked.connect(self.add_stay)
        for part in (self.cards, self.missing):
            self._inset(part)
        self._section(_("Budget by category"))
        self._inset(self.no_lines)
        self.column.addWidget(self.bars)
        self.column.addSpacing(Space.S)
        self._inset(self.chart)
        self._section(_("Expenses"))
        self._inset(self.no_expenses)
        self.column.addWidget(self.expenses)
        self._section(_("Itinerary"), self._add_stay)
        self._inset(self.no_stays)
        self.column.addWidget(self.stays)
        self.column.addStretch(1)

    def _inset(self, part: QWidget) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(SIDE, 0, SIDE, 0)
        row.addWidget(part)
        self.column.addLayout(row)

    def _section(self, title: str, action: QWidget | None = None) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(SIDE, Space.L, SIDE, 0)
        row.addWidget(SectionTitle(self._theme, title), 1)
        if action is not None:
            row.addWidget(action)
        self.column.addLayout(row)

    def show_figures(self, figures: TripFigures) -> None:
        """Shows a trip's figures; what stays keeps its place."""
        currency = figures.budget.currency
        self._hold_place()
        self.cards.show_figures(figures)
        missing = missing_words(figures.budget)
        self._first_missing = next((x.id for x in figures.expenses if x.base_amount is None), "")
        self.missing.tell(missing, Tone.WARM, lead=_("Not all is counted."))
        self.missing.set_action(_("Open the first") if self._first_missing else "")
        self.missing.setVisible(bool(missing))
        self.bars.show_budget(figures.budget)
        self.no_lines.setVisible(not figures.lines)
        self.chart.show_spending(figures.course, figures.budget.planned, currency, chart_words(figures))
        self.chart.setVisible(bool(figures.course))
        self.expenses.rows.put(figures.expenses, lambda expense: expense_roles(expense, currency))
        self.no_expenses.setVisible(not figures.expenses)
        self.stays.rows.put(figures.stays, _stay_roles)
        self.no_stays.setVisible(not figures.stays)
        self._add_stay.setVisible(bool(figures.stays))

    def _hold_place(self) -> None:
        """What comes or goes above the expenses does not move them while she looks at them."""
        top, bar = self.expenses.y(), self.verticalScrollBar()
        if bar.value() > 0 and bar.value() + self.viewport().height() > top:
            QTimer.singleShot(0, self, lambda: bar.setValue(bar.value() + self.expenses.y() - top))

    def begin(self) -> None:
        """Another trip is shown from its beginning."""
        self.verticalScrollBar().setValue(0)
        self.chart.forget()
        for view in (self.expenses, self.stays):
            view.clearSelection()

    @Slot()
    def keep_in_sight(self) -> None:
        """The row that a panel was opened from stays in sight."""
        for view in (self.expenses, self.stays):
            view.keep_in_sight()

    @Slot()
    def _open_missing(self) -> None:
        self.expense.emit(self._first_missing, True)


def _stay_roles(stay: Stay) -> Mapping[int, Any]:
    title, times, lodging = stay_title(stay), stay_times(stay), stay_lodging(stay)
    breakfast = _("with breakfast") if stay.breakfast_included else ""
    return {
        RowRole.TITLE: title,
        RowRole.SUBTITLE: times,
        RowRole.MARK: lodging,
        RowRole.MARK_TONE: Tone.NEUTRAL,
        RowRole.TIME: breakfast,
        RowRole.DOT: False,
        Qt.ItemDataRole.DisplayRole: title,
        Qt.ItemDataRole.AccessibleTextRole: listed([title, times, lodging, breakfast]),
    }
