"""A laptop's process: syncs its profile, and tells what that took in memory on top of the open, idle desk."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.memory import Memory
from benchmarks.office import PASSWORD
from salesdesk.desk import profile
from salesdesk.store.listing import Query


def main(folder: str, key: str, url: str, name: str) -> None:
    """Prints the bytes of the peak on top, and how many leads there are after it."""
    desk = profile.with_key(Path(folder), bytes.fromhex(key))
    if desk.me is None:
        profile.settle(desk, name, "Fairs")
    desk.store.lists.count(Query(desk.kinds["lead"]))
    memory = Memory()
    idle = memory.forget_peak()
    desk.office.log_in(url, name, PASSWORD)
    desk.office.sync()
    peak = memory.peak() - idle
    leads = desk.store.lists.count(Query(desk.kinds["lead"]))
    desk.store.close()
    sys.stdout.write(json.dumps({"peak": peak, "leads": leads}))


if __name__ == "__main__":
    main(*sys.argv[1:])
