"""What a person does at her laptop, in a process that may be killed at any moment.

A line is said once something is durable: `saved` with the writes of an action, so that whoever kills the
process knows what had been acknowledged; `synced`, `offline` and `refused` tell of rounds.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
from tests.factories import KEY

from salesdesk.desk.decisions import CannotDecide
from salesdesk.desk.desk import Desk
from salesdesk.desk.profile import with_key
from salesdesk.domain import record as a
from salesdesk.domain.changes import written
from salesdesk.domain.kinds import KINDS
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Kinds, Record, kind_of, record
from salesdesk.store.door import Saved
from salesdesk.store.errors import NothingToUndo
from salesdesk.store.listing import Query
from salesdesk.sync import http
from salesdesk.sync.errors import Offline, SyncError

# Fields that one laptop alone writes to, whoever made the lead; by the laptop's name.
OWN = {"Ana": "city", "Ben": "company", "Ana again": "title"}
SHARED = ("next_step", "timeframe")
MANY = 600
NO_ANSWER = 4
_PAUSE_S = 0.012
_IN_SIGHT = 30
_IN_NO_HURRY_S = 60


def hurried(patience: float = 5) -> None:
    """From now on this process waits less for a server that does not answer; `patience` is in seconds."""
    http.BACK_OFF = (0.01, 0.03)
    http.TIMEOUT = httpx.Timeout(patience)


@cache
def widened(times: int) -> Kinds:
    """The kinds of a program so many versions newer: each brings the lead a field, some of them searched."""
    if not times:
        return KINDS
    names = [f"added_{number}" for number in range(times)]
    fields = {
        name: a.text(name, searchable=number % 3 == 0, sortable=number % 3 == 1) for number, name in enumerate(names)
    }
    body: dict[str, Any] = {"__annotations__": dict.fromkeys(fields, "str"), "__module__": __name__} | fields
    made: type[Record] = type("Lead", (Lead,), body)
    old = kind_of(Lead)
    declared = record(
        label=old.label, plural=old.plural, scope=old.scope, title=old.title_fields, subtitle=old.subtitle_fields
    )(made)
    return Kinds(dict(KINDS.by_name) | {"lead": kind_of(declared)}, KINDS.schema)


def opened(profile: str, version: int = 0) -> Desk:
    """The desk of a profile, opened by a program of that version."""
    return with_key(Path(profile), KEY, widened(version), wait=5)


def tag(laptop: str) -> str:
    """How each word begins that is written at a laptop."""
    return f"{laptop.replace(' ', '-')}."


def say(word: str, document: Any = None) -> None:
    """One line, at once."""
    said = word if document is None else f"{word}\t{json.dumps(document, ensure_ascii=False)}"
    sys.stdout.write(f"{said}\n")  # at once: another thread may have something to say
    sys.stdout.flush()


def log_in(profile: str, url: str, name: str, password: str) -> None:
    """Takes a profile into the company."""
    desk = opened(profile)
    desk.office.log_in(url, name, password)
    desk.store.close()


def work(profile: str, laptop: str, seed: str, version: int) -> None:
    """Works and syncs for ever."""
    hurried()
    hands = Hands(opened(profile, version), laptop, random.Random(seed))
    say("opened")
    while True:
        hands.do_something()


def fill(profile: str) -> int:
    """Runs one round, as a new laptop does; NO_ANSWER where the server had gone."""
    hurried()
    desk = opened(profile)
    try:
        say("filled", {"pulled": desk.office.sync().outcome.pulled})
    except Offline:
        return NO_ANSWER
    finally:
        desk.store.close()
    return 0


def settle(profile: str, version: int) -> None:
    """One round, which goes through."""
    hurried(patience=_IN_NO_HURRY_S)
    desk = opened(profile, version)
    desk.office.sync()
    say("settled", {"pending": desk.office.state().pending})
    desk.store.close()


class Hands:
    """One person's work, drawn by lot."""

    def __init__(self, desk: Desk, laptop: str, chance: random.Random) -> None:
        self._desk = desk
        self._laptop = laptop
        self._chance = chance
        self._number = 0
        self._syncing: Thread | None = None
        desk.listeners.append(_acknowledge)
        works: tuple[tuple[int, Callable[[], Any]], ...] = (
            (120, self._meet), (160, self._note_own), (100, self._note_shared), (60, self._tick), (60, self._write_on),
            (20, self._delete), (20, self._undelete), (30, self._take_back), (30, self._decide), (2, self._meet_many),
            (10, self._outlive_the_token), (80, self._sync), (80, self._sync_meanwhile),
        )  # fmt: skip
        self._weights = [weight for weight, _work in works]
        self._works = [work for _weight, work in works]

    def do_something(self) -> None:
        """One thing that a person does, and a breath."""
        [work] = self._chance.choices(self._works, self._weights)
        work()
        time.sleep(self._chance.random() * _PAUSE_S)

    def _word(self) -> str:
        """A word that nobody else writes, and that says when it was written."""
        self._number += 1
        return f"{tag(self._laptop)}{time.time_ns()}.{self._number}"

    def _some_lead(self, *, deleted: bool = False) -> Any:
        found = self._desk.records(Query(self._desk.kinds["lead"], deleted=deleted), _IN_SIGHT)
        return self._chance.choice(found) if found else None

    def _change(self, values: Callable[[Any], Mapping[str, Any]]) -> None:
        lead = self._some_lead()
        if lead is not None:
            self._desk.change(lead, values(lead))

    # --- what she does ------------------------------------------------------------------------

    def _meet(self) -> None:
        self._desk.add("lead", {"name": self._word(), OWN[self._laptop]: self._word()})

    def _meet_many(self) -> None:
        leads = [self._desk.draft("lead", {"name": self._word()}) for _ in range(MANY)]
        self._desk.add_many("Many", leads)

    def _note_own(self) -> None:
        self._change(lambda _lead: {OWN[self._laptop]: self._word()})

    def _note_shared(self) -> None:
        self._change(lambda _lead: {self._chance.choice(SHARED): self._word()})

    def _tick(self) -> None:
        self._change(lambda lead: {"products": (*lead.products, self._word())})

    def _write_on(self) -> None:
        def longer(lead: Any) -> Mapping[str, Any]:
            lines = lead.notes.split("\n") if lead.notes else []
            lines.insert(self._chance.randint(0, len(lines)), self._word())
            return {"notes": "\n".join(lines)}

        self._change(longer)

    def _delete(self) -> None:
        lead = self._some_lead()
        if lead is not None:
            self._desk.delete("lead", lead.id)

    def _undelete(self) -> None:
        lead = self._some_lead(deleted=True)
        if lead is not None:
            self._desk.undelete("lead", lead.id)

    def _take_back(self) -> None:
        try:
            self._desk.undo()
        except NothingToUndo:
            return

    def _decide(self) -> None:
        found = self._desk.inbox.open()
        if not found:
            return
        item = self._chance.choice(found)
        choice = self._chance.choice(["keep", "take"] if item.what == "conflict" else ["keep"])
        try:
            self._desk.inbox.resolve(item.id, choice)
        except CannotDecide as why:
            if why.why != "record":
                raise

    # --- the server ---------------------------------------------------------------------------

    def _outlive_the_token(self) -> None:
        self._desk.store.facts.put(access="ran-out")

    def _sync(self) -> None:
        if self._syncing is not None:
            self._syncing.join()
        self._round()

    def _sync_meanwhile(self) -> None:
        if self._syncing is None or not self._syncing.is_alive():
            self._syncing = Thread(target=self._guarded_round)
            self._syncing.start()

    def _guarded_round(self) -> None:
        """Ends the whole process where a round ends as none may."""
        try:
            self._round()
        except BaseException as error:
            broken(error)

    def _round(self) -> None:
        try:
            self._desk.office.sync()
        except Offline:
            say("offline")
        except SyncError as error:
            say("stopped", repr(error))
        else:
            say("synced")


def broken(error: BaseException) -> None:
    """Ends this process at once, and says why."""
    import os
    import traceback

    traceback.print_exception(error)
    sys.stderr.flush()
    os._exit(3)


def _acknowledge(saved: Saved) -> None:
    rows = [row for change in saved.changes if (row := written(change)) is not None]
    if len(rows) > 1:
        rows = [replace(row, before={}) for row in rows]
    say("saved", {"action": saved.action, "rows": [[row.id, row.op, dict(row.fields)] for row in rows]})
