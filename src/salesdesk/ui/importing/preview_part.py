"""What a file holds: the choices of the whole, the first rows under their fields, and what would be skipped."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from salesdesk.i18n import N_, _, ngettext, number
from salesdesk.ui.importing.choices_row import ChoicesRow
from salesdesk.ui.importing.file_import import FileImport
from salesdesk.ui.importing.preview_table import PreviewTable
from salesdesk.ui.importing.refused_rows import RefusedRows
from salesdesk.ui.theme import Space, Theme, Tone
from salesdesk.ui.widgets.notice import Notice
from salesdesk.ui.widgets.section_title import SectionTitle

LEAVE_OUT = N_("Leave out")
_REFUSED_SHOWN = 3


class PreviewPart(QWidget):
    """Shows a file and hands corrections on to it; what stays the same does not move."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._file: FileImport | None = None
        self.choices = ChoicesRow(theme)
        self.choices.said.connect(self._choose)
        self.notice = Notice(theme, "")
        self.notice.setObjectName("preview-notice")
        self.table = PreviewTable(theme, self.choices.kind)
        self.table.chosen.connect(self._assign)
        self._title = SectionTitle(theme, "")
        self.refused = RefusedRows(theme, _REFUSED_SHOWN)
        self.refused.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.choices)
        column.addWidget(self.notice)
        column.addWidget(self.table, 1)
        column.addWidget(self._title)
        column.addWidget(self.refused)

    def show_file(self, file: FileImport) -> None:
        """Shows what is known of a file, another one from its beginning."""
        if file is not self._file:
            self._file = file
            self.table.begin()
        preview = file.preview
        if preview is None:
            return
        self.choices.show_preview(preview)
        self.table.header.begin_behind(self.choices.last)
        self.table.show_preview(preview, [("", _(LEAVE_OUT)), *preview.targets])
        self._tell(file)
        many = len(preview.skipped)
        words = ngettext("%s of these rows would be skipped", "%s of these rows would be skipped", many)
        self._title.setText(words % number(many))
        self._title.setVisible(many > 0)
        self.refused.show_rows(preview.skipped)
        self.refused.setVisible(many > 0)

    def _tell(self, file: FileImport) -> None:
        preview = file.preview
        assert preview is not None
        remembered = sum(column.remembered for column in preview.columns)
        if file.why:
            self.notice.tell(file.why, Tone.HOT)
        elif not preview.kind:
            self.notice.tell(_("Say what the rows are; then the columns find their fields."), Tone.WARM)
        elif not any(column.field for column in preview.columns):
            self.notice.tell(_("None of the columns is known: say where at least one of them goes."), Tone.WARM)
        elif remembered:
            words = ngettext(
                "%s column goes where you put it the last time (✓).",
                "%s columns go where you put them the last time (✓).", remembered,
            )  # fmt: skip
            self.notice.tell(words % number(remembered), Tone.ACCENT)
        elif preview.remembered:
            self.notice.tell(_("Read as you said of an earlier file like this."), Tone.ACCENT)
        there = bool(file.why or remembered or preview.remembered) or not can_import(file)
        self.notice.setVisible(there)

    def _choose(self, name: str, value: object) -> None:
        if self._file is not None:
            self._file.choose(**{name: value})

    def _assign(self, column: int, field: str) -> None:
        if self._file is not None and self._file.preview is not None:
            self._file.assign(self._file.preview.columns[column], field)


def can_import(file: FileImport) -> bool:
    """Whether what is shown can be taken in."""
    preview = file.preview
    return preview is not None and bool(preview.kind) and any(column.field for column in preview.columns)
