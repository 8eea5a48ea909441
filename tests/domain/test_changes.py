"""Changes, what they write, and the changes that take them back."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.domain.strategies import Everything, records

from salesdesk.domain.changes import Change, Written, taken_back, written
from salesdesk.domain.expense import Expense
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Record, kind_of

KIND = kind_of(Everything)
everything = records(KIND, "7")
maybe_deleted = st.tuples(everything, st.booleans()).map(lambda pair: replace(pair[0], deleted=pair[1]))


def travelled(row: Written) -> Written:
    """The row as the outbox gives it back."""
    kept = json.loads(json.dumps({"fields": row.fields, "before": row.before}))
    return replace(row, **kept)


def kept(record: Record) -> Record:
    """The record as it is read from its columns."""
    values = {x.name: x.loaded(x.stored(KIND.value(record, x))) for x in KIND.fields}
    return KIND.make(values, id=record.id, deleted=record.deleted)


@pytest.mark.parametrize(
    ("before", "after", "op"),
    [
        (None, Lead(id="1"), "create"),
        (Lead(id="1"), Lead(id="1", name="Jane"), "change"),
        (Lead(id="1"), Lead(id="1", deleted=True), "delete"),
        (Lead(id="1", deleted=True), Lead(id="1"), "restore"),
    ],
)
def test_what_happens_to_a_row(before: Lead | None, after: Lead, op: str) -> None:
    change = Change(before, after)
    assert (change.op, change.kind.name) == (op, "lead")


@given(everything)
def test_a_new_record_writes_its_filled_fields_only(record: Record) -> None:
    row = written(Change(None, record))
    assert row is not None
    assert set(row.fields) == set(row.before) == set(KIND.filled(record))
    assert (row.kind, row.id, row.op, row.seen) == ("everything", "7", "create", 0)


@given(everything, everything)
def test_a_change_writes_the_units_that_differ_and_no_more(before: Any, after: Any) -> None:
    row = written(Change(replace(before, seen=12), after))
    units = {x.unit for x in KIND.fields if KIND.value(before, x) != KIND.value(after, x)}
    differs = {x.name for x in KIND.fields if x.unit in units}
    if row is None:
        assert before == after
        return
    assert (set(row.fields), row.seen) == (differs, 12)
    assert {n: KIND.field(n).unwire(v) for n, v in row.fields.items()} == {
        n: KIND.value(after, KIND.field(n)) for n in differs
    }


@given(maybe_deleted, maybe_deleted)
def test_taking_back_a_change_gives_the_record_before_it(before: Record, after: Record) -> None:
    row = written(Change(before, after))
    assume(row is not None)
    assert row is not None
    back = taken_back(KIND, travelled(row), kept(after))
    assert back is not None
    assert back.after == before


@given(everything, everything, everything)
def test_a_later_edit_is_never_undone_with_it(before: Any, after: Any, later: Any) -> None:
    row = written(Change(before, after))
    assume(row is not None)
    assert row is not None
    back = taken_back(KIND, travelled(row), kept(later))
    stands = back.after if back else later
    for field in KIND.fields:
        unit = KIND.units[field.unit]
        own = field.name in row.fields and all(KIND.value(later, x) == KIND.value(after, x) for x in unit)
        assert KIND.value(stands, field) == KIND.value(before if own else later, field)


def test_taking_back_a_creation_deletes_it_once() -> None:
    lead = Lead(id="1", name="Jane")
    row = written(Change(None, lead))
    assert row is not None
    back = taken_back(kind_of(Lead), row, lead.but(name="Later"))
    assert back is not None
    assert (back.op, back.after.deleted) == ("delete", True)
    assert taken_back(kind_of(Lead), row, replace(lead, deleted=True)) is None


def test_an_amount_written_with_zeros_is_the_same_amount() -> None:
    before = Expense(id="1", amount=Decimal("12.50"))
    assert written(Change(before, before.but(amount=Decimal("12.5")))) is None
    row = written(Change(before, before.but(amount=Decimal("15.00"))))
    assert row is not None
    back = taken_back(kind_of(Expense), row, before.but(amount=Decimal(15)))
    assert back is not None
    assert back.after == before


def test_a_field_that_is_no_longer_declared_stays_out_of_it() -> None:
    row = Written("lead", "1", "change", 0, {"colour": "red", "name": "Jane"}, {"colour": "", "name": ""})
    back = taken_back(kind_of(Lead), row, Lead(id="1", name="Jane"))
    assert back is not None
    assert back.after == Lead(id="1")
