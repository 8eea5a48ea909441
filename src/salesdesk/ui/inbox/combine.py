"""Where both values become one, written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.domain.fields import Field
from salesdesk.i18n import _
from salesdesk.ui.forms.editors import FieldEditor
from salesdesk.ui.forms.link_editor import editor_for
from salesdesk.ui.inbox.entries import Entry
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Space, Theme
from salesdesk.ui.values import unwired
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.panel import Panel

SAVE_KEY, LEAVE_KEY = "Ctrl+Return", "Esc"
_LINES = 6


class Combine(Panel):
    """The editors of a unit; `combined` gives the values, `left` says that she gave up."""

    combined = Signal(object)
    left = Signal()

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, entry: Entry) -> None:
        super().__init__(theme, "panel", "line")
        self.editors: list[FieldEditor] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.XS)
        for field in entry.fields:
            if field.name in {*entry.item.now, *entry.item.aside}:
                options = {"lines": _LINES} if field.type == "long_text" else {}
                editor = editor_for(theme, field, desk, tasks, **options)
                _fill(editor, field, entry.item.now, entry.item.aside)
                self.editors.append(editor)
                column.addWidget(editor)
        row = QWidget()
        flow = FlowLayout(row)
        for words, key, role, do in (
            (_("Save"), SAVE_KEY, Role.PRIMARY, self.save),
            (_("Give up"), LEAVE_KEY, Role.SECONDARY, self.left.emit),
        ):
            button = Button(theme, words, role, key=key)
            button.clicked.connect(do)
            flow.addWidget(button)
            action = QAction(words, self)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(do)
            self.addAction(action)
        column.addWidget(row)

    def take_focus(self) -> None:
        """The cursor stands in the first field."""
        if self.editors:
            self.editors[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def save(self) -> None:
        """Gives the values, where all of them can be read."""
        if all([editor.check() for editor in self.editors]):
            self.combined.emit({editor.field.name: editor.value() for editor in self.editors})


def _fill(editor: FieldEditor, field: Field, now: Mapping[str, Any], aside: Mapping[str, Any]) -> None:
    """Both long texts one under the other; of anything else the value that was set aside."""
    if field.type == "long_text":
        both = dict.fromkeys(str(side.get(field.name) or "").strip() for side in (now, aside))
        editor.set_raw("\n\n".join(filter(None, both)))
    else:
        side = aside if field.name in aside else now
        editor.set_value(unwired(field, side[field.name]))
