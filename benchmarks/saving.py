"""Saving a lead at the desk, beside the same statements by hand on a copy of the same file."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import made_up
from benchmarks.figures import Figure, Measured
from benchmarks.profile import Loaded
from salesdesk.desk.desk import Desk
from salesdesk.domain.changes import Change, written
from salesdesk.domain.ids import uuid7
from salesdesk.domain.record import Record
from salesdesk.schema.columns import Layout, quoted
from salesdesk.store.connection import connect
from salesdesk.store.mutations import row_as_json
from salesdesk.store.search import index_texts

GOAL = 1.5
WARM_UP = 20
_ACTION = "INSERT INTO action (id, label, at, undoes) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO NOTHING"
_OUTBOX = "INSERT INTO outbox (mid, action, body) VALUES (?, ?, ?)"
_WORDS = "INSERT OR REPLACE INTO lead_words (rowid, t) VALUES (?, ?)"
_PARTS = "INSERT OR REPLACE INTO lead_parts (rowid, t) VALUES (?, ?)"


def measure(loaded: Loaded, work: Path, saves: int) -> Measured:
    """Saves by turns at the desk and by hand; the order within a turn changes with each."""
    copy = work / "by_hand.db"
    work.mkdir()
    shutil.copyfile(loaded.database, copy)
    desk = loaded.open()
    every = list(made_up.leads(2 * (saves + WARM_UP), loaded.fairs, seed=made_up.SEED + 1))
    hand = ByHand(desk, copy, loaded.key, every[1::2])
    ours: list[float] = []
    floor: list[float] = []
    for number, values in enumerate(every[::2]):
        for save in (0, 1) if number % 2 else (1, 0):
            begun = time.perf_counter()
            if save:
                desk.add("lead", values)
            else:
                hand.save(number)
            (ours if save else floor).append(time.perf_counter() - begun)
    hand.close()
    desk.store.close()
    return Measured(
        [Figure("save a lead", median(ours[WARM_UP:]) * 1e3, median(floor[WARM_UP:]) * 1e3, GOAL)],
    )


class ByHand:
    """The statements of a save on a connection of their own, with values that are made before."""

    def __init__(self, desk: Desk, file: Path, key: bytes, leads: Sequence[Mapping[str, Any]]) -> None:
        kind = desk.kinds["lead"]
        layout = Layout(kind)
        names = ("id", *layout.columns)
        self._insert = f"INSERT INTO lead ({', '.join(map(quoted, names))}) VALUES ({', '.join('?' * len(names))})"
        me = desk.me
        assert me is not None
        whose = {"owner": me.id, "team": me.team, "met_by": me.id}
        self._values = [_Values(layout, kind.make(dict(values) | whose, id=uuid7())) for values in leads]
        self._connection = connect(file, key)
        self._connection.create_function("desk_door", 0, lambda: 1)

    def save(self, number: int) -> None:
        """Saves one lead, durably."""
        run, values = self._connection.execute, self._values[number]
        run("BEGIN IMMEDIATE")
        run(_ACTION, values.action)
        run(_OUTBOX, values.outbox)
        n = run(self._insert, values.row).lastrowid
        run(_WORDS, (n, values.words))
        run(_PARTS, (n, values.parts))
        run("COMMIT")

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()


class _Values:
    def __init__(self, layout: Layout, record: Record) -> None:
        action = uuid7()
        row = written(Change(None, record))
        assert row is not None
        self.action = (action, "Add lead", time.time_ns() // 1_000, None)
        self.outbox = (uuid7(), action, json.dumps([row_as_json(row)], ensure_ascii=False))
        self.row = [record.id, *layout.row(record)]
        self.words, self.parts = index_texts(layout.kind, record)
