"""The plain form of a kind: every declared field, by section, in two columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.domain.fields import Field
from salesdesk.domain.record import Kind, Record
from salesdesk.i18n import _
from salesdesk.ui.forms.editors import FieldEditor
from salesdesk.ui.forms.link_editor import editor_for
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Space, Theme
from salesdesk.ui.widgets.section_title import SectionTitle

WIDE = {"long_text", "picture"}


class Form(QWidget):
    """Editors for fields of one kind; `edited` follows each change by hand."""

    edited = Signal()

    def __init__(
        self,
        theme: Theme,
        desk: Desk,
        tasks: Tasks,
        kind: Kind,
        fields: Iterable[Field] | None = None,
        *,
        first: Sequence[str] = (),
    ) -> None:
        """`first` names the fields that stand on top; all others follow in their sections."""
        super().__init__()
        self.kind = kind
        self.editors: dict[str, FieldEditor] = {}
        self._shown: dict[str, str] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._grid = grid
        self._row, self._column = 0, 0
        for section, members in _by_section(kind.fields if fields is None else fields, first):
            self._add_section(theme, section)
            for field in members:
                self._add(self.make_editor(theme, field, desk, tasks), wide=field.type in WIDE)
        grid.setRowStretch(self._row + 1, 1)

    def make_editor(self, theme: Theme, field: Field, desk: Desk, tasks: Tasks) -> FieldEditor:
        """The editor of one field."""
        return editor_for(theme, field, desk, tasks)

    def _add_section(self, theme: Theme, section: str) -> None:
        self._break()
        if section:
            if self._row:
                self._grid.setRowMinimumHeight(self._row, Space.M)
                self._row += 1
            self._grid.addWidget(SectionTitle(theme, _(section)), self._row, 0, 1, 2)
            self._grid.setRowMinimumHeight(self._row + 1, Space.S)
            self._row += 2

    def _add(self, editor: FieldEditor, *, wide: bool) -> None:
        if wide:
            self._break()
        self._grid.addWidget(editor, self._row, self._column, 1, 2 if wide else 1)
        self._column += 2 if wide else 1
        if self._column >= 2:
            self._row, self._column = self._row + 1, 0
        self.editors[editor.field.name] = editor
        editor.edited.connect(self.edited)

    def _break(self) -> None:
        if self._column:
            self._row, self._column = self._row + 1, 0

    def show_record(self, record: Record) -> None:
        """Shows the record's values."""
        for name, editor in self.editors.items():
            editor.set_error("")
            editor.set_value(self.kind.value(record, self.kind.field(name)))
        self._shown = {name: editor.raw() for name, editor in self.editors.items()}

    def raw(self) -> dict[str, str]:
        """What stands in the editors that she changed."""
        texts = {name: editor.raw() for name, editor in self.editors.items()}
        return {name: text for name, text in texts.items() if text != self._shown.get(name, "")}

    def set_raw(self, texts: Mapping[str, str]) -> None:
        """Puts texts back that `raw` gave."""
        for name, text in texts.items():
            if name in self.editors:
                self.editors[name].set_raw(text)

    def values(self) -> tuple[dict[str, Any], bool]:
        """The changed values that can be read, and whether that is all of them; the others say what is wrong."""
        changed = self.raw()
        right = [name for name in changed if self.editors[name].check()]
        return {name: self.editors[name].value() for name in right}, len(right) == len(changed)


def _by_section(fields: Iterable[Field], first: Sequence[str]) -> list[tuple[str, list[Field]]]:
    by_name = {field.name: field for field in fields}
    sections: dict[str, list[Field]] = {"": [by_name.pop(name) for name in first]}
    for field in by_name.values():
        sections.setdefault(field.section, []).append(field)
    return [(section, members) for section, members in sections.items() if members]
