"""The catalogues: nothing lacks, nothing is left over, and the program reads what stands in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from tests import texts

from salesdesk import catalogue, i18n
from salesdesk.catalogue import Catalogue

NUMBERS = (*range(200), 1_000, 1_002, 1_000_000)
FORMS = {"de": 2, "ar": 6}
catalogues = pytest.mark.parametrize("file", texts.CATALOGUES, ids=texts.language_of)


def test_each_language_has_its_catalogue() -> None:
    assert set(i18n.languages()) == {"en", *FORMS} == {"en", *map(texts.language_of, texts.CATALOGUES)}


def test_every_text_is_translated_and_nothing_is_left_over() -> None:
    assert texts.main(check=True) is None


@catalogues
def test_the_program_reads_what_stands_in_the_catalogue(file: Path) -> None:
    ours, theirs = Catalogue(file), texts.read(file)
    assert len(theirs) > 500
    for message in theirs:
        if not message.id:
            continue
        if isinstance(message.id, str):
            assert ours.gettext(message.id) == (message.string or message.id)
        else:
            one, many = message.id
            forms = {form or (many if place else one) for place, form in enumerate(message.string or ())}
            assert {ours.ngettext(one, many, n) for n in NUMBERS} == forms


@catalogues
def test_each_number_has_its_form(file: Path) -> None:
    forms = {n: Catalogue(file).ngettext("%s lead so far", "%s leads so far", n) for n in NUMBERS}
    assert texts.read(file).num_plurals == FORMS[texts.language_of(file)]
    assert all("%s" in form and form != "%s leads so far" for form in forms.values())


def test_arabic_counts_as_arabic_does() -> None:
    counted = {
        n: catalogue.texts("ar").ngettext("%s lead so far", "%s leads so far", n) % n for n in (1, 2, 3, 11, 100)
    }
    assert counted[3] == "3 عملاء محتملين حتى الآن"
    assert len({text.lstrip("0123456789") for text in counted.values()}) == 4


def test_a_text_that_has_no_translation_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "de.po"
    with file.open("wb") as opened:
        write_po(opened, Catalog("de"))
    found = Catalogue(file)
    assert found.gettext("Never heard") == "Never heard"
    assert [found.ngettext("%s cat", "%s cats", n) for n in (1, 2)] == ["%s cat", "%s cats"]


@pytest.mark.parametrize(
    ("id", "string", "flags", "why"),
    [
        ("Name", "", [], "gap"),
        ("Name", "Name", ["fuzzy"], "fuzzy"),
        ("%s is deleted", "gelöscht", [], "other placeholders"),
        ("{label} is too long", "{labell} ist zu lang", [], "other placeholders"),
        (("%s lead", "%s leads"), ("%s Lead", ""), [], "gap"),
        (("%s lead", "%s leads"), ("ein Lead", "%s Leads"), [], "other placeholders"),
    ],
)
def test_what_a_catalogue_lacks_is_found(
    tmp_path: Path, id: str | tuple[str, str], string: str | tuple[str, str], flags: list[str], why: str
) -> None:
    file = tmp_path / "de" / "LC_MESSAGES" / "salesdesk.po"
    file.parent.mkdir(parents=True)
    catalog = Catalog("de", fuzzy=False)
    catalog.add(id, string, flags=flags)
    with file.open("wb") as opened:
        write_po(opened, catalog)
    assert list(texts.wrong(file)) == [f"de: {why}: {id}"]
    assert b"fuzzy" not in texts.updated(file, Catalog())
