"""A JSON list of records, as the desk writes it, read piece by piece."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from salesdesk.exchange.cells import defused
from salesdesk.exchange.tables import UNSAID, Row, Table
from salesdesk.exchange.unreadable import DAMAGED, EMPTY, Unreadable
from salesdesk.i18n import N_

_NO_LIST = N_("it is no list of records")
_CHUNK = 1 << 20
_LONGEST_RECORD = 1 << 26
_SIGN = re.compile(r"[^ \t\r\n]")


def open_json(path: Path) -> Table:
    """The table of a list of objects; raises Unreadable, OSError."""
    header = tuple(dict.fromkeys(str(name) for each in _records(path) for name in each))
    if not header:
        raise Unreadable(EMPTY)

    def rows() -> Iterator[Row]:
        for number, each in enumerate(_records(path), 1):
            yield number, [_text(each[name]) if name in each else UNSAID for name in header]

    return Table(header, rows, decimal_comma=False)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of the list, one at a time; raises Unreadable."""
    with path.open(encoding="utf-8-sig") as file:
        objects = _Objects(file)
        while (found := objects.next()) is not None:
            yield found


class _Objects:
    """The objects of a JSON list in a stream of text, of which no more is held than one object needs."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._decoder = json.JSONDecoder()
        self._text = ""
        self._at = 0
        if self._sign() != "[":
            raise Unreadable(DAMAGED, what=_NO_LIST)
        self._at += 1

    def next(self) -> dict[str, Any] | None:
        """The next object; None at the list's end; raises Unreadable."""
        while (sign := self._sign()) == ",":
            self._at += 1
        if sign == "]":
            return None
        while True:
            try:
                found, self._at = self._decoder.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                if isinstance(error, RecursionError) or not self._more():
                    raise Unreadable(DAMAGED, what=str(error)) from None
                continue
            if not isinstance(found, dict):
                raise Unreadable(DAMAGED, what=_NO_LIST)
            return found

    def _sign(self) -> str:
        """The next sign that is no blank, or ""."""
        while True:
            found = _SIGN.search(self._text, self._at)
            if found is not None:
                self._at = found.start()
                return found[0]
            if not self._more():
                return ""

    def _more(self) -> bool:
        if len(self._text) - self._at > _LONGEST_RECORD:
            return False
        try:
            more = self._file.read(_CHUNK)
        except UnicodeDecodeError as error:
            raise Unreadable(DAMAGED, what=str(error)) from None
        self._text, self._at = self._text[self._at :] + more, 0
        return bool(more)


def _text(value: Any) -> str:
    """A value as the cell that the desk would write for it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return defused(str(value))
