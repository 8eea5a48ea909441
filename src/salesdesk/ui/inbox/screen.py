"""The inbox: a card an entry, decided one by one, with a key each, or many at once."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from salesdesk import i18n
from salesdesk.desk.decisions import CONFLICT
from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.i18n import _, ngettext, number
from salesdesk.store.door import Saved
from salesdesk.ui.inbox.bulk_bar import BulkBar
from salesdesk.ui.inbox.card import EntryCard
from salesdesk.ui.inbox.conflict_card import ConflictCard
from salesdesk.ui.inbox.entries import Entries, Entry, read_entries
from salesdesk.ui.inbox.notice_card import NoticeCard
from salesdesk.ui.tasks import Task, Tasks
from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.trips.page import Page
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.empty_state import EmptyState
from salesdesk.ui.widgets.text import Text

FIRST = 50
_SIDE, _ABOVE = 36, 24


class InboxScreen(QWidget):
    """What waits for her decision; `elsewhere` asks the window for a record."""

    failed = Signal(str)
    elsewhere = Signal(str, str)

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        super().__init__()
        self.theme = theme
        self.desk = desk
        self.tasks = tasks
        self.cards: list[EntryCard] = []
        self._many = FIRST
        self._reading: Task[Entries] | None = None
        self._entering = False
        self._build()
        self.bar.chose.connect(self._select)
        self.bar.decided.connect(self._read)

    def _build(self) -> None:
        theme = self.theme
        self.title = Text(theme, _("Inbox"), Size.PAGE, Weight.HEAVY)
        self.title.setObjectName("heading")
        self.said = Text(theme, "", Size.TEXT, ink="soft", wrap=True)
        self.said.setObjectName("inbox-said")
        self.more = Button(theme, _("Show more"), Role.QUIET)
        self.more.setObjectName("inbox-more")
        self.more.clicked.connect(self._show_more)
        self.page = Page(_SIDE)
        self.page.setAccessibleName(_("Inbox"))
        self._list = QVBoxLayout()
        self._list.setSpacing(Space.L)
        self.page.column.setContentsMargins(0, Space.XS, 0, Space.XL)
        self.page.column.setSpacing(Space.L)
        self.page.column.addWidget(self.said)
        self.page.column.addLayout(self._list)
        self.page.column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeading)
        self.page.column.addStretch(1)
        self.empty = EmptyState(
            theme, "inbox", _("Nothing to decide"),
            _("Where you and a colleague change the same field, both values come here, and nothing is lost."),
        )  # fmt: skip
        self._below = QStackedWidget()
        self._below.addWidget(self.page)
        self._below.addWidget(self.empty)
        head = QVBoxLayout()
        head.setContentsMargins(_SIDE, theme.px(_ABOVE), _SIDE, Space.S)
        head.setSpacing(Space.S)
        self.bar = BulkBar(theme, self.desk, self.tasks, self)
        head.addWidget(self.title)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self._below, 1)
        column.addWidget(self.bar)

    # --- what the window asks -----------------------------------------------------------------

    def enter(self) -> None:
        """Reads what is open."""
        self._entering = True
        self._read()

    def leave(self) -> None:
        """The screen goes out of sight; a text that both values are to become stays where it is written."""

    def follow(self, saved: Saved) -> None:
        """Something was decided, or undone; or a record is called otherwise."""
        if self.isVisible():
            self._read()

    def refresh(self, kinds: set[str]) -> None:
        """Something came from the server: entries, or records that they are about."""
        if self.isVisible():
            self._read()

    # --- reading ------------------------------------------------------------------------------

    def _read(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        many = self._many
        self._reading = self.tasks.read(lambda: read_entries(self.desk, many), self._show)

    def _show(self, entries: Entries) -> None:
        self._reading = None
        focused, empty = self._focused(), not self.cards
        self._say(entries)
        self.bar.show_entries(entries)
        self._put(entries.shown)
        self.more.setVisible(entries.total > len(entries.shown))
        self._below.setCurrentIndex(0 if entries.total else 1)
        lost = focused is not None and self._focused() is None
        if empty:
            self.page.verticalScrollBar().setValue(0)
            lost = self.window().focusWidget() in (None, self.window())
        if lost or self._entering:
            self._focus(focused or 0)
        self._entering = False

    def _say(self, entries: Entries) -> None:
        counted = (
            (entries.conflicts, ngettext("%s conflict", "%s conflicts", entries.conflicts)),
            (entries.refused, ngettext("%s refused change", "%s refused changes", entries.refused)),
            (entries.notices, ngettext("%s notice", "%s notices", entries.notices)),
        )
        parts = [words % number(count) for count, words in counted if count]
        self.said.setText(_("%s. Nothing is lost: decide when you like.") % _listed(parts) if parts else "")
        self.said.setVisible(bool(parts))

    def _put(self, entries: tuple[Entry, ...]) -> None:
        """Cards that stay stand where they stood; the others come and go."""
        before = {card.entry.id: card for card in self.cards}
        after = [self._card(entry, before.get(entry.id)) for entry in entries]
        for card in self.cards:
            if card not in after:
                self._list.removeWidget(card)
                card.hide()
                card.deleteLater()
        for place, card in enumerate(after):
            if self._list.indexOf(card) != place:
                self._list.insertWidget(place, card)
        self.cards = after
        for one, next_one in pairwise(after):
            QWidget.setTabOrder(one, next_one)

    def _card(self, entry: Entry, before: EntryCard | None) -> EntryCard:
        if before is not None and (before.entry == entry or before.typing):
            before.busy = False
            return before
        card: EntryCard = (
            ConflictCard(self.theme, self.desk, self.tasks, entry)
            if entry.item.what == CONFLICT
            else NoticeCard(self.theme, entry)
        )
        card.decided.connect(partial(self._decide, card))
        card.step.connect(partial(self._step, card))
        card.opened.connect(partial(self.elsewhere.emit, entry.item.kind, entry.item.record))
        card.entered.connect(partial(self._see, card))
        card.tick.setChecked(entry.id in self.bar.chosen)
        card.ticked.connect(partial(self.bar.tick, entry))
        return card

    @Slot()
    def _show_more(self) -> None:
        self._many += FIRST
        self._read()

    @Slot()
    def _select(self) -> None:
        for card in self.cards:
            card.tick.setChecked(card.entry.id in self.bar.chosen)

    # --- deciding -----------------------------------------------------------------------------

    def _decide(self, card: EntryCard, choice: str, values: Any) -> None:
        id = card.entry.id

        def refused(error: Exception) -> None:
            card.busy = False
            self.failed.emit(sentence(error))
            self._read()

        self.tasks.write(lambda: self.desk.inbox.resolve(id, choice, values), None, refused)

    # --- the focus ----------------------------------------------------------------------------

    def _focused(self) -> int | None:
        """The place of the card that the focus is in."""
        focus = self.window().focusWidget()
        if focus is None:
            return None
        return next((n for n, card in enumerate(self.cards) if card is focus or card.isAncestorOf(focus)), None)

    def _focus(self, place: int) -> None:
        if self.cards:
            card = self.cards[min(place, len(self.cards) - 1)]
            card.show()  # else the layout does it later, and until then it cannot take the focus
            card.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.window().setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, card: EntryCard, way: int) -> None:
        place = self.cards.index(card) + way
        if 0 <= place < len(self.cards):
            self.cards[place].setFocus(Qt.FocusReason.TabFocusReason)
        elif place == len(self.cards) and not self.more.isHidden():
            self.more.setFocus(Qt.FocusReason.TabFocusReason)

    def _see(self, card: EntryCard) -> None:
        self.bar.look_at(card.entry)
        QTimer.singleShot(0, card, lambda: self._bring_into_sight(card))

    def _bring_into_sight(self, card: EntryCard) -> None:
        """All of the card, or where it is too high, its beginning; with the first what is said above it."""
        if self.cards and card is self.cards[0]:
            self.page.verticalScrollBar().setValue(0)
        elif card.height() + 2 * Space.L <= self.page.viewport().height():
            self.page.ensureWidgetVisible(card, 0, Space.L)
        else:
            self.page.verticalScrollBar().setValue(card.mapTo(self.page.inner, QPoint()).y() - Space.S)


def _listed(parts: list[str]) -> str:
    from babel.lists import format_list

    return format_list(parts, locale=i18n.locale())
