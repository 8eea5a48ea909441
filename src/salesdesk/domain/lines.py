"""Three-way merge of long texts, by lines; what overlaps is left to people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import TypeAlias

# Lines [low, high) of the base become `lines`.
_Edit: TypeAlias = tuple[int, int, list[str]]
# What is compared at most, between the first change and the last: a thousand blank lines take difflib
# many seconds, and the server stands still meanwhile.
_LINES = 2_000
_PAIRS = 50_000


def merged_text(base: str, one: str, other: str) -> str | None:
    """Both edits of `base` together, or None where they touch the same or neighbouring lines."""
    lines = base.splitlines(keepends=True)
    mine, theirs = _edits(lines, one), _edits(lines, other)
    if mine is None or theirs is None or any(_touch(a, b) for a in mine for b in theirs if a != b):
        return None
    for low, high, new in sorted({_key(edit): edit for edit in (*mine, *theirs)}.values(), reverse=True):
        lines[low:high] = new
    return "".join(lines)


@dataclass(frozen=True)
class Piece:
    """A stretch of the base, whole lines of it, and what stands there in either text."""

    base: str
    one: str
    other: str

    @property
    def differs(self) -> bool:
        """Whether somebody changed it."""
        return not self.base == self.one == self.other

    @property
    def both(self) -> str:
        """One text's lines, and below them the other's."""
        return (ended(self.one) if self.other else self.one) + self.other

    @property
    def together(self) -> str:
        """What one person alone did, or both did alike; else the lines of both."""
        if self.one == self.other or self.other == self.base:
            return self.one
        return self.other if self.one == self.base else self.both


def pieces(base: str, one: str, other: str) -> list[Piece]:
    """The base from its beginning to its end, cut where a change begins or ends; joined, each side is whole again."""
    lines = base.splitlines(keepends=True)
    mine, theirs = _edits_or_one(lines, one), _edits_or_one(lines, other)
    found, done = [], 0
    for low, high in _stretches(mine, theirs):
        found += _untouched(lines[done:low])
        texts = ("".join(_edited(lines, edits, low, high)) for edits in (mine, theirs))
        found.append(Piece("".join(lines[low:high]), *texts))
        done = high
    return [*found, *_untouched(lines[done:])]


def ended(text: str) -> str:
    """The text with an end to its last line, so that a line more below it does not change that one."""
    last = text.splitlines()[-1:]
    return f"{text}\n" if last and last == text.splitlines(keepends=True)[-1:] else text


def new_lines(old: str, new: str) -> frozenset[int]:
    """Which lines of `new`, counted from 0, are not those of `old`."""
    found: set[int] = set()
    shift = 0
    for low, high, lines in _edits_or_one(old.splitlines(keepends=True), new):
        found.update(range(low + shift, low + shift + len(lines)))
        shift += len(lines) - (high - low)
    return frozenset(found)


def _untouched(lines: Sequence[str]) -> list[Piece]:
    text = "".join(lines)
    return [Piece(text, text, text)] if text else []


def _stretches(mine: Sequence[_Edit], theirs: Sequence[_Edit]) -> list[tuple[int, int]]:
    """Where the base changed; changes that touch are one."""
    found: list[tuple[int, int]] = []
    for low, high in sorted((edit[0], edit[1]) for edit in (*mine, *theirs)):
        if found and low <= found[-1][1]:
            low, high = found[-1][0], max(high, found[-1][1])
            found.pop()
        found.append((low, high))
    return found


def _edited(base: Sequence[str], edits: Sequence[_Edit], start: int, end: int) -> list[str]:
    """Lines [start, end) of the base after the edits that lie in them."""
    lines = list(base[start:end])
    for low, high, new in sorted(edits, reverse=True):
        if start <= low and high <= end:
            lines[low - start : high - start] = new
    return lines


def _edits(base: list[str], text: str) -> list[_Edit] | None:
    """What makes `text` out of the base, or None where that is too much to find out."""
    start, old, new = _between(base, text)
    times = Counter(new)
    if max(len(old), len(new)) > _LINES or sum(times[line] for line in old) > _PAIRS:
        return None
    return list(_differences(old, new, start))


def _edits_or_one(base: list[str], text: str) -> list[_Edit]:
    """The same, as one edit of everything between the first change and the last where it is too much."""
    found = _edits(base, text)
    if found is None:
        start, old, new = _between(base, text)
        found = [(start, start + len(old), new)]
    return found


def _between(base: list[str], text: str) -> tuple[int, list[str], list[str]]:
    """Where the first change is, and the lines from there to the last one, before and after."""
    lines = text.splitlines(keepends=True)
    start = _alike(base, lines)
    old, new = base[start:], lines[start:]
    end = _alike(reversed(old), reversed(new))
    return start, old[: len(old) - end], new[: len(new) - end]


def _alike(one: Iterable[str], other: Iterable[str]) -> int:
    """How many lines are the same, up to the first that is not."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _differences(old: list[str], new: list[str], offset: int) -> Iterator[_Edit]:
    for tag, low, high, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            yield offset + low, offset + high, new[start:end]


def _key(edit: _Edit) -> tuple[int, int, tuple[str, ...]]:
    return edit[0], edit[1], tuple(edit[2])


def _touch(a: _Edit, b: _Edit) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]
