"""A random user adds, edits, deletes, restores, undoes, searches and starts again: the store equals a plain model."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from tests.factories import found, new_desk, reopened, wrong

from salesdesk.store.errors import NothingToUndo
from salesdesk.store.listing import Query

NAMED = {"lead": "name", "trip": "title", "stay": "city"}
NAMES = {
    "": "",
    "Ada": "ada",
    "Bea Ada": "bea ada",
    "Bęa": "bea",
    "Cem": "cem",
    "Đemsöy": "demsoy",
    "上海 Cem": "上海 cem",
}
# Beginnings of words, or at least three letters of their middles.
SOUGHT = ["ada", "be", "msoy", "cem 上", "海"]
names = st.sampled_from(sorted(NAMES))


@dataclass(frozen=True)
class Row:
    """A row of the model; `gone` is the step that deleted it."""

    kind: str
    name: str
    trip: str = ""
    gone: int = 0


Rows = dict[str, Row]


@dataclass(frozen=True)
class Done:
    """An action: the rows it touched, before and after it."""

    before: Rows
    after: Rows


class RandomUser(RuleBasedStateMachine):
    """What she does to leads, and to trips with their stays, and what she must then see."""

    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.profile = Path(tempfile.mkdtemp()) / "profile"
        self.desk = new_desk(self.profile)
        self.rows: Rows = {}
        self.done: list[Done] = []
        self.undone: list[Done] = []
        self.steps = 0

    def teardown(self) -> None:
        self.desk.store.close()
        shutil.rmtree(self.profile.parent)

    def act(self, after: Rows) -> None:
        """Takes an action down in the model; one that changes nothing is none."""
        self.steps += 1
        before = {id: self.rows.get(id, Row(row.kind, row.name, row.trip, self.steps)) for id, row in after.items()}
        if before != after:
            self.done.append(Done(before, after))
            self.undone.clear()
            self.rows |= after

    def again(self, rows: Rows) -> None:
        """Puts rows back to how they were; what is deleted by that, is deleted now."""
        self.steps += 1
        self.rows |= {id: Row(x.kind, x.name, x.trip, self.steps if x.gone else 0) for id, x in rows.items()}

    # --- what she does --------------------------------------------------------------------------

    @initialize(target=ids)
    def begin(self) -> Any:
        """Begins with a trip of two stays and a lead: there is something to do to."""
        trip = self.add("trip", "Ada")
        return multiple(trip, self.add("stay", "Cem", trip), self.add("stay", "Bęa", trip), self.add("lead", "Cem"))

    @rule(target=ids, kind=st.sampled_from(["lead", "trip"]), name=names)
    def add_one(self, kind: str, name: str) -> str:
        return self.add(kind, name)

    @rule(target=ids, id=ids, name=names)
    def add_stay(self, id: str, name: str) -> Any:
        row = self.rows[id]
        return self.add("stay", name, id) if row.kind == "trip" and not row.gone else multiple()

    def add(self, kind: str, name: str, trip: str = "") -> str:
        made = self.desk.add(kind, {NAMED[kind]: name} | ({"trip": trip} if trip else {}))
        self.act({made.id: Row(kind, name, trip)})
        return made.id

    @rule(id=ids, name=names)
    def rename(self, id: str, name: str) -> None:
        row = self.rows[id]
        if not row.gone:
            self.desk.change(self.desk.get(row.kind, id), {NAMED[row.kind]: name})
            self.act({id: Row(row.kind, name, row.trip)})

    @rule(id=ids)
    def delete(self, id: str) -> None:
        row = self.rows[id]
        self.desk.delete(row.kind, id)
        if not row.gone:
            taken = {i: x for i, x in self.rows.items() if i == id or (x.trip == id and not x.gone)}
            self.act({i: Row(x.kind, x.name, x.trip, self.steps + 1) for i, x in taken.items()})

    @rule(id=ids)
    def undelete(self, id: str) -> None:
        row = self.rows[id]
        self.desk.undelete(row.kind, id)
        if row.gone:
            back = {i: x for i, x in self.rows.items() if i in {id, row.trip} or (x.trip == id and x.gone == row.gone)}
            self.act({i: Row(x.kind, x.name, x.trip) for i, x in back.items()})

    @rule(steps=st.integers(1, 3))
    def undo(self, steps: int) -> None:
        for _ in range(steps):
            self.step_back(self.desk.undo, self.done, self.undone, lambda done: done.before)

    @rule(steps=st.integers(1, 3))
    def redo(self, steps: int) -> None:
        for _ in range(steps):
            self.step_back(self.desk.redo, self.undone, self.done, lambda done: done.after)

    def step_back(self, do: Any, out_of: list[Done], into: list[Done], rows: Callable[[Done], Rows]) -> None:
        if not out_of:
            with pytest.raises(NothingToUndo):
                do()
            return
        do()
        into.append(out_of.pop())
        self.again(rows(into[-1]))

    @rule()
    def start_again(self) -> None:
        self.desk = reopened(self.desk, self.profile)

    # --- what must then be ------------------------------------------------------------------------

    def live(self, kind: str) -> list[tuple[str, Row]]:
        return [(id, row) for id, row in reversed(self.rows.items()) if row.kind == kind and not row.gone]

    @invariant()
    def each_record_is_as_in_the_model(self) -> None:
        for id, row in self.rows.items():
            record: Any = self.desk.get(row.kind, id)
            assert (getattr(record, NAMED[row.kind]), record.deleted) == (row.name, bool(row.gone))
            assert getattr(record, "trip", "") == row.trip

    @invariant()
    def lists_show_what_is_live(self) -> None:
        for kind, field in NAMED.items():
            live = self.live(kind)
            query = Query(self.desk.kinds[kind])
            assert [record.id for record in self.desk.records(query, 1_000)] == [id for id, _row in live]
            ordered = sorted(live[::-1], key=lambda pair: (not pair[1].name, NAMES[pair[1].name]))
            by_name = self.desk.records(Query(self.desk.kinds[kind], order=field), 1_000)
            assert [record.id for record in by_name] == [id for id, _row in ordered]

    @invariant()
    def searches_find_what_is_live(self) -> None:
        for kind in NAMED:
            for text in SOUGHT:
                hits = [x.name for _id, x in self.live(kind) if all(piece in NAMES[x.name] for piece in text.split())]
                assert sorted(found(self.desk, text, kind)) == sorted(hits)

    @invariant()
    def the_verification_is_clean(self) -> None:
        assert wrong(self.desk) == {}


TestRandomUser = RandomUser.TestCase
TestRandomUser.settings = settings(max_examples=12, stateful_step_count=25)
