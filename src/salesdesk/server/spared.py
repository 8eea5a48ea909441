"""The seqs of which a laptop says that it has what was written under them: a pull spares it the fields."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Annotated, TypeAlias

from msgspec import Meta

from salesdesk.protocol.service import MALFORMED, Refusal, Spans
from salesdesk.protocol.wire import SPANS_A_PULL

_SPAN = "[0-9]{1,19}-[0-9]{1,19}"
# Spans as they stand in an address.
Spelt: TypeAlias = Annotated[str, Meta(pattern=f"^({_SPAN}(,{_SPAN}){{0,{SPANS_A_PULL - 1}}})?$")]


@dataclass(frozen=True)
class Spared:
    """Spans of seqs by their firsts; beside each the furthest that a span reaches which begins there or before."""

    firsts: tuple[int, ...] = ()
    lasts: tuple[int, ...] = ()

    @classmethod
    def of(cls, spans: Spans) -> Spared:
        """The spans that a laptop names, in any order; raises Refusal where they are too many."""
        if len(spans) > SPANS_A_PULL:
            raise Refusal(MALFORMED, f"spared: {SPANS_A_PULL} spans")
        ordered = sorted(spans)
        return cls(tuple(first for first, _last in ordered), tuple(accumulate((last for _first, last in ordered), max)))

    @classmethod
    def read(cls, text: str) -> Spans:
        """The spans as they stand in an address, `1-5,9-9`; raises Refusal."""
        return list(_read(text)) if text else ()

    def __contains__(self, seq: int) -> bool:
        place = bisect_right(self.firsts, seq) - 1
        return place >= 0 and seq <= self.lasts[place]

    def __bool__(self) -> bool:
        return bool(self.firsts)


def _read(text: str) -> Iterator[tuple[int, int]]:
    for span in text.split(","):
        first, _dash, last = span.partition("-")
        if not all(bound.isascii() and bound.isdigit() and len(bound) < 20 for bound in (first, last)):
            raise Refusal(MALFORMED, "spared")
        yield int(first), int(last)
