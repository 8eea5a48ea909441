"""A list that is known by its keys, and put into words where she looks: a hundred thousand rows cost what is seen."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal, Slot

from salesdesk.ui.lists.said import READ
from salesdesk.ui.rows import RowText
from salesdesk.ui.tasks import Task, Tasks

K = TypeVar("K", bound=Hashable)
_AT_ONCE, _KEPT = 60, 2_000
Index = QModelIndex | QPersistentModelIndex


class KeyedModel(QAbstractListModel, Generic[K]):
    """Rows by their keys. `say` reads the words of some of them, off the GUI thread.

    `moved` tells by how many rows the first one that stays went up, so that a view can keep its place.
    """

    moved = Signal(int)

    def __init__(self, tasks: Tasks, say: Callable[[Sequence[K]], Mapping[K, RowText]], parent: QObject) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._say = say
        self._keys: Sequence[K] = ()
        self._said: dict[K, RowText] = {}
        self._stale: set[K] = set()
        self._missing: dict[K, None] = {}
        self._asked: Task[Mapping[K, RowText]] | None = None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How long the list is."""
        return 0 if parent.isValid() else len(self._keys)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says, by role; nothing before it is here."""
        read = READ.get(role)
        if not read or not index.isValid() or index.row() >= len(self._keys):
            return None
        key = self._keys[index.row()]
        if not self._is_fresh(key):
            self._miss(index.row())
        return read(self._said[key]) if key in self._said else None

    def _is_fresh(self, key: K) -> bool:
        return key in self._said and key not in self._stale

    def key(self, row: int) -> K | None:
        """The key of a row, where there is one."""
        return self._keys[row] if 0 <= row < len(self._keys) else None

    def put(self, keys: Sequence[K]) -> None:
        """Shows another list; rows that stay are moved, not built anew, and say what they said until it is read again.

        What is added stands behind them.
        """
        before, stays = self._keys, _where(self._keys, keys)
        self._stale = set(self._said)
        if stays is None:
            self.beginResetModel()
            self._keys = keys
            self.endResetModel()
        else:
            gone, kept = stays
            self._cut(len(before) - gone - kept, gone + kept)
            self._cut(gone, 0)
            self._grow(keys, kept)
            if gone:
                self.moved.emit(gone)
        if self._keys:
            self._tell_all()

    def _cut(self, many: int, at: int) -> None:
        if many > 0:
            self.beginRemoveRows(QModelIndex(), at, at + many - 1)
            self._keys = [*self._keys[:at], *self._keys[at + many :]]
            self.endRemoveRows()

    def _grow(self, keys: Sequence[K], kept: int) -> None:
        if len(keys) > kept:
            self.beginInsertRows(QModelIndex(), kept, len(keys) - 1)
            self._keys = keys
            self.endInsertRows()

    def _tell_all(self) -> None:
        self.dataChanged.emit(self.index(0), self.index(len(self._keys) - 1))

    def _miss(self, row: int) -> None:
        if not self._missing:
            QTimer.singleShot(0, self, self._fetch)
        for key in self._keys[max(row - _AT_ONCE // 2, 0) : row + _AT_ONCE // 2]:
            if not self._is_fresh(key):
                self._missing[key] = None

    @Slot()
    def _fetch(self) -> None:
        if self._asked is None and self._missing:
            wanted = list(self._missing)[-_AT_ONCE:]
            self._missing.clear()
            self._ask(wanted)

    def _ask(self, keys: Sequence[K]) -> None:
        say = self._say
        self._asked = self._tasks.read(lambda: say(keys), self._take)

    def _take(self, said: Mapping[K, RowText]) -> None:
        self._asked = None
        if len(self._said) > _KEPT:
            self._said.clear()
        self._said.update(said)
        self._stale.difference_update(said)
        if self._keys:
            self._tell_all()
        self._fetch()


def _where(before: Sequence[Any], now: Sequence[Any]) -> tuple[int, int] | None:
    """How many rows went at the beginning, and how many behind them stay; None where the list is another one."""
    if not before or not now:
        return None
    try:
        gone = before.index(now[0])
    except ValueError:
        return None
    kept = 0
    for old, new in zip(before[gone:], now, strict=False):
        if old != new:
            break
        kept += 1
    return gone, kept
