"""A process that scrolls through a list: `python -m benchmarks.scroll_child PROFILE KEY FRAMES`.

It prints, as JSON, the milliseconds of each frame of the desk's list and of the same view over rows in memory,
and how many rows were still blank when they were painted.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication

from salesdesk.app import application
from salesdesk.desk import profile
from salesdesk.ui.leads.screen import words
from salesdesk.ui.lists.record_list import RecordList
from salesdesk.ui.lists.rows_view import RowsView
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.widgets.row_delegate import RowDelegate

_FRAME = 1 / 60
_PIXELS = 180
_IN_MEMORY = 20_000


class InMemory(QAbstractListModel):
    """Rows whose words stand ready."""

    def __init__(self, rows: list[dict[int, Any]]) -> None:
        super().__init__()
        self._rows = rows

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """How many there are."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a row says."""
        return self._rows[index.row()].get(role)


def main(path: Path, key: bytes, frames: int) -> None:
    """Scrolls both by turns."""
    settings = profile.settings_of(path)
    app, desk = application(settings), profile.with_key(path, key)
    theme, tasks = Theme(), Tasks(_fail)
    theme.apply(app)
    list_ = RecordList(theme, desk, tasks, desk.kinds["lead"], words())
    list_.load()
    plain = RowsView()
    plain.setItemDelegate(RowDelegate(theme, plain))
    plain.setModel(InMemory(_rows(list_)))
    for widget in (list_, plain):
        widget.resize(430, 800)
        widget.show()
    tasks.settle()
    views, times = (list_.view, plain), ([], [])  # type: tuple[RowsView, RowsView], tuple[list[float], list[float]]
    blank = 0
    for frame in range(frames):
        for view, taken in zip(views, times, strict=True) if frame % 2 else [*zip(views, times, strict=True)][::-1]:
            taken.append(_frame(app, view))
        first, many = list_.view.in_sight()
        rows = range(first, min(first + many - 1, list_.model.rowCount()))
        blank += sum(1 for row in rows if not list_.model.id_at(row))
        _wait(app)
    sys.stdout.write(json.dumps({"ours": times[0], "floor": times[1], "blank": blank}))
    tasks.finish()
    desk.store.close()


def _rows(list_: RecordList) -> list[dict[int, Any]]:
    """As many rows as there is way to scroll, made of the first page's."""
    roles = [*range(Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 8), Qt.ItemDataRole.DisplayRole]
    model = list_.model
    said = [{int(role): model.data(model.index(row), role) for role in roles} for row in range(model.rowCount())]
    return (said * (_IN_MEMORY // max(1, len(said)) + 1))[:_IN_MEMORY]


def _frame(app: QApplication, view: RowsView) -> float:
    begun = time.perf_counter()
    bar = view.verticalScrollBar()
    bar.setValue(bar.value() + _PIXELS)
    app.processEvents()
    return (time.perf_counter() - begun) * 1e3


def _wait(app: QApplication, until: Callable[[], float] = time.perf_counter) -> None:
    """The rest of a frame's time, in which answers arrive."""
    end = until() + _FRAME
    while until() < end:
        app.processEvents()
        time.sleep(0.001)


def _fail(error: Exception) -> None:
    raise error


if __name__ == "__main__":
    main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), int(sys.argv[3]))
