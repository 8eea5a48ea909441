"""CSV as it comes: any encoding, delimiter, quoting and line end."""

from __future__ import annotations

import csv
import io
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from salesdesk.exchange.choices import Choices
from salesdesk.exchange.encodings import Guess, codec_of, encoding_of
from salesdesk.exchange.tables import Origin, Row, Table, titled
from salesdesk.exchange.unreadable import DAMAGED, Unreadable

_DELIMITERS = (",", ";", "\t", "|")
_MARK = "\ufeff"
_SAMPLE = 1 << 16
_SAMPLED_ROWS = 50
_LONGEST_CELL = 1 << 24
_LONGEST_RECORD = 2 * _LONGEST_CELL
_A_LINE = 64
"""What a line takes beside its characters."""
_MOST_READ_AGAIN = 4 * _LONGEST_RECORD
_LINES_BEYOND_DOUBT = 2_000


def open_csv(path: Path, guess: Guess, choices: Choices) -> Table:
    """The table of a file; raises Unreadable where it is empty or no text, OSError."""
    encoding, certain = (codec_of(choices.encoding), False) if choices.encoding else encoding_of(path, guess)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = file.read(_SAMPLE).removeprefix(_MARK)
    told = _told_delimiter(sample)
    delimiter = choices.delimiter or told or delimiter_of(sample)
    skipped = 1 if told else 0

    def records() -> Iterator[Row]:
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            for number, cells in enumerate(_records(_unmarked(file), delimiter), 1):
                if number > skipped and any(cells):
                    yield number, cells

    comma = {";": True, ",": False}.get(delimiter)
    return titled(records, choices.header, comma, Origin(encoding, delimiter, certain=certain))


def _unmarked(lines: Iterable[str]) -> Iterator[str]:
    """The lines without a byte order mark, which wide encodings that were named leave in."""
    lines = iter(lines)
    yield from (line.removeprefix(_MARK) for line in islice(lines, 1))
    yield from lines


def _reader(lines: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    return csv.reader(lines, delimiter=delimiter)


class _Unclosed(Exception):
    """A quote opened a cell, and nothing closes it."""


class _Lines:
    """The lines of a file, those of the record at hand remembered.

    No more is held than the longest record, and hardly more read again than the file is long, whatever its quotes do.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: deque[str] = deque()
        self._size = 0
        self._may_come_again = _MOST_READ_AGAIN
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self.taken and (self._size > _LONGEST_RECORD or self._size > self._may_come_again):
            raise _Unclosed
        line = self._again.popleft() if self._again else self._read()
        self.taken.append(line)
        self._size += len(line) + _A_LINE
        return line

    def _read(self) -> str:
        line = next(self._lines, None)
        if line is None:
            raise _Unclosed if self.taken else StopIteration
        self._may_come_again += len(line) + _A_LINE
        return line

    def end_record(self) -> None:
        """The record at hand is whole."""
        self.taken.clear()
        self._size = 0

    def give_back_all_but_one(self) -> str:
        """The first line of the record at hand; the others come again."""
        first, *rest = self.taken
        self._again.extendleft(reversed(rest))
        self._may_come_again -= self._size
        self.end_record()
        return first


def _records(file: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """The records of a file; where a quote is never closed, it is a sign like any other in its line."""
    lines = _Lines(file)
    while True:
        try:
            for cells in _reader(lines, delimiter):
                if len(lines.taken) > _LINES_BEYOND_DOUBT and not _is_closed(lines.taken, delimiter):
                    raise _Unclosed
                lines.end_record()
                yield cells
            return
        except _Unclosed:
            yield _cut(lines, delimiter)
        except csv.Error as error:
            if len(lines.taken) < 2:
                raise Unreadable(DAMAGED, what=str(error)) from None
            yield _cut(lines, delimiter)


def _cut(lines: _Lines, delimiter: str) -> list[str]:
    """The first line of the record at hand, its quotes signs like any other."""
    return lines.give_back_all_but_one().rstrip("\r\n").split(delimiter)


def _is_closed(record: Iterable[str], delimiter: str) -> bool:
    """Whether the quotes end where cells do: else the next quoted cell's first quote has closed one far above."""
    try:
        next(csv.reader(record, delimiter=delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _told_delimiter(sample: str) -> str:
    """What Excel's own first line says, as in "sep=;"."""
    line = sample[:10].splitlines()[0] if sample else ""
    return line[4:] if line.lower().startswith("sep=") and len(line) == 5 else ""


def delimiter_of(sample: str) -> str:
    """The delimiter that cuts most rows into the same number of cells, the more the better."""
    return max(_DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _fit(sample: str, delimiter: str) -> tuple[float, int]:
    rows = list(islice(_reader(io.StringIO(sample, newline=""), delimiter), _SAMPLED_ROWS + 1))
    rows = [row for row in rows if any(row)]
    if len(sample) >= _SAMPLE or len(rows) > _SAMPLED_ROWS:
        rows = rows[:-1] or rows  # the sample may end inside a row
    widths = Counter(len(row) for row in rows)
    if not widths or max(widths) == 1:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda found: (found[1] * (found[0] > 1), found[0]))
    return round(count / len(rows), 1), width
