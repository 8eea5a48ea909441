"""What only this laptop has, in the sync panel: its records, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.desk.alone import remove_here, send_again
from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.i18n import _, joined, ngettext, number, within
from salesdesk.store.alone import Key
from salesdesk.store.door import Saved
from salesdesk.ui.lists.keyed_model import KeyedModel
from salesdesk.ui.lists.rows_or_words import RowsOrWords
from salesdesk.ui.rows import RowText, said_of
from salesdesk.ui.sync.pages import ASIDE
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Size, Space, Theme
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.text import Text


class OnlyHere(QWidget):
    """Lists the records; `opened` asks for one, `said` tells what was done, `failed` what was in the way."""

    opened = Signal(str, str)
    said = Signal(str)
    failed = Signal(str)

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        super().__init__()
        self._desk = desk
        self._tasks = tasks
        self._model = KeyedModel[Key](tasks, self._say, self)
        why = _(
            "The server does not know these records, and nobody said that they were deleted. They stay until you "
            "decide."
        )
        words = Text(theme, why, Size.SECOND, ink="soft", wrap=True)
        self.send = self._button(theme, _("Send them again"), "sync-send-again", send_again, _sent)
        self.remove = self._button(theme, _("Remove from this laptop"), "sync-remove-here", remove_here, _removed)
        buttons = QWidget()
        flow = FlowLayout(buttons, gap=Space.S)
        flow.addWidget(self.send)
        flow.addWidget(self.remove)
        self.rows = RowsOrWords(
            theme, self._model, "sync-only-here", _("On this laptop only"), _("The server knows all that is here.")
        )
        self.rows.view.activated.connect(self._open)
        above = QVBoxLayout()
        above.setContentsMargins(Space.XL - ASIDE, Space.XS, Space.XL - ASIDE, 0)
        above.setSpacing(Space.S)
        above.addWidget(words)
        above.addWidget(buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(above)
        column.addWidget(self.rows, 1)

    def _button(
        self, theme: Theme, text: str, name: str, do: Callable[[Desk], Saved | None], words: Callable[[int], str]
    ) -> Button:
        button = Button(theme, text, Role.SECONDARY)
        button.setObjectName(name)
        button.clicked.connect(lambda _on=False: self._decide(do, words))
        return button

    def read(self) -> None:
        """Reads what is alone now."""
        self._tasks.read(self._desk.store.alone.all, self._put)

    def _put(self, keys: Sequence[Key]) -> None:
        self._model.put(keys)
        self.rows.show_rows(len(keys))

    def _say(self, keys: Sequence[Key]) -> Mapping[Key, RowText]:
        return {key: row for key in keys if (row := self._row(key)) is not None}

    def _row(self, key: Key) -> RowText | None:
        kind, record = self._desk.kinds[key[0]], self._desk.find(*key)
        if record is None:
            return None
        said = said_of(kind, record, self._desk.clock())
        return replace(said, subtitle=joined(within(_(kind.label)), said.subtitle))

    def _decide(self, do: Callable[[Desk], Saved | None], words: Callable[[int], str]) -> None:
        self._busy(on=True)
        desk = self._desk
        self._tasks.long(lambda: do(desk), partial(self._done, words), self._fail)

    def _done(self, words: Callable[[int], str], saved: Saved | None) -> None:
        self._busy(on=False)
        self.read()
        if saved is not None:
            self.said.emit(words(sum(saved.many.values())))

    def _fail(self, error: Exception) -> None:
        self._busy(on=False)
        self.read()
        self.failed.emit(sentence(error))

    def _busy(self, *, on: bool) -> None:
        for button in (self.send, self.remove):
            button.setEnabled(not on)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        key = self._model.key(index.row())
        if key is not None:
            self.opened.emit(*key)


def only_here_words(many: int) -> str:
    """How many records only this laptop has."""
    return ngettext("%s only on this laptop", "%s only on this laptop", many) % number(many)


def _sent(many: int) -> str:
    return ngettext("%s record is sent again", "%s records are sent again", many) % number(many)


def _removed(many: int) -> str:
    words = ngettext(
        "%s record was removed from this laptop and lies in its trash",
        "%s records were removed from this laptop and lie in its trash",
        many,
    )
    return words % number(many)
