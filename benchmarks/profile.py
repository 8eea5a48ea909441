"""The profile that everything is measured on: made once a run, in a folder that goes afterwards."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import made_up
from salesdesk.desk import profile
from salesdesk.desk.desk import Desk
from salesdesk.store.store import DATABASE


@dataclass(frozen=True)
class Loaded:
    """A filled profile: where it is, what opens it, who is in it, and how long the filling took."""

    path: Path
    key: bytes
    fairs: Sequence[str]
    leads: Sequence[Mapping[str, Any]]
    seconds_to_load: float
    seconds_to_index: float

    @property
    def database(self) -> Path:
        """The encrypted file."""
        return self.path / DATABASE

    def open(self) -> Desk:
        """The desk on it."""
        return profile.with_key(self.path, self.key)


def fill(path: Path, count: int) -> Loaded:
    """Makes a profile with `count` leads of twenty fairs, all indexed."""
    path.mkdir(mode=0o700)
    key = os.urandom(32)
    desk = profile.with_key(path, key)
    profile.settle(desk, "Ana Novák", "Fairs")
    fairs = [desk.add("fair", values).id for values in made_up.fairs()]
    leads = made_up.leads(count, fairs)
    me = desk.me
    assert me is not None
    whose = {"owner": me.id, "team": me.team, "met_by": me.id}
    kind = desk.kinds["lead"]
    records = [kind.make(values | whose, id=desk.new_id()) for values in leads]
    begun = time.perf_counter()
    desk.add_many("Import", records)
    loaded = time.perf_counter()
    desk.store.indexer.catch_up()
    indexed = time.perf_counter()
    desk.store.close()
    return Loaded(path, key, fairs, leads, loaded - begun, indexed - loaded)
