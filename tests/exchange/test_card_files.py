"""vCard files of other programs, however long, and whatever they carry."""

from __future__ import annotations

import base64
from pathlib import Path

from tests.factories import contact

from salesdesk.desk.desk import Desk
from salesdesk.desk.exchanging import Choices, export_file, import_file
from salesdesk.domain.contact import Contact
from salesdesk.domain.record import kind_of
from salesdesk.store.listing import Query


def card(n: int, *more: str) -> str:
    """A card of another program."""
    return "\r\n".join(
        ("BEGIN:VCARD", "VERSION:3.0", f"FN:Visitor {n}", f"EMAIL:v{n}@acme.example", *more, "END:VCARD", "")
    )


def test_more_cards_than_a_badge_may_hold_and_their_pictures_are_no_trouble(desk: Desk, tmp_path: Path) -> None:
    picture = base64.b64encode(bytes(range(256)) * 400).decode()
    folded = [f"PHOTO;ENCODING=b;TYPE=JPEG:{picture[:60]}", *(f" {picture[n : n + 74]}" for n in range(60, 9_000, 74))]
    path = tmp_path / "all.vcf"
    path.write_text("".join(card(n, *(folded if n % 50 == 0 else [])) for n in range(5_200)), "utf-8", newline="")
    assert import_file(desk, path).added == 5_200


def test_a_card_that_another_program_rewrote_is_read_as_anybodys(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    contact(desk, whatsapp="+43 660 1", preferred_channel="whatsapp")
    export_file(desk, "contact", path)
    path.write_text(path.read_text("utf-8").replace("-//SalesDesk//", "-//Somebody else//"), "utf-8", newline="")
    done = import_file(desk, path)
    assert (done.added, done.unchanged, done.skipped) == (0, 1, [])
    path.write_text(path.read_text("utf-8") + card(1), "utf-8", newline="")
    assert import_file(desk, path).added == 1


def test_our_own_cards_go_by_their_id(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.vcf"
    made = contact(desk, native_name="ミュラー・ヨルク", notes="Line one\nline two; with, signs \\")
    export_file(desk, "contact", path, columns="4.0")
    desk.change(made, {"name": "Somebody Else", "email": "other@acme.example"})
    assert import_file(desk, path).updated == 1
    [back] = desk.records(Query(desk.kinds["contact"]))
    assert isinstance(back, Contact)
    assert kind_of(Contact).wire(back) == kind_of(Contact).wire(made)
    assert import_file(desk, path, Choices("lead")).added == 1
