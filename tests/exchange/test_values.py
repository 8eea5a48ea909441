"""Cells as other programs write them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from salesdesk import i18n
from salesdesk.domain.account import Account
from salesdesk.domain.activity import Activity
from salesdesk.domain.expense import Expense
from salesdesk.domain.fair import Fair
from salesdesk.domain.fields import BadValue
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Record, kind_of
from salesdesk.exchange.formats import Ways, ways_of
from salesdesk.exchange.people import whole_name
from salesdesk.exchange.values import reader_of


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    i18n.use("en_US")
    yield
    i18n.use("en")


def value(record: type[Record], name: str, text: str, ways: Ways | None = None) -> Any:
    """What a cell of that field stands for."""
    kind = kind_of(record)
    return reader_of(kind, kind.field(name), ways or ways_of([text]))(text)


DAYS = [
    ("2026-11-03", "2026-11-03"), ("03.11.2026", "2026-11-03"), ("3.11.26", "2026-11-03"), ("11/03/2026", "2026-11-03"),
    ("23/11/2026", "2026-11-23"), ("11/23/2026", "2026-11-23"), ("2026/11/3", "2026-11-03"), ("20261103", "2026-11-03"),
    ("2026年11月3日", "2026-11-03"), ("3. November 2026", "2026-11-03"), ("3. Dezember 2026", "2026-12-03"),
    ("Nov 3, 2026", "2026-11-03"), ("3-Mar-26", "2026-03-03"), ("Tuesday, 3 March 2026", "2026-03-03"),
    ("2026-11-03T00:00:00Z", "2026-11-03"), ("03.11.2026 14:30", "2026-11-03"), ("11/3/2026 2:30 PM", "2026-11-03"),
    ("3 mars 2026", "2026-03-03"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_days_are_read_in_the_ways_of_many_countries(text: str, day: str) -> None:
    assert value(Lead, "due", text) == date.fromisoformat(day)


def test_a_column_tells_which_of_two_figures_is_the_month() -> None:
    ways = ways_of(["03/11/2026", "", "23/11/2026"])
    assert value(Lead, "due", "03/11/2026", ways) == date(2026, 11, 3)
    assert value(Lead, "due", "03/11/2026", ways_of(["03/11/2026", "03/23/2026"])) == date(2026, 3, 11)
    assert value(Lead, "due", "03/11/2026", ways_of(["03/11/2026"], decimal_comma=True)) == date(2026, 11, 3)
    i18n.use("de")
    assert value(Lead, "due", "03/11/2026", ways_of(["03/11/2026"])) == date(2026, 11, 3)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-23T09:30:15.25Z", "2026-11-23T09:30:15.250000"),
        ("2006-04-15T03:23:15.000+0900", "2006-04-14T18:23:15"),
        ("23.11.2026, 09:30 Uhr +01:00", "2026-11-23T08:30:00"),
        ("11/23/2026 12:05 AM UTC", "2026-11-23T00:05:00"),
    ],
)
def test_moments_are_read_with_their_zone(text: str, utc: str) -> None:
    assert value(Lead, "met_at", text) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_a_moment_without_a_zone_is_this_computers() -> None:
    assert value(Lead, "met_at", "2026-11-23 09:30") == datetime(2026, 11, 23, 9, 30).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("1,234.50", "1234.5"), ("1.234,50", "1234.5"), ("1 234,5", "1234.5"), ("1'234.5", "1234.5"), ("1234", "1234"),
        ("€ 12,50", "12.5"), ("12.50 EUR", "12.5"), ("(3.25)", "-3.25"), ("−3,25", "-3.25"), ("1.234.567", "1234567"),
        ("12,34,567", "1234567"), ("１２．５", "12.5"), ("0.30000000000000004", "0.3"), ("-7", "-7"),
    ],
)  # fmt: skip
def test_figures_are_read_in_the_ways_of_many_countries(text: str, figure: str) -> None:
    assert value(Expense, "amount", text) == Decimal(figure)


def test_a_column_tells_what_a_single_mark_in_a_figure_means() -> None:
    assert value(Expense, "amount", "1.234", ways_of(["1.234", "7,5"])) == 1234
    assert value(Expense, "amount", "1.234", ways_of(["1.234", "7.5"])) == Decimal("1.234")
    assert value(Expense, "amount", "1.234", ways_of(["1.234"], decimal_comma=True)) == 1234
    assert value(Fair, "goal_leads", "1,200", ways_of(["1,200"])) == 1200


@pytest.mark.parametrize(
    ("record", "name", "text", "expected"),
    [
        (Lead, "rating", "Hot", "hot"), (Lead, "rating", "HEISS", "hot"),
        (Lead, "status", "Open - Not Contacted", "new"),
        (Lead, "visitor_type", "end user", "end_user"), (Account, "kind", "Kunde", "customer"),
        (Account, "kind", "Customer - Direct", "customer"), (Account, "incoterm", "FCA", "fca"),
        (Lead, "country", "Österreich", "AT"), (Lead, "country", "DEU", "DE"), (Lead, "country", "United States", "US"),
        (Account, "currency", "€", "EUR"), (Account, "currency", "eur", "EUR"), (Lead, "language", "Deutsch", "de"),
        (Lead, "language", "en_US", "en-US"), (Lead, "products", "pumps; valves,pumps", ("pumps", "valves")),
        (Activity, "done", "ja", True), (Activity, "done", "FALSCH", False),
        (Lead, "phone", "tel:+49 30 1", "+49 30 1"),
        (Lead, "email", "a@b.example ::: c@d.example", "a@b.example"),
        (Lead, "street", "Hof 1\r\nTor 2", "Hof 1, Tor 2"),
        (Lead, "notes", "one\r\ntwo", "one\ntwo"),
    ],
)  # fmt: skip
def test_words_are_read_in_our_languages_and_in_other_systems(
    record: type[Record], name: str, text: str, expected: Any
) -> None:
    assert value(record, name, text) == expected


@pytest.mark.parametrize(
    ("record", "name", "text"),
    [
        (Lead, "due", "soon"), (Lead, "due", "31.02.2026"), (Lead, "due", "40.40.2026"), (Lead, "country", "Atlantis"),
        (Lead, "rating", "purple"), (Expense, "amount", "a lot"), (Expense, "amount", "1,2,3"),
        (Fair, "goal_leads", "1.5"),
        (Lead, "met_at", "25:99"), (Lead, "name", "x" * 2_001), (Activity, "done", "perhaps"),
        (Expense, "amount", "NaN"),
        (Lead, "met_at", "2026-11-23T29:30"), (Expense, "amount", "1e999"), (Lead, "due", "3 Brumaire 2026"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_the_fields_words(record: type[Record], name: str, text: str) -> None:
    with pytest.raises(BadValue):
        value(record, name, text)


def test_names_are_put_together_in_the_order_of_their_script() -> None:
    assert (
        whole_name({"<before>": "Dr.", "<given>": "Jane", "<family>": "Doe", "<behind>": "Jr."}) == "Dr. Jane Doe Jr."
    )
    assert whole_name({"<given>": "太郎", "<family>": "山田"}) == "山田太郎"
    assert whole_name({"<before>": "Mr."}) == ""
