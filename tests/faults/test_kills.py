"""Thirty kills, laptops and server, newcomers and newer programs: what was acknowledged is there, once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.faults.kills import scene

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes come from a fork")
KILLS = 30
STOCK = 5_500


def test_nothing_acknowledged_is_lost_and_nothing_done_twice(tmp_path: Path) -> None:
    with scene(tmp_path, 2026, STOCK) as played:
        played.kill(KILLS)
        judged = played.judge()
    assert (judged.lost, judged.doubled, judged.wrong) == ([], [], [])
    assert judged.acknowledged > KILLS
    assert judged.saves >= judged.acknowledged
