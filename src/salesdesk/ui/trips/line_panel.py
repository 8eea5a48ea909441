"""The panel for the budget lines of a category."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.domain.budget import BudgetLine
from salesdesk.domain.fields import Field
from salesdesk.i18n import _
from salesdesk.ui.forms.editors import FieldEditor, LongEditor
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.trips.form_panel import FormPanel
from salesdesk.ui.trips.rows_form import RowsForm
from salesdesk.ui.trips.words import category_name, line_words
from salesdesk.ui.widgets.chip import Chip
from salesdesk.ui.widgets.flow import FlowLayout

ROWS = (
    (("category", 27), ("supplier", 38), ("currency", 15), ("due", 20)),
    (("planned", 25), ("committed", 25), ("invoiced", 25), ("paid", 25)),
    (("notes", 100),),
)


class LineForm(RowsForm):
    """The fields of a budget line that matter."""

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        super().__init__(theme, desk, tasks, desk.kinds["budget_line"], ROWS)

    def make_editor(self, theme: Theme, field: Field, desk: Desk, tasks: Tasks) -> FieldEditor:
        """Notes take one line."""
        if field.name == "notes":
            return LongEditor(theme, field, lines=1)
        return super().make_editor(theme, field, desk, tasks)


class LinePanel(FormPanel):
    """A budget line, and where its category has several, chips to go from one to the next."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        super().__init__(theme, desk, tasks, LineForm(theme, desk, tasks))
        self._row = QWidget()
        self._flow = FlowLayout(self._row)
        self._group = QButtonGroup(self._row)
        self._chips: list[Chip] = []
        self.column.insertWidget(1, self._row)
        self._row.hide()

    def edit(self, line: BudgetLine, lines: Sequence[BudgetLine]) -> None:
        """Shows a line out of those of its category; without an id it is a new one."""
        name = category_name(line.category) if line.category else ""
        self.open(line, _("Budget: {category}").format(category=name) if name else _("New budget line"))
        self.show_lines(lines)

    def take_focus(self) -> None:
        """The category is known as a rule: begins with what is planned."""
        line = self.record
        name = "planned" if isinstance(line, BudgetLine) and line.category else "category"
        self.form.editors[name].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_lines(self, lines: Sequence[BudgetLine]) -> None:
        """The lines of the category in sight, and a way to one more."""
        now = self.record
        if not isinstance(now, BudgetLine) or not now.category:
            self._row.hide()
            return
        mine = [line for line in lines if line.category == now.category]
        words = [line_words(line.supplier, line.planned, line.currency) for line in mine]
        if now.id:
            mine.append(BudgetLine(trip=now.trip, category=now.category, currency=now.currency))
            words.append(_("Another line"))
        if [chip.text() for chip in self._chips] != words:
            self._make_chips(words)
        for chip, line in zip(self._chips, mine, strict=True):
            chip.setProperty("line", line)
            chip.setChecked(line.id == now.id)
        self._row.setVisible(bool(mine))

    def _make_chips(self, words: Sequence[str]) -> None:
        for chip in self._chips:
            self._group.removeButton(chip)
            chip.deleteLater()
        self._chips = [Chip(self.theme, text, checkable=True) for text in words]
        for chip in self._chips:
            chip.clicked.connect(lambda _on=False, chip=chip: self.chosen.emit(chip.property("line")))
            self._flow.addWidget(chip)
            self._group.addButton(chip)
