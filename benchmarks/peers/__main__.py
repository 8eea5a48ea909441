"""`python -m benchmarks.peers`: our sync beside Anki's, which comes in an environment that is thrown away."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import profile
from benchmarks.figures import Figure, Measured
from benchmarks.office import Office
from benchmarks.profile import Loaded
from benchmarks.syncing import check, copy, seconds, seconds_to_send
from benchmarks.table import table
from salesdesk.desk.desk import Desk
from salesdesk.desk.many import set_many
from salesdesk.domain.kinds import KINDS
from salesdesk.schema.columns import layout_of, quoted
from salesdesk.store.connection import connect
from salesdesk.store.listing import Query

ANKI = "anki==26.9.3"
_NOTES = Path(__file__).with_name("anki_notes.py")
_LONGEST_S = 1_800
# By name, ours over theirs at most, and what each side calls its parts.
_GOALS: Mapping[str, tuple[float, Sequence[str]]] = {
    "first pull": (0.5, ("pull",)),
    "changed, push": (2.0, ("there",)),
    "changed, pull": (2.0, ("back",)),
    "changed, both": (2.0, ("there", "back")),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs both sides by turns; the exit code says only whether it ran."""
    parser = argparse.ArgumentParser(prog="benchmarks.peers", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON list and nothing else")
    parser.add_argument("--leads", type=int, default=100_000, metavar="N", help="how many notes and leads there are")
    parser.add_argument("--changed", type=int, default=1_000, metavar="N", help="how many of them are changed")
    parser.add_argument("--rounds", type=int, default=2, metavar="N", help="how often each side runs")
    parser.add_argument(
        "--profile", type=Path, metavar="DIR", help="a profile that an earlier run filled, or is to keep"
    )
    asked = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="salesdesk-peers-", ignore_cleanup_errors=True) as folder:
        measured = measure(Path(folder), asked)
    if asked.json:
        sys.stdout.write(json.dumps([figure.as_json() for figure in measured.figures], indent=1) + "\n")
    else:
        sys.stdout.write(table(measured))
    return 0


def measure(folder: Path, asked: argparse.Namespace) -> Measured:
    """The same leads and changes through both."""
    loaded = profile.filled(asked.profile or folder / "profile", asked.leads)
    notes = folder / "notes.json"
    notes.write_text(json.dumps(_as_notes(loaded)), encoding="utf-8")
    ours: list[dict[str, Any]] = []
    theirs: list[dict[str, Any]] = []
    for number in range(asked.rounds):
        work = folder / str(number)
        work.mkdir()
        theirs.append(_anki(notes, work, asked.changed))
        ours.append(_own(loaded, work / "own", asked.changed))
        shutil.rmtree(work)
    figures = [
        Figure(f"{name} / Anki", _milliseconds(ours, *keys), _milliseconds(theirs, *keys), goal)
        for name, (goal, keys) in _GOALS.items()
    ]
    said = json.loads(notes.read_text(encoding="utf-8"))
    texts = sum(len(text.encode()) for note in said["notes"] for text in note) / max(len(said["notes"]), 1)
    return Measured(
        figures,
        [
            ("beside", f"{ANKI}, {loaded.count:,} notes, {asked.changed:,} changed; the floor is Anki's"),
            (
                "the same",
                f"{len(said['fields'])} fields with {texts:,.0f} bytes of text, a whole round in rows, loopback",
            ),
            ("changed as one action", f"push {_milliseconds(ours, 'at once'):,.0f} ms, as Anki's notes were"),
            (
                "not the same",
                "Anki: a card beside each note, a plain file; ours: an encrypted file, indexed for its lists, and "
                "leads changed one by one, which can each be undone",
            ),
        ],
    )


def _milliseconds(rounds: Sequence[dict[str, Any]], *keys: str) -> float:
    """The median of each part over all that was measured, together."""
    return sum(median([x for told in rounds for x in _several(told[key])]) for key in keys) * 1e3


def _several(value: float | list[float]) -> list[float]:
    return value if isinstance(value, list) else [value]


def _as_notes(loaded: Loaded) -> dict[str, Any]:
    """Every lead as the texts of a note, in the fields that any lead fills; links and moments as their text."""
    names = [x.name for x in layout_of(KINDS["lead"]).kind.fields]
    connection = connect(loaded.database, loaded.key, readonly=True)
    columns = ", ".join(f"coalesce(CAST({quoted(name)} AS TEXT), '')" for name in names)
    rows = connection.execute(f"SELECT {columns} FROM lead ORDER BY n").fetchall()
    connection.close()
    used = [place for place in range(len(names)) if any(row[place] for row in rows)]
    fields = [*(names[place] for place in used), "next_step"]
    return {"fields": fields, "notes": [[*(row[place] for place in used), ""] for row in rows]}


def _anki(notes: Path, work: Path, changed: int) -> dict[str, Any]:
    """What the script in Anki's environment says."""
    folder = work / "anki"
    folder.mkdir()
    command = ["uv", "run", "--quiet", "--isolated", "--no-project", "--with", ANKI, "python", str(_NOTES)]
    command += [str(notes), str(folder), "3", str(changed)]
    ran = subprocess.run(command, cwd=work, capture_output=True, timeout=_LONGEST_S, text=True)
    if ran.returncode:
        raise RuntimeError(f"Anki's side failed:\n{ran.stderr}")
    said: dict[str, Any] = json.loads(ran.stdout)
    return said


def _own(loaded: Loaded, work: Path, changed: int) -> dict[str, Any]:
    """The same with ours."""
    work.mkdir()
    office = Office(work / "server.db")
    try:
        ana = copy(loaded, work / "ana")
        office.let_in(ana, "Ana")
        told: dict[str, Any] = {"push": seconds_to_send(ana)}
        ben = office.new_laptop(work / "ben", loaded.key, "Ben")
        told["pull"] = seconds(ben.office.sync)
        check(ben.store.lists.count(Query(ben.kinds["lead"])), loaded.count)
        ben.store.indexer.catch_up()
        told["there"], told["back"] = _changes(ana, ben, changed, _one_by_one)
        told["at once"], _back = _changes(ana, ben, changed, _at_once)
        for desk in (ana, ben):
            desk.store.close()
    finally:
        office.close()
    return told


Changing = Callable[[Desk, Sequence[str], str], object]


def _one_by_one(desk: Desk, leads: Sequence[str], text: str) -> None:
    for id in leads:
        desk.change(desk.get("lead", id), {"next_step": text})


def _at_once(desk: Desk, leads: Sequence[str], text: str) -> None:
    set_many(desk, desk.kinds["lead"], leads, len(leads), {"next_step": text}, lambda _done: True)


def _changes(ana: Desk, ben: Desk, changed: int, change: Changing) -> tuple[list[float], list[float]]:
    there: list[float] = []
    back: list[float] = []
    leads = [lead.id for lead in ana.records(Query(ana.kinds["lead"]), changed)]
    for number in range(3):
        text = f"Call again, attempt {number}"
        change(ana, leads, text)
        there.append(seconds(ana.office.sync))
        back.append(seconds(ben.office.sync))
        check(getattr(ben.get("lead", leads[-1]), "next_step"), text)  # noqa: B009
    return there, back


if __name__ == "__main__":
    sys.exit(main())
