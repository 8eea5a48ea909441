"""What badge systems write into their codes."""

import json

import pytest

from salesdesk.capture import read_text


def test_an_object_with_keys_that_speak_for_themselves() -> None:
    payload = {
        "id": 4711, "firstName": "Jörg", "lastName": "Müller", "companyName": "Acme", "jobTitle": "Buyer",
        "email": "j@acme.example", "Mobile": "+49 170 1", "website": "acme.example", "hall": 4.50,
        "address": {"street": "Weg 1", "zip": "80331", "city": "München", "country": "DE"}, "vip": True, "none": None,
    }  # fmt: skip
    [one] = read_text(json.dumps(payload))
    assert one.kind == "text"
    assert one.fields == {
        "badge_id": "4711", "name": "Jörg Müller", "company": "Acme", "title": "Buyer", "email": "j@acme.example",
        "mobile": "+49 170 1", "web": "acme.example", "street": "Weg 1", "postcode": "80331", "city": "München",
        "country": "DE", "notes": "hall: 4.5\nvip: True",
    }  # fmt: skip
    assert one.missed == ("hall: 4.5", "vip: True")


def test_a_name_in_parts_within_an_object() -> None:
    assert read_text('{"name": {"first": "Jane", "last": "Doe"}}')[0].fields == {"name": "Jane Doe"}


@pytest.mark.parametrize(
    "text", ['{"id":"A1"}', "{broken", "{" * 5000, '{"a":' * 15_000, '{"a":1}', '{"name":"\\ud800"}']
)
def test_an_object_that_says_nothing_of_a_person_is_kept(text: str) -> None:
    [one] = read_text(text)
    assert one.kind == "unknown"
    assert one.fields["raw"] == text


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("4711^Jane^Doe^Acme^jane.doe@acme.example", {"badge_id": "4711", "name": "Jane Doe", "company": "Acme"}),
        ("4711^Jane^Doe^Acme Pumps^info@pumps.example",
         {"badge_id": "4711", "name": "Jane Doe", "company": "Acme Pumps"}),
        ("A-99|Doe|Jane|Acme Ltd|CTO|jdoe@acme.example",
         {"badge_id": "A-99", "name": "Jane Doe", "company": "Acme Ltd", "title": "CTO"}),
        ("Müller;Jörg;Nordvik AS;joerg.mueller@nordvik.example", {"name": "Jörg Müller", "company": "Nordvik AS"}),
        ("Jane Doe\tAcme GmbH\tjane@acme.example\t+49 89 123456\tGermany",
         {"name": "Jane Doe", "company": "Acme GmbH", "phone": "+49 89 123456", "country": "DE"}),
        ("X1\x1dJane\x1dDoe\x1dAcme\x1dj.doe@acme.example", {"badge_id": "X1", "name": "Jane Doe", "company": "Acme"}),
    ],
)  # fmt: skip
def test_parts_between_delimiters(text: str, fields: dict[str, str]) -> None:
    [one] = read_text(text)
    assert one.kind == "text"
    assert {name: value for name, value in one.fields.items() if name != "email"} == fields
    assert "@" in one.fields["email"]


def test_parts_that_may_be_anything_go_to_the_notes() -> None:
    [one] = read_text("blue^green^someone@acme.example^42")
    assert one.fields == {"email": "someone@acme.example", "notes": "blue\ngreen\n42"}


@pytest.mark.parametrize(
    "text", ["4711^Jane^Doe^Acme Corp", "a@x.example^b@x.example^c", "WIFI:S:net;T:WPA;P:secret;;"]
)
def test_parts_without_a_sure_sign_are_kept_as_they_are(text: str) -> None:
    [one] = read_text(text)
    assert one.kind in ("unknown", "text")
    assert "name" not in one.fields
    assert "company" not in one.fields


@pytest.mark.parametrize("text", ["EXH-2026-004711", "000123456789", "]C1abc", "Hello", "A" * 64])
def test_a_token_is_a_badges_number(text: str) -> None:
    [one] = read_text(f"{text}\n")
    assert (one.kind, one.fields) == ("unknown", {"badge_id": text, "raw": text})


def test_a_long_token_is_no_badges_number() -> None:
    assert read_text("A" * 65)[0].fields == {"raw": "A" * 65}
