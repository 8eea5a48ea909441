"""Search: words by their beginnings first, then the middle of words; newest first.

Each kind has two FTS5 tables without content of their own. `…_words` holds words, with Chinese and
Japanese one character a token, so that a run of them is found as a phrase; `…_parts` holds trigrams.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from salesdesk.domain.fields import Field, sound
from salesdesk.domain.record import Kind, Record
from salesdesk.schema.columns import folded, loaded, spelt_out

_CJK = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_AROUND = "\"'`*+-.,;:!?()[]{}<>/\\|&%$#@=^~_"
SHORTEST_PART = 3
LONGEST_PART = 10
SHORTEST = 2


# Compiled where text is first indexed or searched: a start does without these five milliseconds.
@cache
def _cjk_run() -> re.Pattern[str]:
    return re.compile(f"[{_CJK}]+")


@cache
def _chunk() -> re.Pattern[str]:
    return re.compile(f"[{_CJK}]+|[^{_CJK}\\s]+")


def words_table(kind: str) -> str:
    """The table of a kind's words."""
    return f"{kind}_words"


def parts_table(kind: str) -> str:
    """The table of a kind's trigrams."""
    return f"{kind}_parts"


def create_statements(kind: str) -> tuple[str, str]:
    """The two tables of a kind, as SQL."""
    return (
        f'CREATE VIRTUAL TABLE "{words_table(kind)}" USING fts5(t, content="", contentless_delete=1, '
        "prefix='1 2 3 4 5', tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\")",
        f'CREATE VIRTUAL TABLE "{parts_table(kind)}" USING fts5(t, content="", contentless_delete=1, '
        "tokenize='trigram')",
    )


def index_texts(kind: Kind, record: Record) -> tuple[str, str]:
    """What the two tables hold of a record: its words, and the text that trigrams are made of."""
    return texts_of(kind.searched_text(record))


def texts_of(text: str) -> tuple[str, str]:
    """The same for a text."""
    if text.isascii():
        plain = text.lower()
        return plain, plain
    # Most lines need no folding, and what does is short.
    lines = text.split("\n")
    whole = "\n".join(map(folded, lines))
    otherwise = " ".join(filter(None, map(spelt_out, lines)))
    if otherwise:
        whole = f"{whole}\n{otherwise}"
    return _cjk_run().sub(_apart, whole), whole


def _apart(run: re.Match[str]) -> str:
    """One character a token."""
    return f" {'  '.join(run[0])} "


def row_texts(kind: Kind) -> Callable[[Sequence[Any]], tuple[str, str]]:
    """What makes the same of the stored values of a kind's searchable fields, without a record."""
    fields = kind.searchable
    plain = [type(field).search_text is Field.search_text and field.plain_store for field in fields]

    def texts(row: Sequence[Any]) -> tuple[str, str]:
        words = []
        for field, value, is_plain in zip(fields, row, plain, strict=True):
            if is_plain:
                if value != "":
                    words.append(value if isinstance(value, str) else str(value))
            elif (shown := loaded(field, value)) != field.empty:
                words.append(field.search_text(shown))
        return texts_of("\n".join(words))

    return texts


@dataclass(frozen=True)
class Asked:
    """What she typed, as FTS5 asks it: `parts` is "" where a piece is too short for trigrams, or needs none."""

    words: str
    parts: str


def asked(text: str) -> Asked | None:
    """The queries for what she typed; None where it is too short to ask."""
    words, parts, other = [], [], False
    otherwise = _spelt_otherwise(sound(text))
    chunks = [chunk for chunk in _chunk().findall(folded(sound(text))) if any(map(_is_token, chunk))]
    for chunk in chunks:
        if _cjk_run().match(chunk):
            words.append(_quoted(" ".join(chunk)))
            parts.append(chunk)
            continue
        bare = _begun(chunk.strip(_AROUND))
        if len(bare) >= SHORTEST or (bare and len(chunks) > 1):
            ways = [bare, *otherwise.get(bare, ())]
            words.append(_any([_quoted(way) + "*" for way in ways]))
            parts.append(bare)
            other = True
    if not words:
        return None
    # A run of Chinese or Japanese alone is found wherever it stands by its words already.
    ask_parts = other and all(len(part) >= SHORTEST_PART and not _is_long(part) for part in parts)
    asked_parts = [_any([_quoted(way) for way in (part, *otherwise.get(part, ()))]) for part in parts]
    return Asked(" AND ".join(words), " AND ".join(asked_parts) if ask_parts else "")


def _spelt_otherwise(text: str) -> dict[str, list[str]]:
    """The words with umlauts, folded, and how they are spelt without: Mueller may be who she means by Müller."""
    found: dict[str, list[str]] = {}
    for chunk in text.split():
        bare, other = folded(chunk).strip(_AROUND), spelt_out(chunk)
        if other and " " not in other and len(bare) < len(other):
            found[bare] = [other]
    return found


def _begun(bare: str) -> str:
    """Without the one letter that a further word begins with, as in name@a: half of all rows have one like it."""
    head, last = bare[:-2].rstrip(_AROUND), bare[-2:]
    further = len(last) == 2 and not last[0].isalnum() and last[1].isalpha()
    return head if further and len(head) >= SHORTEST_PART and head[-2:].isalnum() else bare


def _is_long(part: str) -> bool:
    """Whether several words hang together, as in a mail address: they are found as words, and fast."""
    return len(part) > LONGEST_PART and not part.isalnum()


def _any(ways: Sequence[str]) -> str:
    return ways[0] if len(ways) == 1 else f"({' OR '.join(ways)})"


def _is_token(character: str) -> bool:
    """Whether the index keeps the character; what has none asks for nothing."""
    category = unicodedata.category(character)
    return category[0] in "LNM" or category == "Co"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
