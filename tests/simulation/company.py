"""The company of the simulation: its real server on a file, and the oracle that sees each mutation come in."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from random import Random
from typing import Any, TypeVar

import msgspec
from tests.protocol.oracle import Typed
from tests.simulation.crashes import ServerKilled
from tests.simulation.host import Host
from tests.simulation.kinds import KINDS, unit_value
from tests.simulation.laptop import Clock, ids
from tests.simulation.memory import Known
from tests.simulation.network import request
from tests.simulation.oracle import PARENTS, Act, CompanyOracle, Moment, laid
from tests.simulation.template import SERVER, Template
from tests.simulation.tokens import tokens
from tests.sync.company import CHEAP

from salesdesk.domain.fields import EPOCH
from salesdesk.domain.record import Kinds
from salesdesk.protocol.retention import KEPT_FOR_EVER
from salesdesk.protocol.service import Refusal
from salesdesk.protocol.wire import Push
from salesdesk.schema.columns import loaded
from salesdesk.server import epochs, heads
from salesdesk.server.erasing import Erasing
from salesdesk.server.room import Most
from salesdesk.server.service import Door, Server
from salesdesk.server.sweeping import Sweeping
from salesdesk.sync.errors import Offline

# How long the trash is kept here, so that a schedule is soon behind it.
TRASH_DAYS = 2


class Differs(AssertionError):
    """Something is otherwise than was foretold, or than it must be."""


T = TypeVar("T")


class Company:
    """A server that may end at any moment, and what the oracle says of it."""

    def __init__(
        self, template: Template, host: Host, kinds: Kinds, page: Most, seed: int, trace: Callable[[str], None]
    ) -> None:  # fmt: skip
        self.template = template
        self.host = host
        self.kinds = kinds
        self._backup = host.file.with_name("copy.db")
        host.lay(template.folder / SERVER)
        self._page = page
        self._clock = Clock(timedelta())
        self._new_id = ids(Random(f"server {seed}"), self._clock)
        self._trace = trace
        self.ended = 0
        self.oracle = CompanyOracle()
        self.moments: dict[int, Moment] = {}
        # Every mutation that was typed anywhere.
        self.typed: dict[str, Act] = {}
        # Those that a laptop knows no more, because it was put back.
        self.forgotten: set[str] = set()
        self.conflicts: dict[str, Known] = {}
        # Until a backup takes the server's place, the oracle foretells everything.
        self.exact = True
        self.came: set[str] = set()
        # What stood in rows that are bare now; and the rows that were erased.
        self.over: set[str] = set()
        self.erased: set[str] = set()
        self.refusals: Counter[str] = Counter()
        self._met: set[str] = set()
        self._swept: list[tuple[int, set[str]]] = []
        # On each day that passed, how far the company was.
        self._heads: list[int] = []
        self._start()
        self._begin()

    def _start(self) -> None:
        self.host.install(self.kinds)
        self.database, self.statements = self.host.database, self.host.statements
        self.server = Server(self.database, clock=self._clock, new_id=self._new_id, page=self._page, cost=CHEAP)
        self.look = sqlite3.connect(self.host.file, isolation_level=None)

    def _begin(self) -> None:
        """What the template holds already."""
        for kind in ("team", "user"):
            for id, row in self.rows(kind).items():
                values = {unit: unit_value(KINDS[kind], unit, row) for unit in KINDS[kind].units}
                self.oracle.found(kind, id, values)
        for act in self.template.begun:
            self.oracle.come(act)
        self.moments[0] = Moment()
        self._keep_moment()

    def close(self) -> None:
        """Ends the server."""
        self.look.close()
        self.host.end()

    def keep_copy(self) -> None:
        """Backs the server up."""
        with closing(sqlite3.connect(self._backup)) as copy:
            self.look.backup(copy)
        self.copied = True

    copied = False

    def put_back(self) -> None:
        """The backup takes the server's place, and whoever keeps it says so."""
        self.close()
        self.host.lay(self._backup)
        self._start()
        with self.database.writing() as connection:
            head = heads.lock(connection, self.database.tables)
            # Whoever puts it back knows which epoch there was.
            epochs.begin(connection, self.database.tables, head, beyond=self.epoch)
            self.epoch = head.epoch
        self.exact = False
        self._without(lambda: self._erasing().apply_list())

    epoch = 1

    def restart(self) -> None:
        """The server's program ends, whatever it was doing, and is started again on its file."""
        self.close()
        self._start()

    def update(self, kinds: Kinds) -> None:
        """The server's program is ended, and a newer one started."""
        self._trace("    the server is updated")
        self.kinds = kinds
        self.restart()

    # --- what is over -------------------------------------------------------------------------

    def days(self, many: int) -> None:
        """So many days pass, on each of which the server looks after itself."""
        for _day in range(many):
            self._clock.later(timedelta(days=1))
            if not self.exact:
                self._without(lambda: Sweeping(self.database, self._now, TRASH_DAYS).run())
                continue
            self._heads.append(max(self.moments))
            seq = Sweeping(self.database, self._now, TRASH_DAYS).run().seq
            if seq not in {0, *self._heads[:-TRASH_DAYS]}:
                raise Differs("what was deleted is swept too early")
            self._sweep(seq)

    def _now(self) -> int:
        return (self._clock() - EPOCH) // timedelta(microseconds=1)

    def _sweep(self, seq: int) -> None:
        if seq in self.moments and seq not in dict(self._swept):
            over = self.oracle.sweep(self.moments[seq], KEPT_FOR_EVER)
            self._trace(f"    {', '.join(id[-6:] for id in over) or 'nothing'} is swept")
            self._swept.append((seq, over))

    @property
    def gone(self) -> int:
        """How many rows were swept."""
        return sum(len(ids) for _seq, ids in self._swept)

    def swept(self, seq: int) -> set[str]:
        """The rows that were swept up to a seq."""
        return {id for upto, ids in self._swept if upto <= seq for id in ids}

    def erase(self, kind: str, id: str) -> int:
        """Somebody has a record erased; returns how many went."""
        keys = self._without(lambda: self._erasing().erase(kind, id))
        self._trace(f"    {', '.join(x[-6:] for _kind, x in keys)} is erased")
        self.erased |= {x for _kind, x in keys}
        if self.exact:
            self.oracle.erase({x for _kind, x in keys})
            self._keep_moment()
        return len(keys)

    def _erasing(self) -> Erasing:
        """What erases; its list lies outside the backups."""
        return self.server.erasing(self.host.file.with_name("erased"))

    def _without(self, do: Callable[[], T]) -> T:
        """Does what makes rows bare; what stood in them is over."""
        before = self._words()
        done = do()
        after = self._words()
        self.over |= {word for id, words in before.items() for word in words - after.get(id, set())}
        return done

    def _words(self) -> dict[str, set[str]]:
        return {id: tokens(row) for kind in KINDS for id, row in self.rows(kind.name).items()}

    def waiting(self) -> set[str]:
        """The rows that somebody wrote to, or under, who has not told the server yet."""
        writes = [x for act in self.typed.values() if act.mid not in self.oracle.mids for x in act.writes]
        above = {x.values[unit] for x in writes for unit in PARENTS.values() if unit in x.values}
        return {x.row for x in writes} | above

    def is_bare(self, id: str) -> bool:
        """Whether nothing of a row is left but its id."""
        row = self.oracle.stands(id)
        return row is not None and row.bare

    def is_over(self, act: Act, write: Typed) -> bool:
        """Whether a write's values are no longer kept: erased, or swept with what it did, or with what was refused."""
        refused = (act.mid, write.row) in self.oracle.refused
        swept = self._refused_long_ago(act.mid) if refused else self.is_bare(write.row)
        return swept or self.oracle.goes_with_the_erased(act, write)

    def _refused_long_ago(self, mid: str) -> bool:
        """Whether only the server knew of a mutation, and keeps what it refused of it no more."""
        sql = "SELECT 1 FROM sync_answer a JOIN sync_swept s ON a.seq <= s.seq WHERE a.mid = ?"
        return mid in self.forgotten and self.look.execute(sql, (mid,)).fetchone() is not None

    # --- messages -----------------------------------------------------------------------------

    def ends(self, how: str, statement: int) -> None:
        """The server will end during the next message."""
        if how == "unheard":
            self._unheard = True
        else:
            self.statements.arm(statement, how)

    _unheard = False

    def deliver(self, device: str, user: str, call: str, body: bytes) -> bytes:
        """The answer to a message; raises Refusal, and Offline where the server ends."""
        asked, door = request(call, body), Door(self.server, user, device)
        answer: Any = None
        try:
            if call == "push":
                answer = door.push(asked)
                self._came(user, {x.mid for x in answer.answers}, asked)
            elif call in {"pull", "listing", "history"}:
                answer = getattr(door, call)(*asked)
            else:
                answer = getattr(door, call)(asked)
        except Refusal as refusal:
            self.refusals[refusal.code] += 1
            raise
        except ServerKilled:
            pass  # what it had in hand is let go with this block
        finally:
            self.statements.disarm()
        if answer is None:
            self._end("while it worked")
        if self._unheard:
            self._end("before it answered")
        return msgspec.json.encode(answer)

    def _end(self, when: str) -> None:
        self._unheard = False
        self.ended += 1
        self._trace(f"    the server ended {when}")
        self.restart()
        raise Offline("the server ended")

    def _came(self, user: str, answered: set[str], push: Push) -> None:
        """The oracle sees what was committed just now, and the server's conflicts must be its."""
        self.came |= answered
        new = answered - self.oracle.mids if self.exact else set()
        fresh = [x for x in push.mutations if x.mid in new]
        if not fresh:
            return
        before = len(self.oracle.outcome)
        for mutation in fresh:
            act = self.typed[mutation.mid]
            if act.user != user:
                raise Differs(f"{act.mid} was sent by another person")
            self.oracle.come(act)
        told = [f"{unit or 'row'} {what}" for _id, unit, what in self.oracle.outcome[before:] if what != "applied"]
        self._trace(f"    the server took {', '.join(x.mid[-6:] for x in fresh)}: {', '.join(told) or 'as written'}")
        self._keep_moment()
        self._meet_conflicts()

    def _keep_moment(self) -> None:
        [(epoch, counter)] = self.look.execute("SELECT epoch, counter FROM sync_head")
        self.moments[epoch << 40 | counter] = self.oracle.moment()

    def _meet_conflicts(self) -> None:
        """Names the server's new conflicts as the oracle does; whose value stands aside is known of both."""
        named = {x.key for x in self.conflicts.values()}
        new = {(x.row, x.unit, x.by): key for key, x in self.oracle.conflicts.items() if key not in named}
        entries = self.look.execute("SELECT id, record, unit, mid FROM sync_entry WHERE what = 'conflict'").fetchall()
        for id, record, unit, mid in entries:
            if id in self._met:
                continue
            self._met.add(id)
            if (record, unit, mid) not in new:
                raise Differs(f"a false conflict: {unit} of {record[-6:]}, set aside by {mid[-6:]}")
            self.conflicts[id] = Known(new.pop((record, unit, mid)), unit)
        if new:
            raise Differs(f"conflicts that nobody was told of: {list(new)}")

    # --- what stands in its tables ------------------------------------------------------------

    def rows(self, kind: str) -> dict[str, dict[str, Any]]:
        """Every row of a kind as wire values, with `deleted`, `scope_person` and `scope_team`."""
        if kind not in self.kinds.by_name:
            return {}
        declared = self.kinds[kind]
        heads = ("id", "deleted", "scope_person", "scope_team")
        names = ", ".join(f'"{x}"' for x in (*heads, *(x.name for x in declared.fields)))
        found = {}
        for row in self.look.execute(f'SELECT {names} FROM "{kind}" ORDER BY id'):
            wire = {x.name: x.wire(loaded(x, value)) for x, value in zip(declared.fields, row[4:], strict=True)}
            found[row[0]] = wire | dict(zip(heads, row, strict=False))
        return found

    def laid(self) -> dict[str, tuple[str, str, Any, bool]]:
        """The server's conflicts by the oracle's names."""
        found = {}
        sql = "SELECT id, kind, record, unit, aside, choice FROM sync_entry WHERE what = 'conflict'"
        for id, kind, record, unit, aside, choice in self.look.execute(sql):
            value = unit_value(KINDS[kind], unit, json.loads(aside))
            found[self.conflicts[id].key] = (record, unit, value, choice == "")
        return found

    def foretold_conflicts(self) -> dict[str, tuple[str, str, Any, bool]]:
        """The conflicts that must be."""
        return laid(self.oracle.conflicts)
