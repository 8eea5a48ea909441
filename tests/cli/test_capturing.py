"""The verb that reads badges, cards and contacts."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.capture.drawing import CARD, code, encoded
from tests.cli.calls import Run, done, refused

FIELDS = {
    "name": "Jörg Müller", "company": "Acme GmbH", "email": "joerg@acme.example", "mobile": "+49 170 1234567",
}  # fmt: skip


@pytest.fixture
def badge(tmp_path: Path) -> str:
    """A picture of a badge with a vCard in its code."""
    file = tmp_path / "badge.png"
    file.write_bytes(encoded(code(CARD)))
    return str(file)


def written(folder: Path, name: str, text: str | bytes) -> str:
    """A file of the test's own."""
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return str(folder / name)


def test_a_badge_becomes_a_lead_of_the_fair_with_its_picture(desk: Run, badge: str) -> None:
    fair = done(desk("add", "fair", "name=Medica"))["id"]
    captured = done(desk("capture", badge, "--fair", fair))
    assert (captured["kind"], captured["code"], captured["fields"]) == ("vcard", "QR", FIELDS)
    assert captured["raw"].startswith("BEGIN:VCARD")
    lead = done(desk("show", "lead", captured["id"]))
    assert {name: lead[name] for name in FIELDS} == FIELDS
    assert (lead["fair"], lead["status"], len(lead["picture"])) == (fair, "new", 64)
    assert done(desk("undo"))["undone"] == "Undo: Add lead"
    assert done(desk("list", "lead")) == []


def test_a_dry_run_needs_no_profile_and_makes_nothing(run: Run, badge: str, tmp_path: Path) -> None:
    captured = done(run("capture", badge, "--dry-run", "--json", "--profile", str(tmp_path / "none")))
    assert captured["fields"] == FIELDS
    assert "id" not in captured
    assert not (tmp_path / "none").exists()


def test_a_file_of_several_contacts_gives_a_list(desk: Run, tmp_path: Path) -> None:
    file = written(tmp_path, "cards.vcf", CARD + CARD.replace("Jörg", "Ute"))
    captured = done(desk("capture", file))
    assert [one["fields"]["name"] for one in captured] == ["Jörg Müller", "Ute Müller"]
    assert {one["id"] for one in captured} == {row["id"] for row in done(desk("list", "lead"))}


def test_several_files_give_a_list_even_of_one_contact_each(desk: Run, badge: str, tmp_path: Path) -> None:
    text = written(tmp_path, "card.txt", "Jane Doe\nAcme Industries Ltd\njane.doe@acme.example\n+44 20 7946 0958\n")
    one, two = done(desk("capture", badge, text))
    assert (one["kind"], two["kind"]) == ("vcard", "text")
    assert (two["code"], two["fields"]["email"]) == ("", "jane.doe@acme.example")


def test_a_code_that_nobody_can_read_is_kept_as_it_is(desk: Run, tmp_path: Path) -> None:
    file = written(tmp_path, "badge.png", encoded(code("EXH-2026-004711", "Code 128")))
    captured = done(desk("capture", file))
    assert (captured["kind"], captured["fields"]["badge_id"]) == ("unknown", "EXH-2026-004711")


def test_a_picture_without_a_code_is_kept_and_said_so(desk: Run, tmp_path: Path) -> None:
    blank = encoded(code("x").point(lambda _grey: 255))
    answer = desk("capture", written(tmp_path, "blank.png", blank))
    assert (answer.code, answer.document["kind"], answer.err.count("\n")) == (0, "none", 1)
    assert done(desk("show", "lead", answer.document["id"]))["picture"]


@pytest.mark.parametrize(
    "data", [b"", b"  \n", b"\x89PNG\r\n\x1a\n broken", b"%PDF-1.7 ...", bytes(range(256)) * 40, b"PK\x03\x04zip"]
)
def test_a_file_that_cannot_be_read_ends_with_2_and_makes_nothing(desk: Run, tmp_path: Path, data: bytes) -> None:
    file = written(tmp_path, "broken.bin", data)
    refused(desk("capture", file), 2, file)
    assert done(desk("list", "lead")) == []


def test_a_file_or_a_fair_that_is_not_there(desk: Run, badge: str, tmp_path: Path) -> None:
    refused(desk("capture", str(tmp_path / "nowhere.png")), 2, "nowhere.png")
    refused(desk("capture", str(tmp_path)), 2, str(tmp_path))
    refused(desk("capture", badge, "--fair", "nowhere"), 1, "nowhere")
    assert done(desk("list", "lead")) == []


def test_a_broken_file_does_not_keep_the_others_from_being_read(desk: Run, badge: str, tmp_path: Path) -> None:
    answer = desk("capture", written(tmp_path, "broken.png", b"\x89PNG\r\n\x1a\n"), badge)
    assert answer.code == 2
    assert [one["fields"]["name"] for one in answer.document] == ["Jörg Müller"]
    assert answer.err.count("\n") == 1
    assert len(done(desk("list", "lead"))) == 1
