"""A process that imports a file and tells how long it took and how much more memory it needed."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from salesdesk.desk.exchanging import Choices, import_file
from salesdesk.desk.profile import with_key


def main(profile: str, key: str, file: str) -> None:
    """Prints the seconds of the copy and of the import, bytes on top of the open desk's, and how many rows came in."""
    desk = with_key(Path(profile), bytes.fromhex(key))
    desk.store.lists.searching_is_behind(desk.kinds["lead"])
    begun = time.perf_counter()
    desk.store.copies.make_unless_fresh()
    copied = time.perf_counter() - begun
    before = _bytes("VmRSS")
    begun = time.perf_counter()
    done = import_file(desk, Path(file), Choices(kind="lead"))
    taken = time.perf_counter() - begun
    peak = _bytes("VmHWM") - before
    desk.store.close()
    sys.stdout.write(json.dumps({"copied": copied, "seconds": taken, "peak": peak, "taken": done.added + done.updated}))


def _bytes(name: str) -> int:
    """What the system says of this process's memory; its peak begins with the program, not with who started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition(f"{name}:")[2].split()[0]) * 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
