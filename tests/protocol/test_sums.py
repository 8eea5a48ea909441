"""The hash whose sums tell whether two ends hold the same rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.sums import MODULUS, row_hash

seqs = st.integers(0, 2**62)


@given(st.uuids().map(str), seqs)
def test_it_is_below_the_modulus_and_fits_a_column(id: str, seq: int) -> None:
    assert 0 <= row_hash(id, seq) < MODULUS == 2**62
    assert row_hash(id, seq) == row_hash(id, seq)


def test_it_is_the_same_for_ever() -> None:
    assert row_hash("01890000-0000-7000-8000-000000000001", 1 << 40) == 2069815567224946721


def test_neighbouring_rows_and_versions_are_spread() -> None:
    found = [row_hash(uuid7(), seq) for seq in range(20_000)]
    assert len(set(found)) == len(found)
    for bit in range(62):
        assert 0.47 < sum(x >> bit & 1 for x in found) / len(found) < 0.53, bit


def test_swapped_versions_are_seen() -> None:
    assert row_hash("a", 1) + row_hash("b", 2) != row_hash("a", 2) + row_hash("b", 1)
    assert row_hash("a", 11) != row_hash("a1", 1)
