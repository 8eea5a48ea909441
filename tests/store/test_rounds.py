"""The log of rounds: short, quiet ones in a row are one."""

from __future__ import annotations

from pathlib import Path

from tests import factories
from tests.store.raw import change

from salesdesk.desk.desk import Desk
from salesdesk.store.rounds import KEPT, Round


def test_the_last_fifty_are_kept_newest_first(desk: Desk) -> None:
    for n in range(KEPT + 5):
        desk.store.rounds.put(Round(n, n, sent=1))
    assert [x.at for x in desk.store.rounds.all()] == list(range(KEPT + 4, 4, -1))


def test_quiet_rounds_that_ended_alike_are_one(desk: Desk) -> None:
    for done in (
        Round(1, 2, came=1), Round(3, 4, down=10), Round(5, 6, down=20), Round(7, 8, trouble="Offline"),
        Round(9, 10, trouble="Offline"), Round(11, 12),
    ):  # fmt: skip
        desk.store.rounds.put(done)
    assert desk.store.rounds.all() == [
        Round(11, 12), Round(7, 10, trouble="Offline", times=2), Round(3, 6, down=30, times=2), Round(1, 2, came=1),
    ]  # fmt: skip


def test_what_a_newer_program_noted_beside_it_keeps_nobody_up(tmp_path: Path) -> None:
    desk = factories.new_desk(tmp_path / "profile")
    desk.store.rounds.put(Round(1, 2, sent=3))
    change(tmp_path / "profile", "UPDATE round SET body = json_set(body, '$.weight', 3)")
    desk.store.rounds.put(Round(4, 5, sent=1))
    assert [x.at for x in desk.store.rounds.all()] == [4, 1]
    desk.store.close()
