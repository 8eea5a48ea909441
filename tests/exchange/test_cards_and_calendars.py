"""vCards and calendars that the desk writes come back whole."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.domain.strategies import values

from salesdesk.desk.card_files import card_table
from salesdesk.domain.account import Account
from salesdesk.domain.activity import Activity
from salesdesk.domain.contact import Contact
from salesdesk.domain.fields import Field, Link, Picture, Text
from salesdesk.domain.kinds import KINDS
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Kind, Record, kind_of
from salesdesk.exchange.calendar_files import open_calendar
from salesdesk.exchange.headers import columns_of
from salesdesk.exchange.rows import Entry, Reading
from salesdesk.exchange.tables import Table
from salesdesk.exchange.writing import Wanted, write

ID = "01890000-0000-7000-8000-00000000000a"
# Neither format has a sign for a carriage return or a control character.
written_text = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=60)


def called(_kind: str, id: str) -> str:
    """A record is called by its id, backwards."""
    return id[::-1]


def filled(field: Field) -> st.SearchStrategy[Any]:
    """Values of a field as these formats can write them."""
    if isinstance(field, Picture) or (isinstance(field, Link) and field.to in ("user", "team")):
        return st.just("")
    if isinstance(field, Link):
        return st.sampled_from(["", "01890000-0000-7000-8000-000000000001"])
    if isinstance(field, Text):
        return written_text
    if field.type == "moment":
        return st.none() | st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC))
    if field.type == "set":
        return st.sets(written_text.map(str.strip).filter(bool), max_size=3).map(lambda found: tuple(sorted(found)))
    return values(field)


def some(kind: Kind) -> st.SearchStrategy[Record]:
    """Records of a kind, any field filled."""
    fields = st.fixed_dictionaries({}, optional={field.name: filled(field) for field in kind.fields})
    return fields.map(lambda found: kind.make(found, id=ID))


def back(kind: Kind, table: Table) -> Record:
    """The record that a table of one row says."""
    reading = Reading(kind, table, columns_of(kind, table.header, sparse=table.sparse))
    [entry] = reading.entries()
    assert isinstance(entry, Entry)
    links = {name: text[::-1] for name, text in entry.links.items()}
    return kind.make({**entry.values, **links}, id=entry.key)


@pytest.mark.parametrize("version", ["", "4.0"])
@pytest.mark.parametrize("record", [Contact, Lead, Account])
@settings(max_examples=40)
@given(data=st.data())
def test_a_vcard_of_the_desks_comes_back_whole(version: str, record: type[Record], data: st.DataObject) -> None:
    kind = kind_of(record)
    made = data.draw(some(kind))
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.vcf")
        assert write(path, Wanted(kind, version), [made], called) == 1
        assert max(map(len, path.read_bytes().split(b"\r\n"))) <= 75
        found, table = card_table(path, KINDS, "")
        assert found is kind
        assert back(kind, table) == made


@settings(max_examples=60)
@given(made=some(kind_of(Activity)))
def test_an_activity_comes_back_whole_from_a_calendar(made: Record) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.ics")
        assert write(path, Wanted(kind_of(Activity)), [made], called) == 1
        assert max(map(len, path.read_bytes().split(b"\r\n"))) <= 75
        assert back(kind_of(Activity), open_calendar(path, lambda _data: "cp1252")) == made
