"""The search index behind a bulk write: killed at any moment, it goes on where it was."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.factories import KEY, found, lead, new_desk, open_desk, wrong
from tests.store import raw

from salesdesk.desk.desk import Desk
from salesdesk.domain.ids import uuid7
from salesdesk.domain.lead import Lead
from salesdesk.store import indexer
from salesdesk.store.listing import Query

MANY = 1_500
# Says when a step begins and when it is done; killed in between, or within one.
INDEXING = """
import sys
from pathlib import Path
from salesdesk.desk.profile import with_key
from salesdesk.store import indexer
indexer.STEP = 100
desk = with_key(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
print("ready", flush=True)
while desk.store.indexer.step():
    print("step", flush=True)
print("done", flush=True)
"""


def visitors(many: int) -> list[Lead]:
    return [Lead(id=uuid7(), name=f"Visitor {n:04}", company="Müller", notes="long talk " * 40) for n in range(many)]


def killed_while_indexing(profile: Path, chance: random.Random) -> bool:
    """Whether the program was done before it was killed."""
    command = [sys.executable, "-c", INDEXING, str(profile), KEY.hex()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as child:
        assert child.stdout
        for _line in range(chance.randint(1, 4)):
            child.stdout.readline()
        try:
            child.wait(chance.random() * 0.03)
        except subprocess.TimeoutExpired:
            child.kill()
        return "done\n" in child.stdout.readlines()


def test_killed_between_steps_and_within_them_it_loses_nothing(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    desk = new_desk(profile)
    desk.add_many("Import", visitors(MANY))
    desk.store.close()
    chance = random.Random(2026)
    for _round in range(30):
        done = killed_while_indexing(profile, chance)
        desk = open_desk(profile)
        kind = desk.kinds["lead"]
        assert wrong(desk) == {}
        behind, there = desk.store.lists.searching_is_behind(kind), len(found(desk, "visitor"))
        assert there == MANY or behind
        assert there % 100 == 0
        desk.store.close()
        if done:
            break
    desk = open_desk(profile)
    desk.store.indexer.catch_up()
    assert len(found(desk, "visitor")) == len(found(desk, "mueller")) == MANY
    assert wrong(desk) == {}
    desk.store.close()


class Meanwhile:
    """An indexer's texts, between the reading of which and their writing something is done."""

    def __init__(self, desk: Desk, monkeypatch: pytest.MonkeyPatch, do: Any) -> None:
        texts = desk.store.indexer._texts  # noqa: SLF001

        def read(*arguments: Any) -> Any:
            found = texts(*arguments)
            monkeypatch.undo()
            do()
            return found

        monkeypatch.setattr(desk.store.indexer, "_texts", read)


def test_what_is_saved_while_it_reads_is_found_as_it_is(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = new_desk(profile)
    desk.add_many("Import", visitors(600))
    newest, second = desk.records(Query(desk.kinds["lead"]), 2)

    def save() -> None:
        desk.change(newest, {"name": "Renamed"})
        desk.delete("lead", second.id)

    Meanwhile(desk, monkeypatch, save)
    desk.store.indexer.catch_up()
    assert (found(desk, "renamed"), found(desk, "0599"), found(desk, "0598")) == (["Renamed"], [], [])
    assert wrong(desk) == {}
    desk.store.close()


def test_what_is_added_while_it_reads_is_indexed_too(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = new_desk(profile)
    desk.add_many("Import", visitors(600))
    Meanwhile(desk, monkeypatch, lambda: desk.add_many("Import", visitors(700)))
    desk.store.indexer.catch_up()
    assert len(found(desk, "visitor")) == 1_300
    assert not desk.store.lists.searching_is_behind(desk.kinds["lead"])
    assert wrong(desk) == {}
    desk.store.close()


def test_a_step_takes_no_more_than_it_should(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexer, "STEP", 700)
    desk = new_desk(profile)
    desk.add_many("Import", visitors(MANY))
    lead(desk, "Single")
    steps = []
    while taken := desk.store.indexer.step():
        steps.append(taken)
    assert (max(steps), sum(steps)) == (700, MANY)
    desk.store.close()


def pieces(profile: Path) -> list[int]:
    """Of how many segments the words of the leads and the parts of words consist."""
    tables = ("lead_words_idx", "lead_parts_idx")
    return [raw.rows(profile, f"SELECT count(DISTINCT segid) FROM {table}")[0][0] for table in tables]


def test_what_bulk_rows_left_in_pieces_is_joined_before_a_save_has_to(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexer, "STEP", 100)
    desk = new_desk(profile)
    desk.add_many("Import", visitors(MANY))
    desk.store.indexer.catch_up()
    before = pieces(profile)
    assert min(before) > 1
    desk.store.indexer.join(lambda: True)
    lead(desk, "Visitor at the booth")
    desk.store.indexer.join()
    assert max(pieces(profile)) <= 2  # the save that came meanwhile may be a segment of its own
    assert len(found(desk, "visitor")) == MANY + 1
    assert wrong(desk) == {}
    desk.store.close()


def test_few_rows_are_left_to_the_saves_behind_them(profile: Path) -> None:
    desk = new_desk(profile)
    for _time in range(3):
        desk.add_many("Import", visitors(600))
        desk.store.indexer.catch_up()
    before = pieces(profile)
    desk.store.indexer.join()
    assert pieces(profile) == before
    desk.store.close()


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Mueller", "Müller"), ("Müller", "Mueller"), ("Müller", "Muller"), ("Soerensen", "sørensen"),
        ("Schroeder", "Schrö"), ("Groß", "gross"), ("Haakan", "Håkan"),
    ],
)  # fmt: skip
def test_umlauts_are_found_however_they_are_spelt(profile: Path, name: str, asked: str) -> None:
    desk = new_desk(profile)
    lead(desk, f"Anna {name}")
    assert found(desk, asked) == found(desk, f"anna {asked}") == [f"Anna {name}"]
    assert found(desk, f"{asked} {asked}x") == []
    desk.store.close()
