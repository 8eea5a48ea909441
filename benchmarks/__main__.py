"""`python -m benchmarks`: measures the desk on made-up leads and holds it against its goals."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import first_frame, paging, profile, saving, searching, syncing
from benchmarks.figures import Measured
from benchmarks.table import table


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
    parser.add_argument("--changed", type=int, default=1_000, metavar="N", help="how many changed leads are synced")
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="salesdesk-bench-", ignore_cleanup_errors=True) as folder:
        measured = measure(Path(folder), asked)
    if asked.json:
        sys.stdout.write(json.dumps([figure.as_json() for figure in measured.figures], indent=1) + "\n")
    else:
        sys.stdout.write(table(measured))
    return 0


def measure(folder: Path, asked: argparse.Namespace) -> Measured:
    """Every measurement, each on the same profile; saving comes last, because it changes it."""
    loaded = profile.fill(folder / "profile", asked.leads)
    parts = [
        first_frame.measure(loaded, folder / "first_frame", asked.runs),
        searching.measure(loaded, asked.queries),
        paging.measure(loaded, asked.pages),
        syncing.measure(loaded, folder / "syncing", asked.pulls, asked.changed),
        saving.measure(loaded, folder / "saving", asked.saves),
    ]
    filled = (
        ("load", f"{asked.leads / loaded.seconds_to_load:,.0f} leads a second"),
        ("search index", f"{asked.leads / loaded.seconds_to_index:,.0f} leads a second"),
    )
    return Measured(
        [figure for part in parts for figure in part.figures],
        [*filled, *(note for part in parts for note in part.notes)],
    )


if __name__ == "__main__":
    sys.exit(main())
