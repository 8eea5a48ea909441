"""A laptop of the simulation: the real store, desk and engine on files that can be copied and put back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from tests.factories import KEY, NOW
from tests.simulation.kinds import unit_value
from tests.simulation.memory import Memory
from tests.simulation.network import Line

from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Kind, Kinds, Record
from salesdesk.money.rates import EcbRates
from salesdesk.schema.columns import HEAD, layout_of, loaded, quoted
from salesdesk.store.facts import SWEPT
from salesdesk.store.store import DATABASE, Store
from salesdesk.sync.engine import Engine, Outcome
from salesdesk.sync.progress import Progress

RATES = EcbRates()
FILES = (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm")


class Clock:
    """A clock that is off, and a second later each time it is asked."""

    def __init__(self, off: timedelta) -> None:
        self._now = NOW + off

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    def later(self, by: timedelta) -> None:
        """Time passes."""
        self._now += by


def ids(random: Random, clock: Callable[[], datetime]) -> Callable[[], str]:
    """A maker of UUIDv7s out of a clock and randomness."""

    def make() -> str:
        milliseconds = int(clock().astimezone(UTC).timestamp() * 1_000)
        figures = (
            f"{milliseconds << 80 | 0x7 << 76 | random.getrandbits(12) << 64 | 2 << 62 | random.getrandbits(62):032x}"
        )
        return "-".join((figures[:8], figures[8:12], figures[12:16], figures[16:20], figures[20:]))

    return make


class AtOnce(Executor):
    """Does what is submitted before it goes on."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The future of what is done already."""
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except BaseException as error:
            done.set_exception(error)
        return done


@dataclass(frozen=True)
class Seen:
    """A row as it stands in the laptop's tables."""

    kind: str
    deleted: int
    values: dict[str, Any]


@dataclass
class Laptop:
    """One laptop of a person; `memory` is what she has before her eyes."""

    name: str
    user: str
    folder: Path
    clock: Clock
    new_id: Callable[[], str]
    kinds: Kinds
    line: Line = field(init=False)
    memory: Memory = field(default_factory=Memory)
    steps: list[str] = field(default_factory=list)
    copy: Memory | None = None

    def open(self) -> None:
        """Starts the program."""
        store = Store(self.folder, KEY, self.kinds, clock=self.clock, new_id=self.new_id)
        self.desk = Desk(store, RATES, clock=self.clock, new_id=self.new_id)

    def reopen(self) -> None:
        """The program ends, whatever it was doing, and is started again."""
        self.desk.store.close()
        self.open()

    def close(self) -> None:
        """The program ends."""
        self.desk.store.close()

    # --- copies -------------------------------------------------------------------------------

    def keep_copy(self) -> None:
        """Copies the laptop as it is."""
        place = self.folder.with_name(f"{self.folder.name}.copy")
        place.mkdir(exist_ok=True)
        self.close()
        _copy_files(self.folder, place)
        self.open()
        self.copy = self.memory.copied()

    def put_back(self) -> None:
        """Puts the copy in the laptop's place."""
        assert self.copy is not None
        self.close()
        _copy_files(self.folder.with_name(f"{self.folder.name}.copy"), self.folder)
        self.open()
        self.memory = self.copy.copied()

    # --- syncing ------------------------------------------------------------------------------

    def sync(self) -> Outcome:
        """One round."""
        self.steps.clear()
        return Engine(self.desk.store, self.line, self._say, AtOnce).run()

    def _say(self, progress: Progress) -> None:
        self.steps.append(progress.step)

    # --- what stands in its tables ------------------------------------------------------------

    def rows(self, sql: str, *values: Any) -> list[Any]:
        """The rows of a query."""
        # The writer has its pages at hand, a reader decrypts them anew.
        found: list[Any] = self.desk.store._connections.writer.execute(sql, values).fetchall()  # noqa: SLF001
        return found

    @property
    def cursor(self) -> int:
        """How far it has pulled."""
        return self.desk.store.facts.number("cursor")

    def outbox(self) -> Iterator[tuple[int, str, str, str]]:
        """The mutations that the memory has not taken in: number, mid, action and body."""
        sql = "SELECT n, mid, action, body FROM outbox WHERE n > ? ORDER BY n"
        yield from self.rows(sql, self.memory.outbox)

    def shown(self) -> dict[str, Seen]:
        """Every row that it holds."""
        found: dict[str, Seen] = {}
        for kind in self.kinds:
            names = ", ".join(quoted(x.name) for x in kind.fields)
            for id, deleted, *columns in self.rows(f"SELECT id, deleted, {names} FROM {quoted(kind.name)} ORDER BY id"):
                wire = {x.name: x.wire(loaded(x, value)) for x, value in zip(kind.fields, columns, strict=True)}
                found[id] = Seen(kind.name, deleted or 0, {unit: unit_value(kind, unit, wire) for unit in kind.units})
        return found

    def records(self, kind: Kind) -> Iterator[tuple[Record, int]]:
        """Every record of a kind, and when it was deleted (0: it lives)."""
        layout = layout_of(kind)
        for row in self.rows(f"SELECT {layout.selected} FROM {quoted(kind.name)}"):
            yield layout.record(row), row[HEAD.index("deleted")] or 0

    def erased(self) -> set[str]:
        """The rows of which its outbox keeps nothing but that they were."""
        rows = (row for (body,) in self.rows("SELECT body FROM outbox") for row in json.loads(body))
        return {row["id"] for row in rows if row["op"] == "change" and not (row["fields"] or row.get("entry"))}

    def swept(self) -> int:
        """Up to which seq what was deleted is no longer here."""
        return self.desk.store.facts.number(SWEPT)

    def update(self, kinds: Kinds) -> None:
        """The program is ended, and a newer one started."""
        self.kinds = kinds
        self.reopen()

    def refused(self) -> list[dict[str, Any]]:
        """The bodies of all entries that tell of refusals, decided ones too."""
        bodies = (json.loads(row[0]) for row in self.rows("SELECT body FROM inbox"))
        return [body for body in bodies if body["what"] in {"refused", "moved"}]


def _copy_files(here: Path, there: Path) -> None:
    for name in FILES:
        (there / name).unlink(missing_ok=True)
        if (here / name).exists():
            shutil.copyfile(here / name, there / name)
