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
from salesdesk.ui.theme import Theme
from salesdesk.ui.widgets.columns import Columns
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
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(0)
        self._columns = Columns(theme)
        self._grid.addWidget(self._columns, 1, 0, 1, 2)
        self._grid.setRowStretch(2, 1)
        for section, members in _by_section(kind.fields if fields is None else fields, first):
            self._add_section(theme, section)
            for field in members:
                self._add(self.make_editor(theme, field, desk, tasks), wide=field.type in WIDE)

    def make_editor(self, theme: Theme, field: Field, desk: Desk, tasks: Tasks) -> FieldEditor:
        """The editor of one field."""
        return editor_for(theme, field, desk, tasks)

    def _add_section(self, theme: Theme, section: str) -> None:
        if section:
            self._columns.add_heading(SectionTitle(theme, _(section)))

    def _add(self, editor: FieldEditor, *, wide: bool) -> None:
        self._columns.add(editor, wide=wide)
        self.editors[editor.field.name] = editor
        editor.edited.connect(self.edited)

    def show_record(self, record: Record) -> None:
        """Shows the record's values."""
        for name, editor in self.editors.items():
            editor.set_error("")
            editor.set_value(self.kind.value(record, self.kind.field(name)))
        self._shown = {name: editor.raw() for name, editor in self.editors.items()}

    def show_untyped(self, record: Record) -> None:
        """Shows the record's values where nothing was typed over them."""
        typed = self.raw()
        for name, editor in self.editors.items():
            if name not in typed:
                editor.set_value(self.kind.value(record, self.kind.field(name)))
                self._shown[name] = editor.raw()

    def accept(self, texts: Mapping[str, str]) -> None:
        """These texts are saved: they count as typed no longer."""
        self._shown.update(texts)

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
