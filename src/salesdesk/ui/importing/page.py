"""The import of a file as a page: what it holds, how it goes on, what came of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.i18n import N_, _, ngettext, number
from salesdesk.ui.commands import command
from salesdesk.ui.importing.file_import import FileImport, Step
from salesdesk.ui.importing.preview_model import one_line
from salesdesk.ui.importing.preview_part import PreviewPart, can_import
from salesdesk.ui.importing.result import Result
from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.trips.page import Page
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.empty_state import EmptyState
from salesdesk.ui.widgets.hairline import Hairline
from salesdesk.ui.widgets.progress_strip import ProgressStrip
from salesdesk.ui.widgets.text import Text

_SIDE, _ABOVE = 36, 24
_STEPS = 1_000
_AFTERWARDS = (Step.DONE, Step.UNDOING, Step.UNDONE)


class ImportPage(QWidget):
    """Shows one file; `closed`, `another`, `following` ask for what comes next, `wanted` for a kind's list."""

    closed = Signal()
    another = Signal()
    following = Signal()
    wanted = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("import")
        self.theme = theme
        self._file: FileImport | None = None
        self._waiting = 0
        self._step: Step | None = None
        self._build()

    def _build(self) -> None:
        theme = self.theme
        self.title = Text(theme, "", Size.PAGE, Weight.HEAVY, elide=True)
        self.title.setObjectName("heading")
        self.said = Text(theme, "", Size.TEXT, ink="soft", wrap=True)
        self.said.setObjectName("import-said")
        self.close_button = Button(theme, "", Role.QUIET, icon="close", name=_("Close"))
        self.close_button.clicked.connect(self.close_page)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        self.preview = PreviewPart(theme)
        self.result = Result(theme)
        self.result.save_skipped.connect(self.save_skipped)
        self.plain = EmptyState(theme, "file", "")
        self._preview_page = Page(0)  # with large text there is less room than it needs
        self._preview_page.column.addWidget(self.preview)
        self._parts = QStackedWidget()
        for part in (self.plain, self._preview_page, self.result):
            self._parts.addWidget(part)
        inner = QVBoxLayout()
        inner.setContentsMargins(_SIDE, theme.px(_ABOVE), _SIDE, Space.L)
        inner.setSpacing(Space.S)
        inner.addLayout(head)
        inner.addWidget(self.said)
        inner.addSpacing(Space.S)
        inner.addWidget(self._parts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inner, 1)
        column.addWidget(Hairline(theme))
        column.addWidget(self._foot())

    def _foot(self) -> QWidget:
        theme = self.theme
        self.strip = ProgressStrip(theme)
        self.strip.setObjectName("progress")
        self.strip.cancelled.connect(self._stop)
        self.queue = Text(theme, "", Size.SECOND, ink="soft", elide=True)
        self.other = Button(theme, _("Another file…"), Role.QUIET)
        self.other.setObjectName("another")
        self.other.clicked.connect(self._ask_other)
        self.undo_button = Button(theme, _("Undo"), Role.SECONDARY, icon="undo")
        self.undo_button.setObjectName("undo-import")
        self.undo_button.clicked.connect(self._undo)
        self.go_button = Button(theme, "", Role.PRIMARY)
        self.go_button.setObjectName("go")
        self.go_button.clicked.connect(self.go_on)
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(_SIDE, Space.M, _SIDE, Space.M)
        row.setSpacing(Space.S)
        row.addWidget(self.strip, 1)
        row.addWidget(self.queue, 1)
        for button in (self.other, self.undo_button, self.go_button):
            row.addWidget(button)
        return foot

    # --- what it shows ------------------------------------------------------------------------

    def show_file(self, file: FileImport, waiting: int) -> None:
        """Shows a file, behind which so many wait."""
        if self._file is not None and self._file is not file:
            self._file.changed.disconnect(self._follow)
            self._file.moved.disconnect(self._move)
        if self._file is not file:
            self._file, self._step = file, None
            file.changed.connect(self._follow)
            file.moved.connect(self._move)
        self._waiting = waiting
        self._follow()

    @Slot()
    def _follow(self) -> None:
        file = self._file
        if file is None:
            return
        self.title.setText(one_line(file.path.name))
        if file.step in _AFTERWARDS:
            self.result.show_result(file)
            self._parts.setCurrentWidget(self.result)
        elif file.preview is not None:
            self.preview.show_file(file)
            self.preview.setEnabled(file.step is Step.READY)
            self._parts.setCurrentWidget(self._preview_page)
        else:
            self._say_plainly(file)
            self._parts.setCurrentWidget(self.plain)
        self.said.setText(_said(file))
        self.said.setVisible(bool(self.said.text()))
        self._show_foot(file)
        if file.step is not self._step:
            self._step = file.step
            self.take_focus()

    def _say_plainly(self, file: FileImport) -> None:
        if file.step is Step.REFUSED:
            self.plain.tell(_("This file cannot be taken in"), file.why)
        else:
            self.plain.tell(_("Reading…"))

    def _show_foot(self, file: FileImport) -> None:
        running, done = file.running, file.step in _AFTERWARDS
        if running and self.strip.isHidden():
            undoing = file.step is Step.UNDOING
            self.strip.start(_("Taking it back …") if undoing else _("Reading the file …"), _STEPS)
        self.strip.setVisible(running)
        words = ngettext("%s more file waits", "%s more files wait", self._waiting) % number(self._waiting)
        self.queue.setText(words if self._waiting else "")
        self.queue.setVisible(not running)
        self.other.setText(_("Leave this file out") if self._waiting and not done else _("Another file…"))
        self.other.setVisible(not running and not (self._waiting and (done or file.step is Step.REFUSED)))
        self.undo_button.setVisible(file.can_undo)
        self.go_button.setText(self._go_words(file))
        self.go_button.setVisible(not running)
        self.go_button.setEnabled(file.step not in (Step.READING, Step.UNDOING) and self._may_go(file))

    def _may_go(self, file: FileImport) -> bool:
        return file.step is not Step.READY or (can_import(file) and not file.looking)

    def _go_words(self, file: FileImport) -> str:
        if file.step in (Step.READING, Step.READY):
            return _("Import")
        if self._waiting:
            return _("Next file")
        shows = file.step is Step.DONE and file.ended.safe
        return _("Show them") if shows else _("Close")

    @Slot(float, int)
    def _move(self, share: float, row: int) -> None:
        words = {"share": number(int(share * 100)), "rows": number(row)}
        said = _("%(share)s %% · safe up to row %(rows)s") % words if row else _("Reading the file …")
        if self._step is Step.UNDOING:
            said = _("Taking it back …")
        self.strip.set_progress(int(share * _STEPS), said)

    # --- what she does ------------------------------------------------------------------------

    def take_focus(self) -> None:
        """The cursor stands where one goes on: at the kind of the rows, then at the button."""
        if not self.isVisible():
            return
        if self._step is Step.READY:
            self.preview.choices.kind.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._step is Step.RUNNING:
            self.strip.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.go_button.setFocus(Qt.FocusReason.OtherFocusReason)

    @command(N_("Import the file"), "Ctrl+Return")
    @Slot()
    def go_on(self) -> None:
        """Does what the button at the foot says."""
        file = self._file
        if file is None or not self.go_button.isEnabled() or self.go_button.isHidden():
            return
        if file.step is Step.READY:
            file.start()
        elif self._waiting:
            self.following.emit()
        elif file.step is Step.DONE and file.ended.safe and file.preview is not None:
            self.wanted.emit(file.preview.kind)
        else:
            self.closed.emit()

    @command(N_("Close the import"), "Escape")
    @Slot()
    def close_page(self) -> None:
        """Goes back; what is being taken in goes on."""
        self.closed.emit()

    @Slot()
    def _ask_other(self) -> None:
        (self.following if self._waiting else self.another).emit()

    @Slot()
    def _stop(self) -> None:
        if self._file is not None:
            self._file.stop()

    @Slot()
    def _undo(self) -> None:
        if self._file is not None:
            self._file.undo()

    @Slot()
    def save_skipped(self) -> None:
        """Asks where the skipped rows are to be written."""
        file = self._file
        if file is None or file.ended.imported is None:
            return
        offered = str(file.path.with_name(_("%s, skipped rows") % file.path.stem + ".csv"))
        name, _chosen = QFileDialog.getSaveFileName(self, _("Save the skipped rows"), offered, "CSV (*.csv)")
        if name:
            file.save_skipped(Path(name))

    # --- what the window asks of a screen -----------------------------------------------------

    def enter(self) -> None:
        """It comes into sight."""
        self.take_focus()

    def leave(self) -> None:
        """It goes out of sight; nothing is typed here."""


def _said(file: FileImport) -> str:
    if file.step in (Step.READY, Step.RUNNING) and file.preview is not None:
        many = len(file.preview.rows)
        words = ngettext("%s row.", "%s rows.", many) if many < FIRST else _("The first %s rows.")
        return f"{words % number(many)} {_('Nothing is written before you import.')}"
    return ""


FIRST = 50
