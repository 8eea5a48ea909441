"""An import of leads from a CSV file, beside a raw executemany of the same rows into a copy of the same file."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import made_up
from benchmarks.figures import Figure, Measured
from benchmarks.profile import Loaded
from salesdesk.domain.record import Kind
from salesdesk.schema.columns import layout_of, quoted
from salesdesk.store.connection import connect

GOAL = 3.0
_MOST_MEMORY = 150.0
_ROOT = Path(__file__).resolve().parents[1]
_COLUMNS = {
    "Full Name": "name", "Company": "company", "Job Title": "title", "Email": "email", "Phone": "phone", "City": "city",
    "Country": "country", "Rating": "rating", "Status": "status", "Products": "products", "Notes": "notes",
    "Badge number": "badge_id", "Due": "due", "Met at": "met_at", "Fair": "fair",
}  # fmt: skip


def measure(loaded: Loaded, work: Path, many: int) -> Measured:
    """Imports `many` leads into a copy of the profile; the search index, which comes after, is not in it."""
    work.mkdir()
    file = work / "leads.csv"
    _write(file, loaded, many)
    shutil.copytree(loaded.path, work / "profile")
    told = _imported(work / "profile", loaded.key, file)
    assert told["taken"] == many, told
    raw = _raw(loaded, work)
    shutil.rmtree(work / "profile")
    notes = [
        ("import", f"{many / told['seconds']:,.0f} leads a second"),
        ("verified copy before it, once a day", f"{told['copied']:.1f} s"),
    ]
    return Measured(
        [
            Figure(f"import of {many:,} leads", told["seconds"], raw, GOAL, "s"),
            Figure("import, memory on top", told["peak"] / 2**20, _MOST_MEMORY, 1, "MiB"),
        ],
        notes,
    )


def _write(file: Path, loaded: Loaded, many: int) -> None:
    """The leads as another program exports them: each with an address of its own, the fairs by their names."""
    called = dict(zip(loaded.fairs, (values["name"] for values in made_up.fairs()), strict=True))
    with file.open("w", encoding="utf-8", newline="") as text:
        rows = csv.writer(text)
        rows.writerow(_COLUMNS)
        for number, lead in enumerate(made_up.leads(many, loaded.fairs, seed=made_up.SEED + 2)):
            rows.writerow(_cells({**lead, "fair": called[lead["fair"]]}, number))


def _cells(lead: Mapping[str, Any], number: int) -> Iterator[str]:
    for name in _COLUMNS.values():
        value = lead.get(name) or ""
        if name == "email":
            value = f"{value.partition('@')[0]}.{number}@{value.partition('@')[2] or 'example.com'}"
        yield ", ".join(value) if isinstance(value, tuple) else str(value)


def _imported(profile: Path, key: bytes, file: Path) -> Mapping[str, float]:
    """What a process of its own told of the import."""
    command = [sys.executable, "-m", "benchmarks.import_child", str(profile), key.hex(), str(file)]
    run = subprocess.run(command, cwd=_ROOT, check=True, stdout=subprocess.PIPE, env=os.environ | {"LC_ALL": "C.UTF-8"})
    told: Mapping[str, float] = json.loads(run.stdout)
    return told


def _raw(loaded: Loaded, work: Path) -> float:
    """Seconds to write the rows that the import made, as they are stored, in one go."""
    names, rows = _rows(loaded, work / "profile")
    copy = work / "raw.db"
    shutil.copyfile(loaded.database, copy)
    connection = connect(copy, loaded.key)
    connection.create_function("desk_door", 0, lambda: 1)
    marks = ", ".join("?" * len(names))
    begun = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(f"INSERT INTO lead ({', '.join(map(quoted, names))}) VALUES ({marks})", rows)
    connection.execute("COMMIT")
    taken = time.perf_counter() - begun
    connection.close()
    copy.unlink()
    return taken


def _rows(loaded: Loaded, profile: Path) -> tuple[Sequence[str], list[Any]]:
    from salesdesk.desk.profile import with_key

    desk = with_key(profile, loaded.key)
    kind: Kind = desk.kinds["lead"]
    names = ("id", "local", *layout_of(kind).columns)
    desk.store.close()
    connection = connect(profile / loaded.database.name, loaded.key, readonly=True)
    sql = f"SELECT {', '.join(map(quoted, names))} FROM lead WHERE n > ? ORDER BY n"
    rows: list[Any] = connection.execute(sql, (loaded.count,)).fetchall()
    connection.close()
    return names, rows
