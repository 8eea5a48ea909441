"""What a file is taken for as a whole: its kind, its characters, what parts its columns, its first row, its sheet."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.ui.theme import Space, Theme
from salesdesk.ui.widgets.combo_box import ComboBox
from salesdesk.ui.widgets.field import Field
from salesdesk.ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from salesdesk.desk.exchanging import Preview

_NAMES, _RECORD = "names", "record"
_WIDEST = 230


class ChoicesRow(QWidget):
    """Small choices in a row, those that apply; `said` gives the name of one and what she chose."""

    said = Signal(str, object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._flow = FlowLayout(self, gap=Space.L, line_gap=0)
        labels = {
            "kind": _("The rows are"), "encoding": _("Encoding"), "delimiter": _("Separated by"),
            "header": _("First row"), "sheet": _("Sheet"),
        }  # fmt: skip
        self._fields = {name: self._field(name, label) for name, label in labels.items()}
        self.kind.setPlaceholderText(_("Choose"))

    def _field(self, name: str, label: str) -> Field:
        choice = ComboBox(self._theme)
        choice.setObjectName(f"file-{name}")
        choice.activated.connect(partial(self._chosen, name, choice))
        field = Field(self._theme, label, choice)
        field.setMaximumWidth(self._theme.px(_WIDEST))
        self._flow.addWidget(field)
        return field

    def _choice(self, name: str) -> ComboBox:
        choice = self._fields[name].editor
        assert isinstance(choice, ComboBox)
        return choice

    @property
    def kind(self) -> ComboBox:
        """What the rows are."""
        return self._choice("kind")

    @property
    def last(self) -> QWidget:
        """The last choice in sight."""
        seen = [field.editor for field in self._fields.values() if not field.isHidden()]
        return seen[-1]

    def show_preview(self, preview: Preview) -> None:
        """Shows what the file is taken for now."""
        from salesdesk.desk.exchanging import DELIMITERS, ENCODINGS

        table = bool(preview.delimiter or preview.sheet)
        first_row = [(_NAMES, _("names the columns")), (_RECORD, _("is a record already"))]
        self._offer("kind", preview.kinds, preview.kind)
        self._offer("encoding", [(name, _(label)) for name, label in ENCODINGS], _plain(preview.encoding))
        self._offer("delimiter", [(mark, _(label)) for mark, label in DELIMITERS], preview.delimiter)
        self._offer("header", first_row if table else [], _NAMES if preview.header else _RECORD)
        self._offer("sheet", [(x, x) for x in preview.sheets] if len(preview.sheets) > 1 else [], preview.sheet)

    def _offer(self, name: str, offered: Sequence[tuple[str, str]], now: str) -> None:
        choice = self._choice(name)
        applies = bool(offered) and (bool(now) or name == "kind")
        if now and now not in dict(offered):
            offered = [*offered, (now, now)]
        before = [(choice.itemData(row), choice.itemText(row)) for row in range(choice.count())]
        if before != list(offered):
            choice.clear()
            for value, label in offered:
                choice.addItem(label, value)
        choice.setCurrentIndex(choice.findData(now, Qt.ItemDataRole.UserRole) if now else -1)
        self._fields[name].setVisible(applies)

    def _chosen(self, name: str, choice: ComboBox, row: int) -> None:
        value = choice.itemData(row)
        self.said.emit(name, value == _NAMES if name == "header" else value)


def _plain(encoding: str) -> str:
    """An encoding by the name that is offered, whatever mark the file begins with."""
    return encoding.removesuffix("-sig")
