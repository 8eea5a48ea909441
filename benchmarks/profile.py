"""The profile that everything is measured on: made once a run, or kept in a folder for the next."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import made_up
from salesdesk.desk import profile
from salesdesk.desk.desk import Desk
from salesdesk.store.store import DATABASE

_AT_ONCE = 10_000
_KNOWN = 5_000
_FACTS = "filled.json"


@dataclass(frozen=True)
class Loaded:
    """A filled profile: where it is, what opens it, some of who is in it, and how long the filling took."""

    path: Path
    key: bytes
    fairs: Sequence[str]
    count: int
    known: Sequence[Mapping[str, Any]]
    seconds_to_load: float
    seconds_to_index: float

    @property
    def database(self) -> Path:
        """The encrypted file."""
        return self.path / DATABASE

    def open(self) -> Desk:
        """The desk on it."""
        return profile.with_key(self.path, self.key)

    def copied(self, path: Path) -> Loaded:
        """The same in a folder of its own, to be written to."""
        path.mkdir()
        shutil.copyfile(self.database, path / DATABASE)
        return replace(self, path=path)


def fill(path: Path, count: int) -> Loaded:
    """Makes a profile with `count` leads of twenty fairs, all indexed."""
    path.mkdir(mode=0o700)
    key = os.urandom(32)
    desk = profile.with_key(path, key)
    profile.settle(desk, "Ana Novák", "Fairs")
    fairs = [desk.add("fair", values).id for values in made_up.fairs()]
    known: list[Mapping[str, Any]] = []
    taken = 0.0
    leads = made_up.leads(count, fairs)
    while some := list(islice(leads, _AT_ONCE)):
        known += some[:: max(1, count // _KNOWN)]
        taken += _add(desk, some)
    begun = time.perf_counter()
    desk.store.indexer.catch_up()
    indexed = time.perf_counter() - begun
    desk.store.close()
    loaded = Loaded(path, key, fairs, count, known, taken, indexed)
    said = asdict(loaded) | {"path": "", "key": key.hex()}
    (path / _FACTS).write_text(json.dumps(said, default=str), encoding="utf-8")
    return loaded


def filled(path: Path, count: int) -> Loaded:
    """The profile that an earlier run left in a folder; made there where there is none."""
    if not (path / _FACTS).exists():
        return fill(path, count)
    said = json.loads((path / _FACTS).read_text(encoding="utf-8"))
    return Loaded(**said | {"path": path, "key": bytes.fromhex(said["key"])})


def _add(desk: Desk, leads: Sequence[Mapping[str, Any]]) -> float:
    """Adds leads as an import does; returns the seconds that it took."""
    me = desk.me
    assert me is not None
    whose = {"owner": me.id, "team": me.team, "met_by": me.id}
    kind = desk.kinds["lead"]
    records = [kind.make({**values, **whose}, id=desk.new_id()) for values in leads]
    begun = time.perf_counter()
    desk.add_many("Import", records)
    return time.perf_counter() - begun
