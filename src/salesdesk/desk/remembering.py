"""What she said of a file is remembered for its source: next month's export of the same system has the same headers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Kind
from salesdesk.exchange.choices import Choices
from salesdesk.exchange.headers import is_reason, squeezed
from salesdesk.exchange.tables import Table

_SOURCES = "import sources"
_SOURCE = "import source "
_MOST = 100


def source_of(table: Table, told: Mapping[str, str]) -> str:
    """A key of where a table comes from: its headers, or what its cells tell of columns without one."""
    if table.origin.header:
        titles = sorted(squeezed(title) for title in table.header if not is_reason(title))
    else:
        titles = [f"#{len(table.header)}", *(f"#{title}={name}" for title, name in sorted(told.items()))]
    return hashlib.sha256("\n".join(titles).encode()).hexdigest()[:32]


def recalled(desk: Desk, source: str, table: Table) -> Choices | None:
    """What was said of the source, its columns by the titles of this table; None where nothing was."""
    text = desk.store.facts.get(_SOURCE + source)
    if not text:
        return None
    said = json.loads(text)
    titles = dict(zip(_tokens(table.header), map(str, range(1, len(table.header) + 1)), strict=True))
    columns = {titles[token]: name for token, name in said["columns"].items() if token in titles}
    return Choices(said["kind"], columns, said["encoding"], said["delimiter"], said["header"], said["sheet"])


def remember(desk: Desk, source: str, table: Table, choices: Choices, places: Mapping[int, str]) -> None:
    """Keeps what was said of the source, `places` by column; the source that was not used longest is forgotten."""
    tokens = _tokens(table.header)
    said = {
        "kind": choices.kind, "columns": {tokens[place]: name for place, name in places.items()},
        "encoding": choices.encoding, "delimiter": choices.delimiter, "header": choices.header,
        "sheet": choices.sheet,
    }  # fmt: skip
    facts = desk.store.facts
    known = [x for x in facts.get(_SOURCES).split() if x != source] + [source]
    forgotten = {_SOURCE + old: None for old in known[:-_MOST]}
    facts.put(**{_SOURCE + source: json.dumps(said), _SOURCES: " ".join(known[-_MOST:]), **forgotten})


def known_columns(kinds: Sequence[Kind], choices: Choices) -> Choices:
    """The choices without fields that no kind has any more."""
    known = {"", *(name for kind in kinds for name in kind.by_name)}
    columns = {title: name for title, name in choices.columns.items() if name in known}
    return Choices(choices.kind, columns, choices.encoding, choices.delimiter, choices.header, choices.sheet)


def _tokens(header: Sequence[str]) -> list[str]:
    """What each column is remembered by: its title in plain letters, or its number where that is not enough."""
    plain = [squeezed(title) for title in header]
    return [
        title if title and plain.count(title) == 1 and not title.isdecimal() else f"#{place}"
        for place, title in enumerate(plain, 1)
    ]
