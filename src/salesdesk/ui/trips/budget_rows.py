"""The budget by category: a bar each, all on one scale, that opens its lines."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.domain.budget import Budget, CategoryBudget
from salesdesk.ui.theme import RADIUS, Size, Space, Theme, Weight
from salesdesk.ui.trips.words import category_name
from salesdesk.ui.widgets.budget_bar import BudgetBar
from salesdesk.ui.widgets.painting import focus_ring, rounded
from salesdesk.ui.widgets.pressable import Pressable
from salesdesk.ui.widgets.text import Text

_LABEL, _VERDICT, _HEIGHT, _NARROW, _LEAST, _ANY = 136, 104, 36, 400, 200, 9999


class BudgetRow(Pressable):
    """One category: its name, its bar, and what is left or over."""

    def __init__(self, theme: Theme, category: str) -> None:
        super().__init__(theme)
        self.setObjectName(f"category-{category}")
        self._label = Text(theme, category_name(category), Size.TEXT, elide=True)
        self._bar = BudgetBar(theme)
        self._verdict = Text(theme, "", Size.TEXT, Weight.NORMAL, "soft", tabular=True)
        self._verdict.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        for part in (self._label, self._bar, self._verdict):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            part.setForegroundRole(QPalette.ColorRole.WindowText)  # not the button's
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._narrow: bool | None = None
        self._parts = QGridLayout(self)
        self._parts.setContentsMargins(Space.L, 0, Space.L, 0)
        self._parts.setHorizontalSpacing(Space.M)
        self._parts.setVerticalSpacing(Space.XS)
        self._parts.setColumnStretch(1, 1)
        self._scale()
        theme.changed.connect(self._scale)

    def show_category(self, category: CategoryBudget, currency: str, whole: Decimal) -> None:
        """Shows the category's figures on the scale of `whole`."""
        self._bar.set_figures(category.planned, category.committed, category.spent, currency, whole=whole)
        self._verdict.setText(self._bar.verdict())
        self._verdict.set_ink("hot" if category.left < 0 else "soft")
        self.setAccessibleName(f"{self._label.text()}: {self._bar.words()}")
        self.setToolTip(self._bar.words())

    def sizeHint(self) -> QSize:
        """One line, or where it is narrow the bar below the words."""
        return QSize(self.theme.px(_NARROW), max(self._parts.sizeHint().height(), self.theme.px(_HEIGHT)))

    def minimumSizeHint(self) -> QSize:
        """Narrower, the bar is shorter."""
        return QSize(self.theme.px(_LEAST), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Sets the bar between the words or below them."""
        super().resizeEvent(event)
        self._arrange(narrow=self.width() < self.theme.px(_NARROW))

    def _arrange(self, *, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self._label.setMinimumWidth(0 if narrow else self.theme.px(_LABEL))
        self._label.setMaximumWidth(_ANY if narrow else self.theme.px(_LABEL))
        self._parts.addWidget(self._label, 0, 0)
        self._parts.addWidget(self._verdict, 0, 2)
        if narrow:
            self._parts.addWidget(self._bar, 1, 0, 1, 3)
        else:
            self._parts.addWidget(self._bar, 0, 1)
        self._parts.setContentsMargins(Space.L, Space.XS * narrow, Space.L, Space.S * narrow)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draws the ground under the pointer and the ring."""
        painter = QPainter(self)
        if self.underMouse() or self.isDown():
            rounded(painter, self.rect(), RADIUS, self.theme.palette.bg)
        if self.hasFocus():
            focus_ring(painter, self.rect(), RADIUS, self.theme.palette.accent)
        painter.end()

    def _scale(self) -> None:
        self._narrow = None
        self._arrange(narrow=self.width() < self.theme.px(_NARROW))
        self._verdict.setMinimumWidth(self.theme.px(_VERDICT))
        self.updateGeometry()


class BudgetRows(QWidget):
    """All categories that are planned or spent on; `opened` gives the one pressed."""

    opened = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: dict[str, BudgetRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)

    def show_budget(self, budget: Budget) -> None:
        """Shows a budget; rows that stay keep their place and the focus."""
        wanted = [category.category for category in budget.categories]
        for name in [name for name in self._rows if name not in wanted]:
            self._rows.pop(name).deleteLater()
        whole = max((max(c.planned, c.spent + c.committed) for c in budget.categories), default=Decimal(0))
        before: QWidget | None = None
        for place, category in enumerate(budget.categories):
            row = self._rows.get(category.category) or self._make(category.category)
            if self._column.indexOf(row) != place:
                self._column.insertWidget(place, row)
            row.show_category(category, budget.currency, whole)
            if before is not None:
                QWidget.setTabOrder(before, row)
            before = row

    def _make(self, category: str) -> BudgetRow:
        row = BudgetRow(self._theme, category)
        row.clicked.connect(lambda _on=False: self.opened.emit(category))
        self._rows[category] = row
        return row
