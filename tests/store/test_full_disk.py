"""A full disk: the save says so, nothing is half written, and the reserve gives room for the save at hand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories import KEY, found, open_desk, wrong
from tests.store.raw import rows

from salesdesk.desk.desk import Desk
from salesdesk.domain.changes import Change
from salesdesk.domain.ids import uuid7
from salesdesk.domain.lead import Lead
from salesdesk.store.connection import Connections, Reserve
from salesdesk.store.door import Door
from salesdesk.store.drafts import Drafts
from salesdesk.store.errors import DiskFull

LONG = "a long note " * 8_000


@pytest.fixture
def full(desk: Desk, profile: Path) -> Iterator[Connections]:
    """The desk's file, which cannot grow by more than a few pages."""
    desk.store.close()
    connections = Connections(profile / "salesdesk.db", KEY)
    pages = connections.writer.execute("PRAGMA page_count").fetchone()[0]
    connections.writer.execute(f"PRAGMA max_page_count = {pages + 4}")
    yield connections
    connections.close()


def test_a_save_without_room_is_refused_and_leaves_nothing(full: Connections, profile: Path) -> None:
    counted = "SELECT (SELECT count(*) FROM outbox), (SELECT count(*) FROM action), (SELECT count(*) FROM lead)"
    before = rows(profile, counted)
    with pytest.raises(DiskFull):
        Door(full).save("Add", [Change(None, Lead(id=uuid7(), name="Lost", notes=LONG))])
    with pytest.raises(DiskFull):
        Drafts(full).keep("lead:new", "lead", {"notes": LONG})
    assert rows(profile, counted) == before
    assert rows(profile, "SELECT count(*) FROM draft") == [(0,)]
    full.close()
    again = open_desk(profile)
    assert (found(again, "lost"), wrong(again)) == ([], {})
    again.store.close()


def test_what_is_short_still_finds_room(full: Connections, profile: Path) -> None:
    with pytest.raises(DiskFull):
        Door(full).save("Add", [Change(None, Lead(id=uuid7(), name="Lost", notes=LONG))])
    saved = Door(full).save("Add", [Change(None, Lead(id=uuid7(), name="Short"))])
    assert saved is not None
    assert rows(profile, "SELECT name FROM lead") == [("Short",)]


def test_the_reserve_is_given_up_once(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "reserve")
    assert not reserve.give_up()
    reserve.take_up()
    assert (tmp_path / "reserve").stat().st_size == Reserve.SIZE
    assert reserve.give_up()
    assert not (tmp_path / "reserve").exists()
    assert not reserve.give_up()


# On a disk of its own: fills it to the last byte, saves what the reserve gives room for, then clears it up.
ON_A_SMALL_DISK = """
import json, os, sys
from pathlib import Path
from tests.factories import found, lead, new_desk, open_desk, wrong
from salesdesk.store.errors import DiskFull
from salesdesk.store.listing import Query

disk = Path(sys.argv[1])
desk = new_desk(disk / "profile")
with (disk / "filler").open("wb", 0) as filler:
    try:
        while filler.write(bytes(4096)):
            pass
    except OSError:
        pass
saved, refused = [], 0
for number in range(40):
    try:
        saved.append(lead(desk, f"Visitor {number}", notes=os.urandom(100_000).hex()[:99_000]).id)
    except DiskFull:
        refused += 1
        break
reserve = (disk / "profile" / "reserve").exists()
typed = 0
try:
    desk.store.drafts.keep("lead:new", "lead", {"name": "typed"})
    typed = 1
except DiskFull:
    pass
desk.store.close()
(disk / "filler").unlink()
desk = open_desk(disk / "profile")
there = [id for id in saved if desk.find("lead", id)]
after = lead(desk, "After").id
print(json.dumps({
    "saved": len(saved), "refused": refused, "reserve": reserve, "lost": len(saved) - len(there),
    "leads": desk.store.lists.count(Query(desk.kinds["lead"])),
    "wrong": wrong(desk), "found": found(desk, "after"), "drafts": len(desk.store.drafts.all()) - typed,
}))
desk.store.close()
"""


def on_a_small_disk(disk: Path, script: Path) -> subprocess.CompletedProcess[str]:
    """Runs a script in a name space of its own, where `disk` is 12 MB large; nothing of it stays behind."""
    own = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    mounted = 'mount -t tmpfs -o size=12m none "$1" || exit 77; shift; exec "$@"'
    command = [*own, "sh", "-c", mounted, "sh", str(disk), sys.executable, str(script), str(disk)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(Path(__file__).parents[2]), *sys.path])}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


@pytest.mark.skipif(not hasattr(os, "geteuid") or not shutil.which("unshare"), reason="no mount name spaces here")
def test_on_a_disk_that_is_really_full_the_reserve_saves_what_is_typed(tmp_path: Path) -> None:
    disk, script = tmp_path / "disk", tmp_path / "script.py"
    disk.mkdir()
    script.write_text(ON_A_SMALL_DISK, "utf-8")
    ran = on_a_small_disk(disk, script)
    if ran.returncode == 77 or "unshare" in ran.stderr:
        pytest.skip("this computer lets nobody mount a disk")
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert told["saved"] > 0, "the reserve gave room"
    assert told["refused"] == 1
    assert not told["reserve"]
    assert (told["lost"], told["leads"]) == (0, told["saved"] + 1)
    assert (told["wrong"], told["found"], told["drafts"]) == ({}, ["After"], 0)
