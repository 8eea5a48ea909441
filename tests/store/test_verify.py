"""Verification names what is broken, and never breaks itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.factories import (
    account,
    activity,
    budget_line,
    contact,
    expense,
    fair,
    lead,
    open_desk,
    stay,
    trip,
    wrong,
)  # fmt: skip
from tests.store.raw import change

from salesdesk.desk.desk import Desk
from salesdesk.store.errors import StoreError


@pytest.fixture
def desk(desk: Desk) -> Desk:
    """A desk with a record of every kind."""
    medica, tokyo = fair(desk), trip(desk)
    person = contact(desk, account=account(desk).id)
    lead(desk, "Jane", fair=medica.id, contact=person.id, products=("pumps",))
    stay(desk, tokyo), budget_line(desk, tokyo), expense(desk, tokyo)
    activity(desk, trip=tokyo.id)
    return desk


def test_a_sound_desk_has_every_check_and_no_finding(desk: Desk) -> None:
    findings = desk.store.verification.findings()
    assert [x.check for x in findings] == [
        "encryption", "structure", "records", "search index", "changes that wait", "links",
    ]  # fmt: skip
    assert wrong(desk) == {}


@pytest.mark.parametrize(
    ("sql", "check", "said"),
    [
        ("UPDATE lead SET products = '[\"pumps\"'", "records", "Expecting"),
        ("UPDATE lead SET products = '7'", "records", "not iterable"),
        ("UPDATE lead SET met_at = 'noon'", "records", "lead "),
        ("UPDATE lead SET met_at = 9000000000000000000", "records", "lead "),
        ("UPDATE expense SET day = '2026-13-40'", "records", "expense "),
        ("UPDATE expense SET amount = 'much'", "records", "expense "),
        ("UPDATE expense SET rate = 'x'", "records", "expense "),
        ("DELETE FROM lead_words", "search index", "not indexed"),
        ("DELETE FROM lead_parts", "search index", "not indexed"),
        ("UPDATE outbox SET body = '[{' WHERE n = 2", "changes that wait", "Expecting"),
        ("UPDATE lead SET fair = 'nowhere'", "links", "fair names no fair"),
        ("DELETE FROM trip", "links", "trip names no trip"),
    ],
)
def test_what_was_tampered_with_is_found(desk: Desk, profile: Path, sql: str, check: str, said: str) -> None:
    change(profile, sql)
    found = wrong(desk)
    assert list(found) == [check]
    assert any(said in line for line in found[check])


def _flipped(data: bytearray, at: int) -> None:
    data[at] ^= 0x40


def _zeroed(data: bytearray, at: int) -> None:
    data[at : at + 512] = bytes(512)


@pytest.mark.parametrize("harm", [_flipped, _zeroed])
@pytest.mark.parametrize("part", [x / 10 for x in range(1, 10)])
def test_a_damaged_page_is_refused_or_found(
    desk: Desk, profile: Path, harm: Callable[[bytearray, int], Any], part: float
) -> None:
    desk.store.close()
    file = profile / "salesdesk.db"
    data = bytearray(file.read_bytes())
    harm(data, int(len(data) * part))
    file.write_bytes(data)
    try:
        again = open_desk(profile)
    except StoreError:
        return
    try:
        assert wrong(again)["encryption"]
    finally:
        again.store.close()


@pytest.mark.parametrize("at", [0, 20, 2_000, 4_090])
def test_a_damaged_first_page_cannot_be_opened(desk: Desk, profile: Path, at: int) -> None:
    desk.store.close()
    file = profile / "salesdesk.db"
    data = bytearray(file.read_bytes())
    _flipped(data, at)
    file.write_bytes(data)
    with pytest.raises(StoreError):
        open_desk(profile)
    assert file.read_bytes() == bytes(data)


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.9])
def test_a_file_cut_short_is_refused_or_found(desk: Desk, profile: Path, kept: float) -> None:
    desk.store.close()
    file = profile / "salesdesk.db"
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * kept)])
    try:
        again = open_desk(profile)
    except StoreError:
        return
    try:
        assert wrong(again)
    finally:
        again.store.close()


def test_two_pages_exchanged_are_found(desk: Desk, profile: Path) -> None:
    # Each is authentic in itself.
    desk.store.close()
    file = profile / "salesdesk.db"
    data = bytearray(file.read_bytes())
    data[4096 * 5 : 4096 * 6], data[4096 * 6 : 4096 * 7] = data[4096 * 6 : 4096 * 7], data[4096 * 5 : 4096 * 6]
    file.write_bytes(data)
    try:
        again = open_desk(profile)
    except StoreError:
        return
    try:
        assert wrong(again)
    finally:
        again.store.close()
