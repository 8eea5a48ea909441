"""Search: words by their beginnings first, then the middle of words; newest first.

Each kind has two FTS5 tables without content of their own. `…_words` holds words, with Chinese and
Japanese one character a token, so that a run of them is found as a phrase; `…_parts` holds trigrams.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from salesdesk.domain.fields import sound
from salesdesk.domain.record import Kind, Record
from salesdesk.schema.columns import folded, spelt_out

_CJK = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_AROUND = "\"'`*+-.,;:!?()[]{}<>/\\|&%$#@=^~_"
SHORTEST_PART = 3
SHORTEST = 2


# Compiled where text is first indexed or searched: a start does without these five milliseconds.
@cache
def _cjk_character() -> re.Pattern[str]:
    return re.compile(f"([{_CJK}])")


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
        "prefix='1 2 3', tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co M*'\")",
        f'CREATE VIRTUAL TABLE "{parts_table(kind)}" USING fts5(t, content="", contentless_delete=1, '
        "tokenize='trigram')",
    )


def index_texts(kind: Kind, record: Record) -> tuple[str, str]:
    """What the two tables hold of a record: its words, and the text that trigrams are made of."""
    return texts_of(kind.searched_text(record))


def texts_of(text: str) -> tuple[str, str]:
    """The same for a text."""
    plain = folded(text)
    if text.isascii():
        return plain, plain
    whole = f"{plain}\n{spelt_out(text)}"
    return _cjk_character().sub(r" \1 ", whole), whole


@dataclass(frozen=True)
class Asked:
    """What she typed, as FTS5 asks it: `parts` is "" where a piece is too short for trigrams, or needs none."""

    words: str
    parts: str


def asked(text: str) -> Asked | None:
    """The queries for what she typed; None where it is too short to ask."""
    words, parts, other = [], [], False
    chunks = [chunk for chunk in _chunk().findall(folded(sound(text))) if any(map(_is_token, chunk))]
    for chunk in chunks:
        if _cjk_character().match(chunk):
            words.append(_quoted(" ".join(chunk)))
            parts.append(chunk)
            continue
        bare = chunk.strip(_AROUND)
        if len(bare) >= SHORTEST or (bare and len(chunks) > 1):
            words.append(_quoted(bare) + "*")
            parts.append(bare)
            other = True
    if not words:
        return None
    # A run of Chinese or Japanese alone is found wherever it stands by its words already.
    ask_parts = other and all(len(part) >= SHORTEST_PART for part in parts)
    return Asked(" AND ".join(words), " AND ".join(map(_quoted, parts)) if ask_parts else "")


def _is_token(character: str) -> bool:
    """Whether the index keeps the character; what has none asks for nothing."""
    category = unicodedata.category(character)
    return category[0] in "LNM" or category == "Co"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
