"""Export what she sees: which format, which columns, how many records; then where to."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.i18n import _, isolated, joined, ngettext, number
from salesdesk.ui.exporting.seen import Seen
from salesdesk.ui.files import Stopped, why_not
from salesdesk.ui.overlay import Overlay
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Size, Space, Theme, Tone, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.chip import Chip
from salesdesk.ui.widgets.combo_box import ComboBox
from salesdesk.ui.widgets.field import Field
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.notice import Notice
from salesdesk.ui.widgets.progress_strip import ProgressStrip
from salesdesk.ui.widgets.text import Text

if TYPE_CHECKING:
    from salesdesk.desk.exchanging import Exported

_WIDTH = 480
_SHOWN = "shown"
_TABLES = (".csv", ".xlsx")


class ExportPanel(Overlay):
    """Over a screen; what is being written goes on when it is closed."""

    _moved = Signal(int)

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, window: QWidget) -> None:
        super().__init__(theme, window, _WIDTH)
        self.setObjectName("export")
        self._desk = desk
        self._tasks = tasks
        self._seen: Seen | None = None
        self._count = 0
        self._stop: threading.Event | None = None
        self._moved.connect(self._move, Qt.ConnectionType.QueuedConnection)
        self._build()

    def _build(self) -> None:
        theme = self.theme
        self.said = Text(theme, "", Size.TEXT, ink="soft", wrap=True)
        self.said.setObjectName("export-said")
        self._formats = QWidget()
        self._format_flow = FlowLayout(self._formats, gap=Space.XS)
        self._chips: dict[str, Chip] = {}
        self.columns = ComboBox(theme)
        self.columns.setObjectName("export-columns")
        self._columns_field = Field(theme, _("Columns"), self.columns)
        self.notice = Notice(theme, "")
        self.notice.setObjectName("export-notice")
        self.strip = ProgressStrip(theme)
        self.strip.cancelled.connect(self._cancel)
        self.close_button = Button(theme, _("Close"), Role.SECONDARY, key="Esc")
        self.close_button.clicked.connect(self.vanish)
        self.go_button = Button(theme, _("Choose where to…"), Role.PRIMARY)
        self.go_button.setObjectName("export-go")
        self.go_button.clicked.connect(self.go)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.go_button)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        column.setSpacing(Space.S)
        column.addWidget(Text(theme, _("Export what I see"), Size.PANE, Weight.HEAVY))
        column.addWidget(self.said)
        column.addSpacing(Space.XS)
        column.addWidget(Text(theme, _("Format"), Size.LABEL, Weight.MEDIUM, "soft"))
        column.addWidget(self._formats)
        column.addSpacing(Space.XS)
        column.addWidget(self._columns_field)
        column.addWidget(self.notice)
        column.addWidget(self.strip)
        column.addSpacing(Space.XS)
        column.addLayout(buttons)

    # --- asking -------------------------------------------------------------------------------

    def ask(self, seen: Seen) -> None:
        """Asks how what she sees is to be written; an export under way is shown instead."""
        if self._stop is None:
            self._seen = seen
            self.notice.hide()
            self._offer_formats(seen)
            self._count_records(seen)
        self.appear()
        chosen = next((chip for chip in self._chips.values() if chip.isChecked()), None)
        if self._stop is not None:
            self.strip.setFocus(Qt.FocusReason.OtherFocusReason)
        elif chosen is not None:
            chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def _offer_formats(self, seen: Seen) -> None:
        from salesdesk.desk.exchanging import formats_of

        formats = formats_of(seen.query.kind)
        if [ending for ending, _label in formats] != list(self._chips):
            for ending, label in formats:
                chip = Chip(self.theme, label, Tone.ACCENT, checkable=True)
                chip.setObjectName(f"format{ending}")
                chip.clicked.connect(partial(self._choose, ending))
                self._format_flow.addWidget(chip)
                self._chips[ending] = chip
            self._choose(formats[0][0])

    def _choose(self, ending: str) -> None:
        """A format is chosen: other columns may be asked for."""
        from salesdesk.desk.exchanging import column_sets

        for other, chip in self._chips.items():
            chip.setChecked(other == ending)
        if self._seen is None:
            return
        sets = [(found.name, found.label) for found in column_sets(self._seen.query.kind, ending)]
        if ending in _TABLES:
            sets = [(_SHOWN, _("What this list shows")), *sets]
        self.columns.clear()
        for name, label in sets:
            self.columns.addItem(label, name)
        self._columns_field.setVisible(len(sets) > 1)
        self.fit()

    @property
    def ending(self) -> str:
        """The format that is chosen."""
        return next(ending for ending, chip in self._chips.items() if chip.isChecked())

    def _count_records(self, seen: Seen) -> None:
        self._say_count(seen, None)
        self._tasks.long(lambda: seen.count(self._desk), lambda count: self._say_count(seen, count))

    def _say_count(self, seen: Seen, count: int | None) -> None:
        if seen is not self._seen:
            return
        self._count = count or 0
        if count is None:
            self.said.setText(_("Counting …"))
        else:
            words = ngettext("%s record", "%s records", count) % number(count)
            how = (
                _("the selected rows alone")
                if seen.ids is not None
                else _("searched, filtered and sorted as you see them")
            )
            self.said.setText(joined(words, how))
        self.fit()

    # --- writing ------------------------------------------------------------------------------

    @Slot()
    def go(self) -> None:
        """Asks where to, and writes."""
        seen, ending = self._seen, self.ending
        if seen is None or self._stop is not None:
            return
        label, offered = self._chips[ending].text(), _(seen.query.kind.plural) + ending
        name, _chosen = QFileDialog.getSaveFileName(self, _("Export"), offered, f"{label} (*{ending})")
        if name:
            path = Path(name)
            self._write(seen, path if path.suffix.lower() == ending else path.with_name(path.name + ending))

    def _write(self, seen: Seen, path: Path) -> None:
        from salesdesk.desk.exchanging import export_file

        chosen = str(self.columns.currentData() or "")
        columns, names = ("", seen.names) if chosen == _SHOWN else (chosen, ())
        stop = self._stop = threading.Event()
        self._moved_on(running=True)

        def progress(done: int) -> None:
            if stop.is_set() or self._tasks.finished:
                raise Stopped
            self._moved.emit(done)

        self._tasks.long(
            lambda: export_file(
                self._desk, seen.query, path, columns=columns, names=names, ids=seen.ids, progress=progress
            ),
            lambda done: self._written(done, path), self._not_written,
        )  # fmt: skip

    def _moved_on(self, *, running: bool) -> None:
        self.notice.setVisible(not running and bool(self.notice.accessibleName()))
        if running:
            self.strip.start(_("Writing …"), max(self._count, 1))
            self.strip.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._stop = None
            self.strip.finish()
        for part in (self._formats, self.columns, self.go_button):
            part.setEnabled(not running)
        self.fit()

    @Slot(int)
    def _move(self, done: int) -> None:
        self.strip.set_progress(done, ngettext("%s record read", "%s records read", done) % number(done))

    @Slot()
    def _cancel(self) -> None:
        if self._stop is not None:
            self._stop.set()

    def _written(self, done: Exported, path: Path) -> None:
        words = ngettext("%(count)s record is in %(file)s.", "%(count)s records are in %(file)s.", done.count)
        said = [words % {"count": number(done.count), "file": isolated(path.name)}]
        if done.held_back:
            said.append(_held_back(done.held_back, path) % number(done.held_back))
        if done.without_private:
            private = ngettext(
                "%s is a colleague's: its private fields are empty.",
                "%s are colleagues': their private fields are empty.", done.without_private,
            )  # fmt: skip
            said.append(private % number(done.without_private))
        self._tell(" ".join(said), Tone.GOOD, _("Written"))

    def _not_written(self, error: Exception) -> None:
        if isinstance(error, Stopped):
            self._tell(_("Nothing was written."), Tone.WARM, _("Stopped"))
        else:
            self._tell(why_not(error), Tone.HOT, _("Not written"))

    def _tell(self, said: str, tone: Tone, lead: str) -> None:
        self.notice.tell(said, tone, lead=lead)
        focused = self.strip.isAncestorOf(self.window().focusWidget() or self.strip)
        self._moved_on(running=False)
        if focused and self.isVisible():
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)


def _held_back(count: int, path: Path) -> str:
    """Why some records are not in the file; calendars hold none without a day."""
    if path.suffix.lower() == ".ics":
        return ngettext(
            "%s was held back: it is deleted or has no day.", "%s were held back: they are deleted or have no day.",
            count,
        )  # fmt: skip
    return ngettext("%s was held back: it is deleted.", "%s were held back: they are deleted.", count)
