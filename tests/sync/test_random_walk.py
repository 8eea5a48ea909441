"""Laptops that do anything in any order: whatever was typed is found again, and all come to hold the same.

Each walk is some random steps of a seed. More or longer ones: SALESDESK_WALKS=500, SALESDESK_WALK_STEPS=60, and
SALESDESK_WALK_FROM=1000 to begin with another seed.
"""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import select
from tests import factories
from tests.backends import POSTGRESQL, SQLITE, made_backend
from tests.sync.company import Company, Laptop, Passing

from salesdesk.desk.decisions import CannotDecide
from salesdesk.domain.record import Record
from salesdesk.protocol.wire import Push, Pushed
from salesdesk.server.room import Most
from salesdesk.store.errors import NothingToUndo
from salesdesk.sync.errors import Offline

WALKS = int(os.environ.get("SALESDESK_WALKS", "16"))
FROM = int(os.environ.get("SALESDESK_WALK_FROM", "0"))
STEPS = int(os.environ.get("SALESDESK_WALK_STEPS", "20"))
TYPED = re.compile(r"~\d+~")
# Fields that are typed into, by kind.
TEXTS = {"lead": ("city", "company", "title"), "account": ("region", "city"), "trip": ("title",), "stay": ("city",)}
NEEDED = {"lead": "name", "account": "name", "trip": "title", "stay": "city"}
COUNTRIES = ("AT", "DE", "ES")
Filled = dict[str, dict[str, Any]]


class Killed(BaseException):
    """The program ends at once."""


class Doubled(Passing):
    """A service that gets every push twice."""

    def push(self, push: Push) -> Pushed:
        first, again = self.service.push(push), self.service.push(push)
        assert (first.answers, first.head) == (again.answers, again.head)
        return again


def typed_in(value: object) -> set[str]:
    """The tokens in anything."""
    return set(TYPED.findall(json.dumps(value, ensure_ascii=False)))


class Walk:
    """Random steps of a few laptops, and what must be found afterwards."""

    def __init__(self, company: Company, laptops: list[Laptop], seed: int) -> None:
        self.company = company
        self.laptops = laptops
        self.random = random.Random(seed)
        self.tokens: dict[str, str] = {}
        # What somebody replaced, or deleted, while she saw it.
        self.replaced: set[str] = set()
        self.deleted: set[str] = set()
        self.trace: list[str] = []
        self.prefix = seed

    # --- steps --------------------------------------------------------------------------------

    def go(self, steps: int) -> None:
        acts: list[tuple[int, Callable[[Laptop], None]]] = [
            (3, self.add), (9, self.edit), (3, self.note), (3, self.words), (3, self.delete), (2, self.undelete),
            (4, self.undo), (2, self.redo), (5, self.decide), (2, self.move), (1, self.change_team),
            (10, self.sync), (2, self.cut), (1, self.reopen), (2, self.kill), (2, self.open_form), (1, self.twice),
            (3, self.meanwhile),
        ]  # fmt: skip
        by_itself = {self.sync, self.cut, self.reopen, self.kill, self.open_form, self.twice, self.meanwhile}
        for _ in range(steps):
            [act] = self.random.choices([x for _w, x in acts], [w for w, _x in acts])
            laptop = self.random.choice(self.laptops)
            self.trace.append(f"{laptop.folder.name} {act.__name__}")
            if act in by_itself:
                act(laptop)
            else:
                self.watched(laptop, act)

    def watched(self, laptop: Laptop, act: Callable[[Laptop], None]) -> None:
        """A step at the desk: what it replaces or deletes was before her eyes."""
        before = laptop.filled()
        act(laptop)
        after = laptop.filled()
        for id, row in before.items():
            now = after.get(id, {})
            self.replaced |= {
                token for name, value in row.items() for token in typed_in(value) - typed_in(now.get(name))
            }
            if now.get("deleted") and not row["deleted"]:
                self.deleted |= typed_in(row)

    def token(self, laptop: Laptop) -> str:
        token = f"~{self.prefix}{len(self.tokens):04d}~"
        self.tokens[token] = laptop.user
        return token

    def some(self, laptop: Laptop, *kinds: str, deleted: bool = False) -> Record | None:
        found = [
            laptop.desk.get(name, id)
            for name in kinds
            for id, row in laptop.filled().items()
            if bool(row["deleted"]) == deleted and laptop.desk.find(name, id)
        ]
        return self.random.choice(found) if found else None

    def add(self, laptop: Laptop) -> None:
        desk = laptop.desk
        kind = self.random.choice(("lead", "lead", "account", "trip", "stay"))
        trip = self.some(laptop, "trip") if kind == "stay" else None
        if kind == "stay" and trip is None:
            kind = "trip"
        needed = NEEDED[kind]
        values = {name: self.token(laptop) for name in TEXTS[kind] if name != needed and self.random.random() < 0.7}
        values[needed] = self.token(laptop)
        made = desk.add(kind, values | ({"trip": trip.id} if trip else {}))
        self.trace[-1] += f" {kind} {made.id[-4:]} {values}"

    def edit(self, laptop: Laptop) -> None:
        record = self.some(laptop, *TEXTS)
        if record is not None:
            self.type_into(laptop, record)

    def type_into(self, laptop: Laptop, record: Record) -> None:
        kind = type(record).__name__.lower()
        names = self.random.sample(TEXTS[kind], self.random.randint(1, min(2, len(TEXTS[kind]))))
        values: dict[str, Any] = {name: self.token(laptop) for name in names}
        if kind == "account" and self.random.random() < 0.3:
            values["country"] = self.random.choice(COUNTRIES)
        laptop.desk.change(record, values)
        self.trace[-1] += f" {kind} {record.id[-4:]} {values}"

    def open_form(self, laptop: Laptop) -> None:
        """A form that stands open while a sync goes on behind it: what comes is not before her eyes."""
        record = self.some(laptop, "lead", "account")
        if record is None:
            return
        kind, was = type(record).__name__.lower(), laptop.filled()[record.id]
        laptop.sync()
        if laptop.desk.find(kind, record.id) is not None:
            self.type_into(laptop, record)
            now = laptop.filled()[record.id]
            self.replaced |= typed_in(was) - typed_in(now)

    def note(self, laptop: Laptop) -> None:
        record: Any = self.some(laptop, "lead")
        if record is None:
            return
        lines = record.notes.split("\n") if record.notes else []
        place = self.random.randint(0, len(lines))
        if lines and self.random.random() < 0.3:
            lines[min(place, len(lines) - 1)] = self.token(laptop)
        else:
            lines.insert(place, self.token(laptop))
        self.trace[-1] += f" {record.id[-4:]} {lines}"
        laptop.desk.change(record, {"notes": "\n".join(lines)})

    def words(self, laptop: Laptop) -> None:
        record: Any = self.some(laptop, "lead")
        if record is None:
            return
        words = set(record.products)
        if words and self.random.random() < 0.4:
            words.discard(self.random.choice(sorted(words)))
        else:
            words.add(self.token(laptop))
        self.trace[-1] += f" {record.id[-4:]} {words}"
        laptop.desk.change(record, {"products": tuple(sorted(words))})

    def delete(self, laptop: Laptop) -> None:
        record = self.some(laptop, *TEXTS)
        if record is not None:
            laptop.desk.delete(type(record).__name__.lower(), record.id)
            self.trace[-1] += f" {record.id[-4:]}"

    def undelete(self, laptop: Laptop) -> None:
        record = self.some(laptop, *TEXTS, deleted=True)
        if record is not None:
            laptop.desk.undelete(type(record).__name__.lower(), record.id)
            self.trace[-1] += f" {record.id[-4:]}"

    def undo(self, laptop: Laptop) -> None:
        with suppress(NothingToUndo):
            for _ in range(self.random.randint(1, 3)):
                laptop.desk.undo()

    def redo(self, laptop: Laptop) -> None:
        with suppress(NothingToUndo):
            laptop.desk.redo()

    def decide(self, laptop: Laptop) -> None:
        items = laptop.desk.inbox.open()
        if not items:
            return
        item = self.random.choice(items)
        choice = self.random.choice(("keep", "take", "combine"))
        try:
            if choice == "combine" and item.what == "conflict":
                name = next((x for x in item.aside if laptop.desk.kinds[item.kind].field(x).type == "text"), None)
                if name is None or name == "country":
                    return
                laptop.desk.inbox.resolve(item.id, choice, {name: self.token(laptop)})
            else:
                laptop.desk.inbox.resolve(item.id, choice if choice != "combine" else "keep")
        except CannotDecide as error:
            self.trace[-1] += f" not: {error.why}"
            if choice == "combine":
                self.tokens.popitem()  # it still stands in the form
        self.trace[-1] += (
            f" {item.what} {item.unit} of {item.record[-4:]}: {choice} of {dict(item.now)} {dict(item.aside)}"
        )

    def move(self, laptop: Laptop) -> None:
        record = self.some(laptop, "lead", "account")
        if record is not None:
            team = self.random.choice(("Iberia", "Nordics", "Europe"))
            values = {"team": self.company.teams[team]}
            if self.random.random() < 0.5:
                values["owner"] = self.random.choice(list(self.company.people.values()))
            laptop.desk.change(record, values)
            self.trace[-1] += f" {record.id[-4:]} {team}"

    def change_team(self, _laptop: Laptop) -> None:
        """Whoever keeps the server moves a person."""
        ada = next((x for x in self.laptops if x.user == self.company.people["Ada"]), None)
        if ada is not None:
            ada.sync()
            who = self.random.choice(("Ben", "Eve"))
            team = self.random.choice(("Iberia", "Nordics"))
            ada.edit(self.company.people[who], "user", team=self.company.teams[team])
            self.trace[-1] += f" {who} {team}"

    def sync(self, laptop: Laptop) -> None:
        laptop.sync()

    def cut(self, laptop: Laptop) -> None:
        """The line is cut before or after a call of the round; what is shown stays as it was."""
        call, left = self.random.choice(("push", "pull")), self.random.randint(0, 1)
        before = laptop.filled()

        def fail(name: str) -> None:
            nonlocal left
            if name == call:
                left -= 1
                if left < 0:
                    raise Offline("cut")

        if self.random.random() < 0.5:
            laptop.line.before = fail
        else:
            laptop.line.after = fail
        try:
            laptop.sync()
        except Offline:
            assert laptop.filled() == before
        finally:
            laptop.line.before = laptop.line.after = lambda _call: None

    def meanwhile(self, laptop: Laptop) -> None:
        """She goes on working while a round is on its way, and sees each thing as she left it."""
        acts = (
            self.edit,
            self.edit,
            self.note,
            self.words,
            self.delete,
            self.undelete,
            self.undo,
            self.decide,
            self.add,
        )

        left = [self.random.choice(acts) for _ in range(self.random.randint(1, 3))]

        def work(_call: str) -> None:
            if not left:
                return
            act = left.pop()
            self.trace.append(f"  {laptop.folder.name} {act.__name__}")
            self.watched(laptop, act)

        laptop.line.after = work
        try:
            laptop.sync()
        finally:
            laptop.line.after = lambda _call: None

    def twice(self, laptop: Laptop) -> None:
        """Every push of a round arrives twice, and is done once."""
        line, service = laptop.line, laptop.line.service
        line.service = Doubled(service)
        try:
            laptop.sync()
        finally:
            line.service = service

    def reopen(self, laptop: Laptop) -> None:
        before = laptop.filled()
        laptop.reopen()
        assert laptop.filled() == before

    def kill(self, laptop: Laptop) -> None:
        """The program ends before or after some transaction of a round."""
        connections: Any = laptop.desk.store._connections  # noqa: SLF001 - the place where it ends
        write, left, late = connections.write, self.random.randint(0, 3), self.random.random() < 0.5

        def dying(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0 and not late:
                raise Killed
            done = write(*arguments, **options)
            if left < 0:
                raise Killed
            return done

        connections.write = dying
        try:
            laptop.sync()
        except Killed:
            pass
        finally:
            del connections.write
        laptop.reopen()

    # --- what must then be --------------------------------------------------------------------

    def check(self) -> None:
        self.company.settle()
        rows, entries = self.on_the_server()
        live = typed_in([row for row in rows if not row["deleted"]])
        dead = typed_in([row for row in rows if row["deleted"]])
        told = typed_in(entries)
        for token, user in self.tokens.items():
            kept = {x for laptop in self.laptops if laptop.user == user for x in typed_in(self.refused(laptop))}
            found = token in live | told | kept | self.replaced or (token in dead and token in self.deleted)
            assert found, f"{token} typed by {user} is nowhere ({'in a deleted row' if token in dead else 'lost'})"
        self.no_orphans(rows)
        for laptop in self.laptops:
            assert factories.wrong(laptop.desk) == {}
            assert "repairing" not in laptop.steps
            self.sees_only_hers(laptop, rows)
            here, there = self.open_on(laptop), self.open_for(laptop, entries)
            assert here == there, (laptop.folder.name, [x for x in entries if x["id"] in here ^ there])

    def on_the_server(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        with self.company.database.reading() as connection:
            rows = [
                dict(row) | {"kind": kind.name}
                for kind in self.company.database.tables.kinds
                for row in connection.exec_driver_sql(f'SELECT * FROM "{kind.name}"').mappings()
            ]
            entries = [dict(row) for row in connection.exec_driver_sql("SELECT * FROM sync_entry").mappings()]
            people = connection.execute(select(self.company.database.tables.entry_for)).all()
        for entry in entries:
            entry["people"] = sorted(x.user for x in people if x.entry == entry["id"])
        return rows, entries

    def refused(self, laptop: Laptop) -> list[str]:
        found = laptop.desk.store._connections.rows("SELECT body FROM inbox")  # noqa: SLF001 - decided ones too
        return [row[0] for row in found]

    def no_orphans(self, rows: list[dict[str, Any]]) -> None:
        alive = {row["id"] for row in rows if not row["deleted"]}
        orphans = [
            row["id"] for row in rows if row["kind"] == "stay" and not row["deleted"] and row["trip"] not in alive
        ]
        assert orphans == []

    def sees_only_hers(self, laptop: Laptop, rows: list[dict[str, Any]]) -> None:
        here = laptop.filled()
        [me] = [row for row in rows if row["id"] == laptop.user]
        below = {me["team"]} | {row["id"] for row in rows if row["kind"] == "team" and row["parent"] == me["team"]}
        leads = [row for row in rows if row["kind"] in {"lead", "account"}]
        strange = [
            x["id"]
            for x in leads
            if x["id"] in here and x["scope_person"] != laptop.user and x["scope_team"] not in below
        ]
        assert strange == []

    def open_on(self, laptop: Laptop) -> set[str]:
        return {item.id for item in laptop.desk.inbox.open() if item.what != "refused"}

    def open_for(self, laptop: Laptop, entries: list[dict[str, Any]]) -> set[str]:
        return {x["id"] for x in entries if laptop.user in x["people"] and not x["choice"]}


@pytest.fixture(scope="module")
def company(
    backend_name: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Company]:
    """One company for all walks; pages of few rows."""
    home = tmp_path_factory.mktemp("walk")
    backend = made_backend(backend_name, home, lambda: request.getfixturevalue("postgres"))
    made = Company(home / "company", backend, page=Most(7, 90))
    for name, folder in (("Ana", ""), ("Ana", "tablet"), ("Ben", ""), ("Ada", "")):
        made.laptop(name, folder)
    yield made
    made.close()
    backend.close()


def walked(company: Company, seed: int, steps: int = STEPS) -> Walk:
    walk = Walk(company, company.laptops, seed)
    try:
        walk.go(steps)
        walk.check()
    except BaseException:
        print(f"seed {seed}:", *walk.trace, sep="\n  ")  # noqa: T201 - what led there
        raise
    return walk


@pytest.mark.parametrize(
    ("backend_name", "seed"),
    [(POSTGRESQL if seed % 4 == 3 else SQLITE, seed) for seed in range(FROM, FROM + WALKS)],
    indirect=["backend_name"],
)
def test_a_random_walk_loses_nothing(company: Company, seed: int) -> None:
    walked(company, seed)
