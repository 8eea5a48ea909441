"""Search: words by their beginnings, the middle of words, every script, any input."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import fair, found, lead, new_desk, wrong

from salesdesk.desk.desk import Desk
from salesdesk.store.listing import Page, Query

VISITORS: dict[str, dict[str, Any]] = {
    "Jane Doe": {"company": "Acme Industries", "email": "jane.doe@acme.example", "phone": "+49 (211) 456-01"},
    "Jörg Weißmüller": {"company": "Maßwerk GmbH", "notes": "wants the pump-300 by May"},
    "İbrahim Yıldız": {"company": "ILICA A.Ş."},
    "Søren Ångström": {"city": "Malmö"},
    "Ｙａｍａｄａ": {"company": "ｶﾞｽ機器"},
    "مُحَمَّد الأحمد": {"company": "شركة النور"},
    "क्षितिज शर्मा": {"company": "हिन्दी"},
    "陳大文": {"company": "東方上海機械", "mobile": "0912-345-678"},
    "さくら 田中": {"company": "トヨタ自動車"},
    "Łukasz O'Neill": {"products": ("valves", "30% \"off\""), "wechat": "o_neill"},
    "Müller-Lüdenscheidt": {"badge_id": "EXH-2026-004711"},
    "김철수": {"company": "한국전자"},
    "𠮷野 Ærø": {"notes": "Straße"},
}  # fmt: skip


@pytest.fixture(scope="module")
def visitors(tmp_path_factory: pytest.TempPathFactory) -> Any:
    desk = new_desk(tmp_path_factory.mktemp("desk") / "profile")
    for name, values in VISITORS.items():
        lead(desk, name, **values)
    yield desk
    desk.store.close()


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("jane", "Jane Doe"),
        ("JA", "Jane Doe"),
        ("ndustr", "Jane Doe"),
        ("doe jane", "Jane Doe"),
        ("acme ind", "Jane Doe"),
        ("jane.doe@acme.example", "Jane Doe"),
        ("doe@acme", "Jane Doe"),
        ("acme.exam", "Jane Doe"),
        ("4921145601", "Jane Doe"),
        ("45601", "Jane Doe"),
        ("+49 (211) 456-01", "Jane Doe"),
        ("+49 211", "Jane Doe"),
        ("912345", "陳大文"),
        ("jörg", "Jörg Weißmüller"),
        ("Jorg", "Jörg Weißmüller"),
        ("joerg", "Jörg Weißmüller"),
        ("Weissmüller", "Jörg Weißmüller"),
        ("WEISSMUELLER", "Jörg Weißmüller"),
        ("maßw", "Jörg Weißmüller"),
        ("masswerk", "Jörg Weißmüller"),
        ("pump-300", "Jörg Weißmüller"),
        ("strasse", "𠮷野 Ærø"),
        ("aero", "𠮷野 Ærø"),
        ("𠮷野", "𠮷野 Ærø"),
        ("ibrahim", "İbrahim Yıldız"),
        ("İBRAHİM", "İbrahim Yıldız"),
        ("yildiz", "İbrahim Yıldız"),
        ("YILDIZ", "İbrahim Yıldız"),
        ("ılıca", "İbrahim Yıldız"),
        ("soren", "Søren Ångström"),
        ("soeren", "Søren Ångström"),
        ("ngstro", "Søren Ångström"),
        ("aangstroem", "Søren Ångström"),
        ("malmo", "Søren Ångström"),
        ("yamada", "Ｙａｍａｄａ"),
        ("ＹＡＭＡ", "Ｙａｍａｄａ"),
        ("ガス", "Ｙａｍａｄａ"),
        ("محمد", "مُحَمَّد الأحمد"),
        ("مُحَمَّد", "مُحَمَّد الأحمد"),
        ("الاحمد", "مُحَمَّد الأحمد"),
        ("النور", "مُحَمَّد الأحمد"),
        ("क्षिति", "क्षितिज शर्मा"),
        ("शर्मा", "क्षितिज शर्मा"),
        ("हिन्", "क्षितिज शर्मा"),
        ("上海", "陳大文"),
        ("上", "陳大文"),
        ("東方上海機械", "陳大文"),
        ("機械 陳", "陳大文"),
        ("さくら", "さくら 田中"),
        ("自動車", "さくら 田中"),
        ("ﾄﾖﾀ", "さくら 田中"),
        ("ヨタ", "さくら 田中"),
        ("lukasz", "Łukasz O'Neill"),
        ("o'neill", "Łukasz O'Neill"),
        ("neill", "Łukasz O'Neill"),
        ("o_nei", "Łukasz O'Neill"),
        ("valves", "Łukasz O'Neill"),
        ('"off"', "Łukasz O'Neill"),
        ("30% off", "Łukasz O'Neill"),
        ("lüdensch", "Müller-Lüdenscheidt"),
        ("mueller-luedenscheidt", "Müller-Lüdenscheidt"),
        ("004711", "Müller-Lüdenscheidt"),
        ("exh-2026", "Müller-Lüdenscheidt"),
        ("김철", "김철수"),
        ("국전자", "김철수"),
    ],
)
def test_a_visitor_is_found(visitors: Desk, text: str, who: str) -> None:
    assert found(visitors, text) == [who]


@pytest.mark.parametrize("text", ["", " ", "j", "*", '"', "()", "xyzzy", "海上", "कक", "jane xyzzy", "OR", "NEAR(a b)"])
def test_nothing_is_found_by_what_nobody_said(visitors: Desk, text: str) -> None:
    query = Query(visitors.kinds["lead"], text=text)
    assert [x for x in visitors.records(query) if text.strip()] == []


OPERATORS = [
    "jane AND", "OR jane", "NOT jane", "jane*", '"jane"', "jane\"", "^jane", "name:jane", "{jane}", "-jane", "(jane",
    "jane:", "t:jane", "+jane", "jane,", "'jane'", "jane--", "jane;", "%jane%",
]  # fmt: skip


@pytest.mark.parametrize("text", OPERATORS)
def test_operators_of_the_index_are_words_like_any_other(visitors: Desk, text: str) -> None:
    plain = text.strip("*\"^{}-(:+,';%").strip()
    expected = ["Jane Doe"] if plain == "jane" else []
    assert found(visitors, text) == expected


@given(st.text(max_size=30) | st.text("\"'*^:(){}-+,. NEARORD\0\ud83d上ガ٣", max_size=12))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_input_is_searched_without_complaint(visitors: Desk, text: str) -> None:
    found(visitors, text)


@pytest.mark.parametrize("text", ["jane\0", "ja\0ne", "\ud83d jane", "jane ― ·"])
def test_what_no_keyboard_types_does_not_hide_the_rest(visitors: Desk, text: str) -> None:
    assert found(visitors, text) == ["Jane Doe"]


def test_the_index_follows_edits_deletion_and_restoration(desk: Desk) -> None:
    made = lead(desk, "Jane", company="Acme")
    changed = desk.change(made, {"company": "Zeta"})
    assert (found(desk, "acme"), found(desk, "cme"), found(desk, "zeta")) == ([], [], ["Jane"])
    desk.change(changed, {"city": "", "department": "Sales"})
    assert found(desk, "zeta") == ["Jane"]
    desk.delete("lead", made.id)
    assert (found(desk, "zeta"), found(desk, "eta"), found(desk, "jane")) == ([], [], [])
    desk.undelete("lead", made.id)
    assert (found(desk, "zeta"), found(desk, "eta")) == (["Jane"], ["Jane"])
    assert wrong(desk) == {}


def test_a_search_goes_with_filters(desk: Desk) -> None:
    medica = fair(desk)
    lead(desk, "Jane A", rating="hot", fair=medica.id)
    lead(desk, "Jane B", rating="cold", fair=medica.id)
    lead(desk, "Jane C", rating="hot")
    assert found(desk, "jane", rating="hot") == ["Jane C", "Jane A"]
    assert found(desk, "jane", rating="hot", fair=medica.id) == ["Jane A"]
    assert found(desk, "ane", fair="") == ["Jane C"]


def _pages(desk: Desk, query: Query, limit: int) -> list[Page]:
    pages = [desk.page(query, ["name"], None, limit)]
    while pages[-1].after is not None:
        pages.append(desk.page(query, ["name"], pages[-1].after, limit))
    return pages


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 7, 8, 12, 15, 16, 50])
def test_pages_go_through_beginnings_then_middles_without_doubles_or_gaps(tmp_path: Path, limit: int) -> None:
    desk = new_desk(tmp_path / "profile")
    names = [f"{'Superstar' if number % 2 else 'Star'} {number}" for number in range(15)]
    for name in names:
        lead(desk, name, rating="hot" if name.endswith("3") else "warm")
    newest = names[::-1]
    expected = [x for x in newest if x.startswith("Star")] + [x for x in newest if x.startswith("Super")]
    pages = _pages(desk, Query(desk.kinds["lead"], text="star"), limit)
    assert [row[4] for page in pages for row in page.rows] == expected
    assert all(len(page.rows) == limit for page in pages[:-1])
    warm = _pages(desk, Query(desk.kinds["lead"], {"rating": "warm"}, "star"), limit)
    assert [row[4] for page in warm for row in page.rows] == [x for x in expected if not x.endswith("3")]
    desk.store.close()


def test_the_newest_of_several_kinds_are_found_at_once(desk: Desk) -> None:
    lead(desk, "Jane", company="Acme")
    desk.add("account", {"name": "Acme GmbH", "city": "Linz"})
    results = desk.search("acme", ["lead", "account", "trip"])
    assert [(x.kind.name, x.title) for x in results] == [("lead", "Jane"), ("account", "Acme GmbH")]
