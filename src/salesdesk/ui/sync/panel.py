"""The sync panel: what waits, goes and came, what is in the way, and what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from PySide6.QtCore import QModelIndex, Qt, QTimer, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from salesdesk.desk.desk import Desk
from salesdesk.desk.sync_remedies import Remedy, remedy, remedy_words
from salesdesk.desk.words import sentence
from salesdesk.i18n import _, joined
from salesdesk.store.rounds import Round
from salesdesk.store.waiting import Told, Waits
from salesdesk.sync.errors import LoggedOut
from salesdesk.ui.side_panel import SidePanel
from salesdesk.ui.sync.lists import LastRounds, Waiting, rounds_view, waiting_view
from salesdesk.ui.sync.only_here import OnlyHere, only_here_words
from salesdesk.ui.sync.pages import Pages
from salesdesk.ui.sync.report import report
from salesdesk.ui.sync.words import count_words, doing_words, last_words, restored_lately, stopped_words
from salesdesk.ui.syncing import Syncing
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Size, Theme, Tone
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.notice import Notice
from salesdesk.ui.widgets.progress_strip import ProgressStrip
from salesdesk.ui.widgets.text import Text

_WIDTH = 460
# A round that is over sooner shows no bar that would flash.
_SHORT_MS = 400
_ALL = 1_000


class SyncPanel(SidePanel):
    """Stands beside her work and follows it; `opened` asks for a record, `asks_to_log_in` for the log-in.

    `decided` tells what became of the records that only this laptop had, `failed` what was in the way; `seen` when it
    comes into sight or goes.
    """

    opened = Signal(str, str)
    decided = Signal(str)
    failed = Signal(str)
    seen = Signal()
    asks_to_log_in = Signal()

    def __init__(
        self, theme: Theme, desk: Desk, tasks: Tasks, syncing: Syncing, window: QWidget,
        browse: Callable[[QUrl], object] = QDesktopServices.openUrl,
    ) -> None:  # fmt: skip
        super().__init__(theme, window, _WIDTH, _("Sync"), standing=True)
        self.setObjectName("sync")
        self.setAccessibleName(_("Sync"))
        self._desk = desk
        self._tasks = tasks
        self._syncing = syncing
        self.browse = browse
        self._who = ""
        self._actions = -1
        self._pending = -1
        self._alone = -1
        self._restored = ""
        self._remedy = Remedy.AGAIN
        self._waiting = Waiting(desk, tasks, self)
        self._waiting.listeners.append(self._count)
        self._rounds = LastRounds(desk, tasks, self)
        self._soon = QTimer(self, singleShot=True, interval=_SHORT_MS)
        self._soon.timeout.connect(self._show_strip)
        self._build()
        syncing.moved.connect(self._tell)
        syncing.ended.connect(self._read_rounds)

    # --- its parts ----------------------------------------------------------------------------

    def _build(self) -> None:
        theme = self.theme
        self.close_button.setObjectName("sync-close")
        self.who = self._line("sync-who")
        self.last = self._line("sync-last")
        self.notice = Notice(theme, "", Tone.WARM)
        self.notice.setObjectName("sync-notice")
        self.notice.acted.connect(self._help)
        self.notice.hide()
        self.button = Button(theme, _("Sync now"), Role.PRIMARY, key="F5")
        self.button.setObjectName("sync-now")
        self.button.clicked.connect(self._syncing.now)
        self.strip = ProgressStrip(theme)
        self.strip.setObjectName("sync-strip")
        self.strip.cancelled.connect(self._syncing.stop)
        self._waiting_part = waiting_view(theme, self._waiting)
        self._waiting_part.view.activated.connect(self._open)
        self._rounds_part = rounds_view(theme, self._rounds)
        self._alone_part = OnlyHere(theme, self._desk, self._tasks)
        self._alone_part.opened.connect(self.opened)
        self._alone_part.said.connect(self.decided)
        self._alone_part.failed.connect(self.failed)
        self._pages = Pages(theme, self)
        self._waits_chip = self._pages.add(self._waiting_part, _("Waiting"), "sync-show-waiting")
        self._pages.add(self._rounds_part, _("Last rounds"), "sync-show-rounds")
        self._alone_chip = self._pages.add(self._alone_part, "", "sync-show-only-here")
        self._alone_chip.hide()
        self._pages.chose.connect(self._tell_trouble)
        above = (self.who, self.last, self.notice, self.strip, self.button, self._pages.chips)
        self.lay_out(above, self._pages.stack)

    def _line(self, name: str) -> Text:
        line = Text(self.theme, "", Size.SECOND, ink="soft", wrap=True)
        line.setObjectName(name)
        return line

    # --- what it shows ------------------------------------------------------------------------

    def ask(self, who: str) -> None:
        """Shows itself; `who` names her and her team."""
        self._who = who
        self._pending = self._alone = -1
        self.appear()
        self._tell()
        self._read_rounds()
        (self.button if self.button.isVisible() else self.close_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent, /) -> None:
        """Says that it is seen."""
        super().showEvent(event)
        self.seen.emit()

    def hideEvent(self, event: QHideEvent, /) -> None:
        """Says that it is seen no more."""
        super().hideEvent(event)
        self.seen.emit()

    @Slot()
    def _read_rounds(self) -> None:
        if self.isVisible():
            self._tasks.read(self._desk.store.rounds.all, self._put_rounds)

    def _put_rounds(self, rounds: list[Round]) -> None:
        self._rounds.put(rounds)
        self._rounds_part.show_rows(len(rounds))
        self._restored = restored_lately(rounds, self._desk.clock())
        self._tell_trouble()

    @Slot()
    def _tell(self) -> None:
        state, standing = self._syncing.standing.state, self._syncing.standing
        if state is None or self.isHidden():
            return
        self.who.setText(joined(self._who, urlsplit(state.server).netloc))
        self.last.setText(last_words(state.last_sync, self._syncing.waits_ms, self._desk.clock()))
        self.last.setVisible(state.joined)
        self._tell_trouble()
        self._tell_progress()
        self._tell_alone(state.alone)
        if state.pending != self._pending or standing.step == "sending":
            self._pending = state.pending
            self._waiting.read()

    def _tell_alone(self, many: int) -> None:
        if many == self._alone:
            return
        self._alone = many
        self._alone_chip.setText(only_here_words(many))
        self._alone_chip.setVisible(many > 0)
        self._alone_part.read()
        if not many and self._pages.seen is self._alone_part:
            self._pages.choose(self._waiting_part)

    @Slot()
    def _tell_trouble(self) -> None:
        standing = self._syncing.standing
        state, error = standing.state, standing.error
        said = ""
        if state is not None and not state.joined:
            said, error = (
                _("All of this is on this laptop only, until you log in to your company's server."),
                LoggedOut(),
            )
        elif state is not None and not state.logged_in:
            error = LoggedOut()
        elif state is not None and state.filling and error is None and not standing.running:
            said = stopped_words(state.filled, state.fill_total)
        if error is None and not said and self._restored:
            self._tell_of(self._restored, Tone.GOOD, "")
            return
        self._remedy = remedy(error) if error is not None else Remedy.AGAIN
        looked_at = self._remedy == Remedy.DECIDE and self._pages.seen is self._alone_part
        if looked_at or (error is None and not said):
            self.notice.hide()
            return
        words = said or (sentence(error) if error is not None else "")
        action = remedy_words(self._remedy) if error is not None else _("Go on")
        self._tell_of(words, Tone.NEUTRAL if said else Tone.WARM, action)

    def _tell_of(self, words: str, tone: Tone, action: str) -> None:
        self.notice.tell(words, tone)
        self.notice.set_action(action)
        self.notice.show()

    def _tell_progress(self) -> None:
        standing = self._syncing.standing
        if not standing.running:
            self._soon.stop()
            had = self.strip.isAncestorOf(self._focus())
            self.strip.finish()
            self.button.setVisible(bool(standing.state and standing.state.logged_in))
            if had and self.button.isVisible():
                self.button.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.strip.isVisible():
            self.strip.set_share(standing.share, doing_words(standing))
        elif not self._soon.isActive():
            self._soon.start()

    def _focus(self) -> QWidget:
        return self._window.window().focusWidget() or self._window

    @Slot()
    def _show_strip(self) -> None:
        had = self.button.hasFocus()
        standing = self._syncing.standing
        self.button.hide()
        self.strip.start(doing_words(standing), _ALL)
        self.strip.set_share(standing.share)
        if had:
            self.strip.setFocus(Qt.FocusReason.OtherFocusReason)

    def _count(self, found: list[Waits]) -> None:
        pending = sum(waits.parts for waits in found)
        self._waits_chip.setText(count_words(len(found), pending) if found else _("Waiting"))
        self._waiting_part.show_rows(len(found))

    # --- what can be done ---------------------------------------------------------------------

    @Slot()
    def _help(self) -> None:
        standing = self._syncing.standing
        if self._remedy == Remedy.LOG_IN:
            self.asks_to_log_in.emit()
        elif self._remedy == Remedy.BROWSER and standing.state is not None:
            # Where a wifi asks for a log-in, it answers any plain address.
            self.browse(QUrl(f"http://{urlsplit(standing.state.server).hostname or ''}/"))
        elif self._remedy == Remedy.REPORT and standing.state is not None and standing.error is not None:
            QGuiApplication.clipboard().setText(report(standing.error, standing.state, self._desk.clock()))
            self.notice.set_action(_("Copied"))
        elif self._remedy == Remedy.DECIDE:
            self._pages.choose(self._alone_part)
        else:
            self._syncing.now()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        action = self._waiting.model.key(index.row())
        if action is not None:
            self._tasks.read(lambda: self._desk.store.waiting.told([action]), self._open_first)

    def _open_first(self, found: dict[int, Told]) -> None:
        for told in found.values():
            if told.kind:
                self.opened.emit(told.kind, told.record)
