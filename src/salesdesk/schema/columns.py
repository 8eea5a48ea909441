"""How a kind's fields lie in a table: columns, their contents, and the keys that lists sort by."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from salesdesk.domain.fields import Choice, Field, Link
from salesdesk.domain.record import Kind, Kinds, Record

# n: the row number that search and keyset lists go by; deleted: when, in microseconds since 1970;
# local: 1 while something of the record is on this laptop only.
HEAD = ("n", "id", "deleted", "local")
# What the server says of a row: the seq that last wrote it (NULL: it does not know the row), and the
# numbers of the scopes that it lies in.
SYNCED = ("seq", "scopes")
# Behind every letter, those beyond U+FFFF among them.
LAST_KEY = "\U0010ffff"
KEY_LENGTH = 64
# Goes up when the tables of the search index are made otherwise.
SEARCH_TABLES = "3"
# Goes up when the indexes of a kind's table are made otherwise.
INDEXES = "live 3"


@dataclass(frozen=True)
class Layout:
    """The table of one kind."""

    kind: Kind

    @property
    def table(self) -> str:
        """The table's name."""
        return self.kind.name

    @cached_property
    def sortable(self) -> tuple[Field, ...]:
        """The fields that have a sort key beside them."""
        return tuple(field for field in self.kind.fields if field.sortable)

    @cached_property
    def indexed_links(self) -> tuple[Link, ...]:
        """The links that are asked backwards: the leads of a fair, the expenses of a trip."""
        return tuple(link for link in self.kind.links if link.to not in {"user", "team"})

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """The fields of few values, which lists are filtered by."""
        return tuple(field for field in self.kind.fields if isinstance(field, Choice))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Field columns, then sort keys; the order of `row`."""
        return (*(x.name for x in self.kind.fields), *(key_column(x) for x in self.sortable))

    @cached_property
    def selected(self) -> str:
        """The columns of a whole record, as SQL."""
        return ", ".join(quoted(name) for name in (*HEAD, *(x.name for x in self.kind.fields)))

    @cached_property
    def _stored(self) -> tuple[tuple[int, Field], ...]:
        return tuple((i, x) for i, x in enumerate(self.kind.fields) if not x.plain_store or isinstance(x, Link))

    @cached_property
    def _attributes(self) -> tuple[str, ...]:
        return tuple(x.attribute for x in self.kind.fields)

    @cached_property
    def insert(self) -> str:
        """The statement that makes a row of an id and `columns`."""
        names = ", ".join(quoted(name) for name in ("id", *self.columns))
        return f"INSERT INTO {quoted(self.table)} ({names}) VALUES ({', '.join('?' * (1 + len(self.columns)))})"

    @cached_property
    def _empty(self) -> list[Any]:
        return ["", *(stored(x, x.empty) for x in self.kind.fields), *(LAST_KEY for _ in self.sortable)]

    @cached_property
    def _places(self) -> Mapping[str, tuple[int, Field | None, int, Field]]:
        places = {name: place for place, name in enumerate(("id", *self.columns))}
        special = {field.name for _place, field in self._stored}
        return {
            x.name: (places[x.name], x if x.name in special else None, places.get(key_column(x), 0), x)
            for x in self.kind.fields
        }

    def new_row(self, id: str, values: Mapping[str, Any]) -> list[Any]:
        """What `insert` takes of a new record: its id and the values that are not empty, by wire name."""
        row = self._empty.copy()
        row[0] = id
        places = self._places
        for name, value in values.items():
            place, special, key, field = places[name]
            row[place] = stored(special, value) if special else value
            if key:
                row[key] = sort_key(field, value)
        return row

    def row(self, record: Record) -> list[Any]:
        """The record's column values, in the order of `columns`."""
        found = record.__dict__
        values = [found[name] for name in self._attributes]
        for i, field in self._stored:
            values[i] = stored(field, values[i])
        values.extend(sort_key(field, found[field.attribute]) for field in self.sortable)
        return values

    def record(self, row: Sequence[Any], seen: int = 0) -> Record:
        """The record of a row of `selected`."""
        values = list(row[len(HEAD) :])
        for i, field in self._stored:
            values[i] = loaded(field, values[i])
        made = object.__new__(self.kind.record)
        # A frozen dataclass sets each field by a slow road; these values come from our own columns.
        made.__dict__.update(zip(self._attributes, values, strict=True))
        made.__dict__.update(id=row[1], seen=seen, deleted=row[2] is not None)
        return made

    @property
    def searched(self) -> str:
        """Names what the search index is made of; another value means it must be made anew."""
        return ",".join((SEARCH_TABLES, *(f"{x.name}:{x.type}" for x in self.kind.searchable)))


@cache
def layout_of(kind: Kind) -> Layout:
    """The layout of a kind, derived once."""
    return Layout(kind)


def stored(field: Field, value: Any) -> Any:
    """A field's value as its column holds it; no link is NULL, so that its index stays small."""
    if isinstance(field, Link):
        return value or None
    return field.stored(value)


def loaded(field: Field, value: Any) -> Any:
    """The field's value that a column held."""
    if isinstance(field, Link):
        return value or ""
    return field.loaded(value)


def quoted(name: str) -> str:
    """A declared name as SQL (group and class are words of SQL)."""
    return f'"{name}"'


def key_column(field: Field) -> str:
    """The column of a field's sort key."""
    return f"{field.name}_key"


def live_index(table: str) -> str:
    """The index of the rows that live, by their numbers."""
    return f"{table}_live"


def index_by(table: str, field: str) -> str:
    """The index that a list is sorted by a field through."""
    return f"{table}_by_{field}"


def index_of(table: str, field: str) -> str:
    """The index of the rows with one value of a link or a choice."""
    return f"{table}_of_{field}"


def sort_key(field: Field, value: Any) -> str:
    """What a list sorts the field by: case and accents aside, what is empty last."""
    if value == field.empty:
        return LAST_KEY
    plain = field.stored(value)
    return f"{plain + 2**62:020d}" if isinstance(plain, int) else folded(plain)[:KEY_LENGTH]


def text_keys(texts: Iterable[str | None]) -> list[str]:
    """The same of a field whose column is its text, for many at once; None is empty too."""
    found = list(texts)
    keys = {text: folded(text)[:KEY_LENGTH] if text else LAST_KEY for text in set(found)}
    return [keys[text] for text in found]


_LETTERS = str.maketrans(
    {"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i", "ħ": "h", "ŋ": "n"}
)
# Combining classes that carry meaning and stay: nukta 7, kana voicing 8, virama 9.
_KEPT_MARKS = frozenset({0, 7, 8, 9})


class _Bare(dict[int, int | str | None]):
    """What becomes of a character, for `translate`: learnt as characters come, because there are a million."""

    def __missing__(self, code: int) -> int | str | None:
        self[code] = kept = code if unicodedata.combining(chr(code)) in _KEPT_MARKS else None
        return kept


_BARE = _Bare(_LETTERS)


def folded(text: str) -> str:
    """`text` as search and sorting see it: no case, no width, no accents, in any script."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFC", parts.translate(_BARE))


_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_UMLAUTS = frozenset("äöüøå")
_WORD = re.compile(r"\w+")


def spelt_out(text: str) -> str:
    """The words of `text` with umlauts, written without them: Mueller for Müller."""
    if text.isascii():
        return ""
    plain = unicodedata.normalize("NFC", text).lower()
    if _UMLAUTS.isdisjoint(plain):
        return ""
    words = _WORD.findall(plain)
    return folded(" ".join(word.translate(_SPELT_OUT) for word in words if not _UMLAUTS.isdisjoint(word)))


def fingerprint(kinds: Kinds, *more: str) -> str:
    """Changes whenever a table of `kinds`, or what `more` says of the rest, must be looked at anew."""
    lines = [",".join((*HEAD, *SYNCED)), *more]
    for kind in kinds:
        layout = Layout(kind)
        fields = ",".join(f"{x.name}:{x.storage}" for x in kind.fields)
        indexes = ",".join((INDEXES, *(x.name for x in (*layout.indexed_links, *layout.choices))))
        lines.append(f"{kind.name}({fields})({','.join(layout.columns)})({indexes})({layout.searched})")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
