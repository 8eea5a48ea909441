"""A JSON list of records, as the desk writes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from salesdesk.exchange.cells import defused
from salesdesk.exchange.tables import Row, Table
from salesdesk.exchange.unreadable import DAMAGED, EMPTY, Unreadable
from salesdesk.i18n import N_

_NO_LIST = N_("it is no list of records")


def open_json(path: Path) -> Table:
    """The table of a list of objects; raises Unreadable, OSError."""
    try:
        found = json.loads(path.read_bytes())
    except ValueError as error:
        raise Unreadable(DAMAGED, what=str(error)) from None
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise Unreadable(DAMAGED, what=_NO_LIST)
    if not found:
        raise Unreadable(EMPTY)
    header = tuple(dict.fromkeys(str(name) for each in found for name in each))

    def rows() -> Iterator[Row]:
        for number, each in enumerate(found, 1):
            yield number, [_text(each.get(name)) for name in header]

    return Table(header, rows, decimal_comma=False)


def _text(value: Any) -> str:
    """A value as the cell that the desk would write for it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return defused(str(value))
