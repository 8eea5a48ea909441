"""A program that is killed at any moment loses nothing that it had called saved."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from tests.factories import KEY, new_desk, open_desk, wrong

from salesdesk.store.listing import Query

ROUNDS = 10
# Saves for ever; what it prints is saved. The draft of each visitor is kept at every key.
SAVING = """
import sys
from pathlib import Path
from salesdesk.desk.profile import with_key
desk = with_key(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
number = 0
while True:
    number += 1
    name = f"Visitor {number}"
    for end in (1, 4, len(name)):
        desk.store.drafts.keep(f"lead:{number}", "lead", {"name": name[:end]})
        print("typed", number, name[:end], sep="\\t", flush=True)
    made = desk.add("lead", {"name": name, "notes": "talked for long " * number}, drops=f"lead:{number}")
    print("saved", made.id, name, sep="\\t", flush=True)
    if number % 3 == 0:
        desk.change(made, {"company": "Acme"})
        print("edited", made.id, "Acme", sep="\\t", flush=True)
"""


def killed_after(profile: Path, lines: int) -> list[list[str]]:
    """What the program had said when it was killed, after about so many lines."""
    child = subprocess.Popen(
        [sys.executable, "-c", SAVING, str(profile), KEY.hex()], stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    with child:
        assert child.stdout
        said = [child.stdout.readline() for _ in range(lines)]
        child.kill()
        said += child.stdout.readlines()
    return [line.rstrip("\n").split("\t") for line in said if line.endswith("\n")]


def test_everything_that_was_called_saved_is_there(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    new_desk(profile).store.close()
    chance = random.Random(2026)
    saved: dict[str, str] = {}
    edited: set[str] = set()
    for _round in range(ROUNDS):
        said = killed_after(profile, chance.randint(1, 60))
        saved |= {id: name for word, id, name in said if word == "saved"}
        edited |= {id for word, id, _name in said if word == "edited"}
        word, slot, text = said[-1]

        desk = open_desk(profile)
        drafts = {draft.slot: draft.texts["name"] for draft in desk.store.drafts.all()}
        there = {record.id: record for record in desk.records(Query(desk.kinds["lead"]), 10_000)}
        assert saved.items() <= {(id, desk.kinds["lead"].title(record)) for id, record in there.items()}
        assert all(getattr(there[id], "company", "") == "Acme" for id in edited)
        assert len(there) <= len(saved) + _round + 1, "at most one more a round: saved, and killed before it said so"
        if word == "typed":
            finished = text == f"Visitor {slot}" and f"lead:{slot}" not in drafts
            assert finished or drafts[f"lead:{slot}"].startswith(text)
        assert wrong(desk) == {}
        for slot in drafts:
            desk.store.drafts.drop(slot)
        desk.store.close()
    assert saved
