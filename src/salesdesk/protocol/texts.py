"""Three-way merge of long texts, by lines; what overlaps is left to people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
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


def _edits(base: list[str], text: str) -> list[_Edit] | None:
    """What makes `text` out of the base, or None where that is too much to find out."""
    lines = text.splitlines(keepends=True)
    start = _alike(base, lines)
    old, new = base[start:], lines[start:]
    end = _alike(reversed(old), reversed(new))
    old, new = old[: len(old) - end], new[: len(new) - end]
    times = Counter(new)
    if max(len(old), len(new)) > _LINES or sum(times[line] for line in old) > _PAIRS:
        return None
    return list(_differences(old, new, start))


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
