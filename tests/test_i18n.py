"""Figures, money, days and countries in the languages of the desk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesdesk import i18n

DAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NBSP, NARROW, RLM, LRM = "\u00a0", "\u202f", "\u200f", "\u200e"
LANGUAGES = ["en", "de", "ar", "ja"]


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    i18n.use("en")


def bare(text: str) -> str:
    """`text` with plain spaces and without marks of direction."""
    return text.replace(NBSP, " ").replace(NARROW, " ").replace(RLM, "").replace(LRM, "").strip()


@pytest.mark.parametrize(
    ("language", "shown", "whole", "paid", "yen"),
    [
        ("en", "1,234.5", "1,235", "€1,234.50", "¥18,400"),
        ("de", "1.234,5", "1.235", "1.234,50 €", "18.400 ¥"),
        ("ar", "1,234.5", "1,235", "1,234.50 €", "18,400 JP¥"),
        ("ja", "1,234.5", "1,235", "€1,234.50", "￥18,400"),
    ],
)
def test_figures_and_money(language: str, shown: str, whole: str, paid: str, yen: str) -> None:
    i18n.use(language)
    assert bare(i18n.number(Decimal("1234.5"))) == shown
    assert bare(i18n.number(Decimal(1235), 0)) == whole
    assert bare(i18n.money(Decimal("1234.5"), "EUR")) == paid
    assert bare(i18n.money(Decimal(18_400), "JPY")) == yen
    assert bare(i18n.money(Decimal("1234.5"), "")) == shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_figure_keeps_every_decimal_unless_told(language: str) -> None:
    i18n.use(language)
    assert i18n.parsed_number(i18n.number(Decimal("0.1234"))) == Decimal("0.1234")
    assert i18n.parsed_number(i18n.number(Decimal("2.005"), 2)) in {Decimal("2.00"), Decimal("2.01")}
    assert bare(i18n.percent(Decimal("0.25"))).replace(" ", "").strip("%٪؜") == "25"


@pytest.mark.parametrize(
    ("language", "short", "medium", "span"),
    [
        ("en", "11/23/26", "Nov 23, 2026", "Nov 3 – 9, 2026"),
        ("de", "23.11.26", "23.11.2026", "3.–9. Nov. 2026"),
        ("ar", "23/11/2026", "23/11/2026", "3–9 نوفمبر 2026"),
        ("ja", "2026/11/23", "2026/11/23", "2026年11月3日～9日"),
    ],
)
def test_days(language: str, short: str, medium: str, span: str) -> None:
    i18n.use(language)
    assert bare(i18n.day(DAY, "short")) == short
    assert bare(i18n.day(DAY)) == medium
    assert bare(i18n.days(date(2026, 11, 3), date(2026, 11, 9))).replace("\u2009", " ") == span


@pytest.mark.parametrize(
    ("language", "minutes", "today", "before"),
    [
        ("en", "5m ago", "9:00 AM", "Nov 20"),
        ("de", "vor 5 Min.", "09:00", "20. Nov."),
        ("ar", "قبل 5 دقائق", "9:00 ص", "20 نوفمبر"),
        ("ja", "5 分前", "9:00", "11月20日"),
    ],
)
def test_how_long_ago(language: str, minutes: str, today: str, before: str) -> None:
    i18n.use(language)
    assert bare(i18n.ago(NOON - timedelta(minutes=5), NOON, UTC)) == minutes
    assert bare(i18n.ago(NOON - timedelta(hours=3), NOON, UTC)) == today
    assert bare(i18n.ago(NOON - timedelta(days=3), NOON, UTC)) == before
    assert i18n.ago(NOON - timedelta(seconds=20), NOON, UTC) == i18n.ago(NOON + timedelta(days=1), NOON, UTC) != ""


def test_what_is_today_depends_on_where_she_is() -> None:
    late = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert i18n.ago(late, NOON, UTC) == "Nov 22"
    assert bare(i18n.ago(late, NOON, ZoneInfo("Asia/Tokyo"))) == "8:30 AM"
    assert bare(i18n.moment(late, ZoneInfo("Asia/Tokyo"))) == "Nov 23, 2026 8:30 AM"


@pytest.mark.parametrize(
    ("language", "text", "figure"),
    [
        ("en", "1,234.50", "1234.50"),
        ("en", " -0.5 ", "-0.5"),
        ("en", "1 234.5", "1234.5"),
        ("de", "1.234,50", "1234.50"),
        ("de", "0,5", "0.5"),
        ("de", "12.5", "12.5"),
        ("de", f"1{NARROW}234,5", "1234.5"),
        ("ar", "1,234.5", "1234.5"),
        ("ar", "١٢٣٤", "1234"),
        ("ar", "١٬٢٣٤٫٥", "1234.5"),
        ("ja", "18,400", "18400"),
        ("ja", "１８，４００．５", "18400.5"),
        ("ja", "12.5", "12.5"),
    ],
)
def test_a_figure_is_read_in_her_languages_way_or_the_plain_way(language: str, text: str, figure: str) -> None:
    i18n.use(language)
    assert i18n.parsed_number(text) == Decimal(figure)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["", "twelve", "1.2.3,4", "--1", "nan", "Infinity", "1_0e", "€5x"])
def test_what_is_no_figure_is_refused(language: str, text: str) -> None:
    i18n.use(language)
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        i18n.parsed_number(text)


@given(st.sampled_from(LANGUAGES), st.decimals(-(10**12), 10**12, places=4))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_figure_that_was_shown_is_read_back(language: str, figure: Decimal) -> None:
    i18n.use(language)
    assert i18n.parsed_number(i18n.number(figure)) == figure


@given(st.sampled_from(LANGUAGES), st.dates(date(2000, 1, 1), date(2068, 12, 31)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_day_that_was_shown_short_is_read_back(language: str, day: date) -> None:
    i18n.use(language)
    assert i18n.parsed_day(i18n.day(day, "short")) == day
    assert i18n.parsed_day(day.isoformat()) == day


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "11/23/2026"), ("de", "23.11.2026"), ("de", "23.11.26"), ("ar", "٢٣/١١/٢٠٢٦"), ("ja", "2026/11/23")],
)
def test_a_day_is_read_as_people_write_it(language: str, text: str) -> None:
    i18n.use(language)
    assert i18n.parsed_day(f" {text} ") == DAY


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["", "soon", "99/99/9999", "2026-13-41", "23"])
def test_what_is_no_day_is_refused(language: str, text: str) -> None:
    i18n.use(language)
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        i18n.parsed_day(text)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("DE", "DE"), ("jp", "JP"), (" de. ", "DE"), ("Germany", "DE"), ("DEUTSCHLAND", "DE"), ("Allemagne", "DE"),
        ("Alemania", "DE"), ("Германия", "DE"), ("德国", "DE"), ("德國", "DE"), ("ドイツ", "DE"), ("독일", "DE"),
        ("ألمانيا", "DE"), ("גרמניה", "DE"), ("Saksa", "DE"), ("Almanya", "DE"), ("Niemcy", "DE"),
        ("日本", "JP"), ("الإمارات العربية المتحدة", "AE"), ("Türkiye", "TR"), ("Turkey", "TR"), ("UK", "GB"),
        ("England", "GB"), ("U.S.A.", "US"), ("U.S.", "US"), ("p.r. china", "CN"), ("St. Lucia", "LC"), ("...", ""),
        ("United States of America", "US"), ("Holland", "NL"),
        ("South Korea", "KR"), ("P.R. China", "CN"), ("Česko", "CZ"), ("Czech Republic", "CZ"), ("Brasil", "BR"),
        ("台灣", "TW"), ("Österreich", "AT"), ("Suomi", "FI"), ("Ελλάδα", "GR"), ("भारत", "IN"),
        ("", ""), ("Atlantis", ""), ("XX", ""), ("EU", ""), ("ZZ", ""), ("D", ""), ("DEU1", ""),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_names(written: str, code: str) -> None:
    assert i18n.country_code(written) == code


@pytest.mark.parametrize("language", [*LANGUAGES, "fr", "ru", "zh", "hi"])
def test_each_country_is_known_by_the_name_that_is_shown(language: str) -> None:
    i18n.use(language)
    shown = {code: i18n.country(code) for code in i18n.country_codes()}
    assert {code: i18n.country_code(name) for code, name in shown.items() if i18n.country_code(name) != code} == {}


def test_names_of_countries_languages_and_currencies() -> None:
    i18n.use("de")
    assert (i18n.country("jp"), i18n.country(""), i18n.country("X1")) == ("Japan", "", "X1")
    assert (i18n.language_name("ja"), i18n.language_name("xx"), i18n.language_name("")) == ("Japanisch", "xx", "")
    assert (i18n.currency_name("CHF"), i18n.currency_name("???")) == ("Schweizer Franken", "???")
    assert {"EUR", "JPY", "DEM"} <= i18n.currency_codes()
    assert [i18n.currency_digits(code) for code in ("EUR", "JPY", "KWD")] == [2, 0, 3]


def test_a_latin_name_keeps_its_direction_inside_arabic() -> None:
    assert i18n.isolated("Acme GmbH") == "Acme GmbH"
    assert not i18n.mirrored()
    i18n.use("ar")
    assert i18n.isolated("Acme GmbH") == "\u2068Acme GmbH\u2069"
    assert i18n.isolated("") == ""
    assert i18n.isolated("Met at the booth.\n\nCalls.") == "\u2068Met at the booth.\u2069\n\n\u2068Calls.\u2069"
    assert i18n.isolated("a\u2067b\nc\u2069d") == "\u2068ab\u2069\n\u2068cd\u2069"
    assert i18n.mirrored()


def test_an_unknown_language_speaks_english() -> None:
    i18n.use("xx_YY")
    assert (i18n.language(), i18n.number(Decimal("1234.5")), i18n._("")) == ("xx_YY", "1,234.5", "")
    assert i18n.ngettext("%s lead", "%s leads", 2) == "%s leads"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Jane", "Jane"),
        ("محمد علي", "محمد علي"),
        ("report\u202egpj.exe", "reportgpj.exe"),
        ("\u202aa\u202bb\u202cc\u202dd", "abcd"),
        ("a\u2069\u2067b", "ab"),
        ("a\u2067b", "ab"),
        ("a\u2067b\u2069c", "a\u2067b\u2069c"),
        ("\u200fشركة\u200f", "\u200fشركة\u200f"),
    ],
)
def test_what_is_shown_turns_nothing_beside_it(text: str, shown: str) -> None:
    assert i18n.straight(text) == shown
    assert i18n.isolated(text) == shown
    assert i18n.joined(text, "b") == f"\u2068{shown}\u2069 · \u2068b\u2069"
