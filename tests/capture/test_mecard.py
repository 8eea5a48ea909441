"""MECARD and BIZCARD payloads."""

import pytest

from salesdesk.capture import read_text


def test_a_mecard() -> None:
    [one] = read_text(
        "MECARD:N:Owen,Sean;TEL:+12125551212;EMAIL:srowen@example.com;URL:http\\://example.com;ORG:Acme\\; Sons;"
        "ADR:76 9th Avenue, 4th Floor, New York, NY 10011;NOTE:a \\: b;BDAY:19700310;TEL:+12125550000;;"
    )
    assert one.kind == "mecard"
    assert one.fields == {
        "name": "Sean Owen", "phone": "+12125551212", "email": "srowen@example.com", "web": "http://example.com",
        "company": "Acme; Sons", "street": "76 9th Avenue, 4th Floor, New York, NY 10011",
        "notes": "a : b\nBirthday: 19700310\nPhone: +12125550000",
    }  # fmt: skip


def test_a_japanese_mecard_with_its_seven_parts_of_an_address() -> None:
    [one] = read_text(
        "MECARD:N:山田,太郎;SOUND:ヤマダ,タロウ;TEL:0312345678;ADR:,401,千代田1-1,千代田区,東京都,100-0001,日本;;"
    )
    assert one.fields == {
        "name": "山田太郎", "phone": "0312345678", "street": "千代田1-1, 401", "city": "千代田区",
        "postcode": "100-0001",
        "country": "JP", "notes": "Reading of the name: ヤマダタロウ\nRegion: 東京都",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text", ["MECARD:N:Jane Doe", "mecard:N:Jane Doe;", "MECARD:N:Jane Doe;;\r\n", " MECARD:;N:Jane Doe;;;"]
)
def test_a_mecard_written_carelessly(text: str) -> None:
    assert read_text(text)[0].fields == {"name": "Jane Doe"}


def test_a_bizcard() -> None:
    [one] = read_text(
        "BIZCARD:N:Sean;X:Owen;T:Software Engineer;C:Acme;A:76 9th Avenue, Berlin, Germany;B:+12125551212;M:+1 2;"
        "F:+1 3;E:srowen@example.com;;"
    )
    assert one.kind == "bizcard"
    assert one.fields == {
        "name": "Sean Owen", "title": "Software Engineer", "company": "Acme", "street": "76 9th Avenue, Berlin",
        "country": "DE", "phone": "+12125551212", "mobile": "+1 2", "email": "srowen@example.com", "notes": "Fax: +1 3",
    }  # fmt: skip


def test_a_mecard_that_says_nothing_is_kept_as_it_is() -> None:
    assert read_text("MECARD:;;")[0].kind == "unknown"
