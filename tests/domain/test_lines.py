"""Three-way merge of long texts."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.lines import Piece, ended, merged_text, new_lines, pieces

texts = st.lists(st.sampled_from("abc \n\r\x0c\x85\u2028\u2029"), max_size=16).map("".join)
BREAKS = ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"]


@pytest.mark.parametrize("end", BREAKS)
def test_distant_lines_merge_and_no_byte_of_a_break_changes(end: str) -> None:
    base = end.join(["one", "two", "three", "four"])
    found = merged_text(base, base.replace("one", "1"), base.replace("four", "4"))
    assert found == end.join(["1", "two", "three", "4"])


@pytest.mark.parametrize(
    ("base", "one", "other", "merged"),
    [
        ("", "", "", ""),
        ("", "a", "", "a"),
        ("", "a", "a", "a"),
        ("", "a", "b", None),
        ("a", "", "", ""),
        ("a\nb\nc\nd", "a\nb\nc\nd\ne", "x\nb\nc\nd", "x\nb\nc\nd\ne"),
        ("a\nb\nc\nd", "a\nb\nc", "x\nb\nc\nd", "x\nb\nc"),
        ("a\nb\nc\n", "a\nb\nc\nd\n", "a\nb\nc\ne\n", None),
        ("a\nb\n", "x\nb\n", "a\ny\n", None),
        ("a\nb\nc\n", "x\nb\nc\n", "a\nb\ny\n", "x\nb\ny\n"),
        ("a\nb\nc\n", "b\nc\n", "a\nb\nc\nd\n", "b\nc\nd\n"),
        ("a\nb\n", "", "a\nb\nc\n", None),
        ("a\r\nb\r\nc\r\n", "a\nb\nc\n", "a\r\nb\r\nx\r\n", None),
        ("a\r\nb\r\nc\n", "x\nb\r\nc\n", "a\r\nb\r\ny\r", "x\nb\r\ny\r"),
    ],
)
def test_examples(base: str, one: str, other: str, merged: str | None) -> None:
    assert merged_text(base, one, other) == merged
    assert merged_text(base, other, one) == merged


@given(texts, texts)
def test_an_edit_beside_none_is_itself(base: str, one: str) -> None:
    assert merged_text(base, one, base) == merged_text(base, base, one) == one
    assert merged_text(base, one, one) == one


@given(texts, texts, texts)
def test_the_order_of_two_people_makes_no_difference(base: str, one: str, other: str) -> None:
    assert merged_text(base, one, other) == merged_text(base, other, one)


@given(texts, texts, texts)
def test_every_line_comes_from_somebody_and_no_new_one_vanishes(base: str, one: str, other: str) -> None:
    found = merged_text(base, one, other)
    if found is not None:
        lines = [set(text.splitlines(keepends=True)) for text in (base, one, other, found)]
        assert lines[3] <= lines[1] | lines[2]
        assert (lines[1] | lines[2]) - lines[0] <= lines[3]


@given(st.lists(st.sampled_from(["\n", "word\n", "more\n"]), max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_lines_that_are_added_at_two_places_are_both_there(lines: list[str], here: int, there: int) -> None:
    one = [*lines[:here], "hers\n", *lines[here:]]
    other = [*lines[:there], "his\n", *lines[there:]]
    found = merged_text("".join(lines), "".join(one), "".join(other))
    assert (found is None) == (min(here, len(lines)) == min(there, len(lines)))
    if found is not None:
        left = found.splitlines(keepends=True)
        left.remove("hers\n")
        left.remove("his\n")
        assert left == lines


@pytest.mark.parametrize("filling", ["\n", "a\nb\n", "x"])
def test_a_text_that_takes_long_to_compare_is_left_to_people(filling: str) -> None:
    base = (filling * 50_000)[:50_000]
    odd = "".join(line if i % 2 else f"{i}{line}" for i, line in enumerate(base.splitlines(keepends=True)))
    started = time.process_time()
    merged_text(base, odd, base + "end")
    assert time.process_time() - started < 2


def test_a_long_text_that_changed_at_a_few_places_merges() -> None:
    paragraphs = [f"What was said on day {i}\n\n" for i in range(2_000)]
    base = "".join(paragraphs)
    one, other = base.replace("day 40\n", "day 40, hers\n"), base.replace("day 1900\n", "day 1900, his\n")
    assert merged_text(base, one, other) == one.replace("day 1900\n", "day 1900, his\n")


@given(texts, texts, texts)
def test_the_pieces_of_each_side_make_that_side(base: str, one: str, other: str) -> None:
    found = pieces(base, one, other)
    assert "".join(piece.base for piece in found) == base
    assert "".join(piece.one for piece in found) == one
    assert "".join(piece.other for piece in found) == other
    assert not any((a.differs and b.differs) or not (a.differs or b.differs) for a, b in itertools.pairwise(found))


@given(texts, texts, texts)
def test_what_merges_by_itself_is_what_the_pieces_come_to(base: str, one: str, other: str) -> None:
    merged = merged_text(base, one, other)
    if merged is not None:
        assert "".join(piece.together for piece in pieces(base, one, other)) == merged


def test_pieces_say_who_changed_what() -> None:
    base, one, other = "a\nb\nc\nd\n", "a\nB\nc\nd\n", "a\nb\nc\nD\n"
    assert pieces(base, one, other) == [
        Piece("a\n", "a\n", "a\n"),
        Piece("b\n", "B\n", "b\n"),
        Piece("c\n", "c\n", "c\n"),
        Piece("d\n", "d\n", "D\n"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [("hers", "his", "hers\nhis"), ("hers\r\n", "his", "hers\r\nhis"), ("", "his", "his"), ("hers", "", "hers")],
)
def test_lines_of_both_stand_one_below_the_other(one: str, other: str, together: str) -> None:
    assert Piece("was", one, other).together == together


@given(texts, texts)
def test_lines_that_are_not_new_are_old_ones_in_their_order(old: str, new: str) -> None:
    lines, found = new.splitlines(keepends=True), new_lines(old, new)
    left = iter(old.splitlines(keepends=True))
    assert all(line in left for number, line in enumerate(lines) if number not in found)
    assert found <= set(range(len(lines)))


def test_texts_that_take_long_to_compare_are_one_piece() -> None:
    base = "\n" * 50_000
    odd = "x\n\n" * 25_000
    (piece,) = (piece for piece in pieces(base, odd, base) if piece.differs)
    assert piece.one.startswith("x\n")
    assert "".join(piece.one for piece in pieces(base, odd, base)) == odd


@pytest.mark.parametrize("end", BREAKS)
def test_a_last_line_is_ended_once(end: str) -> None:
    assert ended(f"a{end}b") == f"a{end}b\n"
    assert ended(f"a{end}") == f"a{end}"
    assert ended("") == ""
