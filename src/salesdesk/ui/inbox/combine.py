"""Where both values become one: long texts by their differences, anything else written by hand."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.domain.fields import Field
from salesdesk.i18n import _
from salesdesk.ui.forms.editors import FieldEditor, LongEditor
from salesdesk.ui.forms.link_editor import editor_for
from salesdesk.ui.inbox.differences import Differences
from salesdesk.ui.inbox.entries import Entry
from salesdesk.ui.inbox.keyed import keyed_button
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Space, Theme
from salesdesk.ui.values import unwired
from salesdesk.ui.widgets.button import Role
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.panel import Panel

SAVE_KEY, LEAVE_KEY = "Ctrl+Return", "Esc"
_LINES = 8


class Combine(Panel):
    """The editors of a unit; `combined` gives the values, `left` says that she gave up.

    `shows_differences` where both texts are seen in it.
    """

    combined = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, entry: Entry) -> None:
        super().__init__(theme, "panel", "line")
        self.editors: list[FieldEditor] = []
        self.shows_differences = False
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.XS)
        for field in entry.fields:
            if field.name in {*entry.item.now, *entry.item.aside}:
                self.editors.append(self._editor(column, theme, desk, tasks, entry, field))
        row = QWidget()
        flow = FlowLayout(row)
        flow.addWidget(keyed_button(theme, self, _("Save"), SAVE_KEY, self.save, Role.PRIMARY))
        flow.addWidget(keyed_button(theme, self, _("Give up"), LEAVE_KEY, self.left.emit))
        column.addWidget(row)

    def _editor(
        self, column: QVBoxLayout, theme: Theme, desk: Desk, tasks: Tasks, entry: Entry, field: Field
    ) -> FieldEditor:
        options = {"lines": _LINES} if field.type == "long_text" else {}
        editor = editor_for(theme, field, desk, tasks, **options)
        if isinstance(editor, LongEditor):
            differences = Differences(theme, self, editor.box, entry, field)
            self.shows_differences = self.shows_differences or differences.any
            column.addWidget(differences)
        else:
            side = entry.item.aside if field.name in entry.item.aside else entry.item.now
            editor.set_value(unwired(field, side[field.name]))
        column.addWidget(editor)
        return editor

    def take_focus(self) -> None:
        """The cursor stands in the first field."""
        if self.editors:
            self.editors[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def save(self) -> None:
        """Gives the values, where all of them can be read."""
        if all([editor.check() for editor in self.editors]):
            self.combined.emit({editor.field.name: editor.value() for editor in self.editors})
