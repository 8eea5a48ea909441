"""The foot of the inbox: several entries, or all of a sort, are selected and decided at once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.desk.decide_many import Decided, decide_many
from salesdesk.desk.decisions import CONFLICT, KEEP, TAKE
from salesdesk.desk.desk import Desk
from salesdesk.desk.many import Halfway
from salesdesk.desk.words import sentence
from salesdesk.i18n import _, isolated, joined, ngettext, number
from salesdesk.store.inbox import REFUSED, Which
from salesdesk.ui.inbox.entries import Entries, Entry
from salesdesk.ui.lists.work_foot import WorkFoot
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Space, Theme
from salesdesk.ui.values import person

ALL_KEY = "Ctrl+A"


class BulkBar(WorkFoot):
    """Selects and decides; `chose` when other entries are selected, `decided` when all of it is done."""

    chose = Signal()
    decided = Signal()

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, screen: QWidget) -> None:
        super().__init__(theme, tasks, Space.XXL)
        self._desk = desk
        self._entries = Entries((), 0, 0, 0)
        self._entry: Entry | None = None
        self.chosen: dict[str, str] = {}
        self.setObjectName("bulk")
        self.words.setObjectName("bulk-said")
        self.offer = self.add(_("Select…"), "bulk-select", self._offer)
        self.keep = self.add("", "bulk-keep", partial(self._decide, KEEP))
        self.take = self.add("", "bulk-take", partial(self._decide, TAKE))
        self.clear = self.add(_("Clear selection"), "bulk-clear", self._clear)
        every = QAction(_("Select all"), screen)
        every.setShortcut(QKeySequence(ALL_KEY))
        every.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        every.triggered.connect(lambda _on=False: self.choose(Which()))
        screen.addAction(every)

    # --- what is selected ---------------------------------------------------------------------

    def show_entries(self, entries: Entries) -> None:
        """Follows what is open; where there is nothing to select and nothing to tell, it is not there.

        What was done of many is told until more is open again: it was undone, or something came.
        """
        if entries.total > self._entries.total and not self.running:
            self.words.setText("")
        self._entries = entries
        self._entry = self._entry or next(iter(entries.shown), None)
        self._refresh()

    def look_at(self, entry: Entry) -> None:
        """The entry that the keyboard is on: its record and its colleague can be selected."""
        self._entry = entry

    def tick(self, entry: Entry, on: bool) -> None:
        """Selects one entry, or lets it go."""
        if on == (entry.id in self.chosen):
            return
        if on:
            self.chosen[entry.id] = entry.item.what
        else:
            self.chosen.pop(entry.id)
        self.words.setText("")
        self._refresh()

    def choose(self, which: Which) -> None:
        """Selects all that are meant, however many are shown."""
        if not self.running:
            self._tasks.read(lambda: self._desk.inbox.which(which), self._choose)

    def _choose(self, found: dict[str, str]) -> None:
        self.chosen = found
        self.words.setText("")
        self._refresh()
        self.chose.emit()

    def _clear(self) -> None:
        self._choose({})

    def _refresh(self) -> None:
        many = len(self.chosen)
        refused = self._only_refused
        self.keep.setText(_("Dismiss") if refused else _("Keep what is in use"))
        self.take.setText(_("Send again as new records") if refused else _("Take what was set aside"))
        for button in (self.keep, self.take, self.clear):
            button.setVisible(many > 0)
        self.take.setEnabled(bool({CONFLICT, REFUSED} & set(self.chosen.values())))
        self.offer.setVisible(self._entries.total > 1)
        if many:
            self.words.setText(ngettext("%s selected", "%s selected", many) % number(many))
        self.words.setVisible(bool(self.words.text()) and not self.running)
        self.parts.setVisible(not self.running and (many > 0 or self._entries.total > 1))
        self.setVisible(self.running or many > 0 or self._entries.total > 1 or bool(self.words.text()))

    @property
    def _only_refused(self) -> bool:
        return set(self.chosen.values()) == {REFUSED}

    def groups(self) -> QMenu:
        """All, those of a sort or a kind, and those about the record or from the colleague that is looked at."""
        menu = QMenu(self)
        entries = self._entries
        offers: list[tuple[str, Which]] = [(_("All"), Which())]
        if entries.conflicts:
            offers.append((_("All conflicts"), Which((CONFLICT,))))
        if entries.refused:
            offers.append((_("All refused changes"), Which((REFUSED,))))
        offers += [(_("All about: %s") % plural, Which(kind=kind)) for kind, plural in entries.kinds.items()]
        if self._entry is not None:
            item = self._entry.item
            offers.append((_("All about: %s") % isolated(self._entry.title), Which(record=item.record)))
            me = self._desk.me.id if self._desk.me else ""
            offers += [
                (_("All with %s") % isolated(person(self._desk, by)), Which(by=by))
                for by in dict.fromkeys((item.now_by, item.aside_by))
                if by and by != me
            ]
        for words, which in offers:
            menu.addAction(words.replace("&", "&&")).triggered.connect(partial(self._menu_chose, which))
        return menu

    def _menu_chose(self, which: Which, _checked: bool = False) -> None:
        self.choose(which)

    def _offer(self) -> None:
        menu = self.groups()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.offer.mapToGlobal(self.offer.rect().topLeft()))

    # --- deciding them ------------------------------------------------------------------------

    def _decide(self, choice: str) -> None:
        ids, refused = list(self.chosen), self._only_refused
        self.begin(self.words.text(), len(ids))
        self._refresh()
        work = partial(decide_many, self._desk, ids, choice, self.progress, refused=refused)
        self._tasks.long(work, partial(self._done, choice, refused), self._failed)

    def _done(self, choice: str, refused: bool, decided: Decided) -> None:
        n = decided.done
        if choice == KEEP:
            words = ngettext("%s dismissed", "%s dismissed", n) if refused else ngettext("%s kept", "%s kept", n)
        else:
            words = ngettext("%s sent again", "%s sent again", n) if refused else ngettext("%s taken", "%s taken", n)
        left = ngettext("%s left to you", "%s left to you", decided.left) % number(decided.left) if decided.left else ""
        self._over(joined(words % number(n), left))

    def _failed(self, error: Exception) -> None:
        self._over(sentence(error.why if isinstance(error, Halfway) else error))

    def _over(self, words: str) -> None:
        self.end()
        self.chosen = {}
        self.words.setText(words)
        self._refresh()
        self.chose.emit()
        self.decided.emit()
