"""`python -m benchmarks`: measures the desk on made-up leads and holds it against its goals."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from benchmarks import (
    first_frame,
    importing,
    indexing,
    merging,
    paging,
    profile,
    pulling,
    saving,
    scrolling,
    searching,
    sync_memory,
    syncing,
)
from benchmarks.figures import Measured
from benchmarks.table import table

_PARTS = (
    "first_frame",
    "scrolling",
    "searching",
    "paging",
    "indexing",
    "importing",
    "syncing",
    "pulling",
    "sync_memory",
    "merging",
    "saving",
)

# Leads that a few changed ones are pulled out of, in those that are measured on: ten times as many, and a tenth.
_MANY, _FEW, _PULLS = 10, 10, 5


def main(argv: Sequence[str] | None = None) -> int:
    """Runs all of it; the exit code says only whether it ran."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON list and nothing else")
    parser.add_argument("--leads", type=int, default=100_000, metavar="N", help="how many leads there are")
    parser.add_argument("--runs", type=int, default=21, metavar="N", help="how often each window is opened")
    parser.add_argument("--saves", type=int, default=400, metavar="N", help="how many leads are saved each way")
    parser.add_argument("--queries", type=int, default=200, metavar="N", help="how many searches are typed")
    parser.add_argument("--pages", type=int, default=40, metavar="N", help="how many pages of each list")
    parser.add_argument("--pulls", type=int, default=2, metavar="N", help="how often a laptop is filled each way")
    parser.add_argument("--frames", type=int, default=300, metavar="N", help="how far the list is scrolled")
    parser.add_argument("--imported", type=int, default=100_000, metavar="N", help="how many leads are imported")
    parser.add_argument(
        "--profile", type=Path, metavar="DIR", help="a profile that an earlier run filled, or is to keep"
    )
    parser.add_argument("--only", nargs="+", choices=_PARTS, default=_PARTS, metavar="PART", help=", ".join(_PARTS))
    parser.add_argument("--changed", type=int, default=1_000, metavar="N", help="how many changed leads are synced")
    parser.add_argument(
        "--merged", type=int, default=5_000, metavar="N", help="how many leads are merged on PostgreSQL"
    )
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="salesdesk-bench-", ignore_cleanup_errors=True) as folder:
        measured = measure(Path(folder), asked)
    if asked.json:
        sys.stdout.write(json.dumps([figure.as_json() for figure in measured.figures], indent=1) + "\n")
    else:
        sys.stdout.write(table(measured))
    return 0


def measure(folder: Path, asked: argparse.Namespace) -> Measured:
    """What was asked for, each on the same profile; saving comes last, because it changes a copy of it."""
    loaded = profile.filled(asked.profile or folder / "profile", asked.leads)
    parts: Mapping[str, Callable[[], Measured]] = {
        "first_frame": lambda: first_frame.measure(loaded, (folder / "first_frame"), asked.runs),
        "scrolling": lambda: scrolling.measure(loaded, (folder / "scrolling"), asked.frames),
        "searching": lambda: searching.measure(loaded, asked.queries),
        "paging": lambda: paging.measure(loaded, asked.pages),
        "indexing": lambda: indexing.measure(loaded, (folder / "indexing")),
        "importing": lambda: importing.measure(loaded, (folder / "importing"), asked.imported),
        "syncing": lambda: syncing.measure(loaded, (folder / "syncing"), asked.pulls, asked.changed),
        "pulling": lambda: pulling.measure(
            (folder / "pulling"),
            loaded.key,
            asked.leads * _MANY,
            max(asked.leads // _FEW, 1),
            asked.changed,
            max(asked.pulls, _PULLS),
        ),
        "sync_memory": lambda: sync_memory.measure(loaded, (folder / "sync_memory")),
        "merging": lambda: merging.measure(max(asked.pulls, 3), asked.merged),
        "saving": lambda: saving.measure(loaded.copied(folder / "saved"), (folder / "saving"), asked.saves),
    }
    measured = [parts[name]() for name in _PARTS if name in asked.only]
    load = ("load", f"{loaded.count / loaded.seconds_to_load:,.0f} leads a second")
    return Measured(
        [figure for part in measured for figure in part.figures],
        [load, *(note for part in measured for note in part.notes)],
    )


if __name__ == "__main__":
    sys.exit(main())
