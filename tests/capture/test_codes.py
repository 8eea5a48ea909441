"""Codes of every kind, in every picture that a camera or a screen makes."""

import pytest
from PIL import Image, ImageOps
from tests.capture.drawing import CARD, FORMATS, badge, code, encoded, qr_of_bytes

from salesdesk.capture import read

MATRIX = [name for name in FORMATS if name != "Code 128"]
KINDS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("symbology", MATRIX)
def test_a_vcard_is_read_from_every_matrix_code_in_every_format(symbology: str, kind: str) -> None:
    data = encoded(code(CARD, symbology), kind)
    [one] = read(data)
    assert (one.kind, one.code, one.mime) == ("vcard", symbology, KINDS[kind])
    assert one.fields == {
        "name": "Jörg Müller", "company": "Acme GmbH", "email": "joerg@acme.example", "mobile": "+49 170 1234567",
    }  # fmt: skip
    assert one.picture == data


@pytest.mark.parametrize("kind", KINDS)
def test_a_badge_number_is_read_from_code_128(kind: str) -> None:
    [one] = read(encoded(code("EXH-2026-004711", "Code 128"), kind))
    assert (one.kind, one.code) == ("unknown", "Code 128")
    assert one.fields == {"badge_id": "EXH-2026-004711", "raw": "EXH-2026-004711"}
    assert one.raw == "EXH-2026-004711"
    assert one.picture


@pytest.mark.parametrize("angle", [17, 45, 90, 180, 261])
@pytest.mark.parametrize("symbology", FORMATS)
def test_a_code_may_lie_at_any_angle(symbology: str, angle: int) -> None:
    payload = "EXH-2026-004711" if symbology == "Code 128" else CARD
    turned = code(payload, symbology).rotate(angle, expand=True, fillcolor=255)
    assert read(encoded(turned))[0].code == symbology


@pytest.mark.parametrize("symbology", FORMATS)
def test_a_code_is_found_on_a_badge(symbology: str) -> None:
    payload = "EXH-2026-004711" if symbology == "Code 128" else CARD
    [one] = read(encoded(badge(code(payload, symbology, scale=3)).rotate(4, fillcolor=(96, 72, 48)), "JPEG"))
    assert one.code == symbology


def test_a_small_code_is_found_in_a_large_photograph() -> None:
    photo = badge(code(CARD, scale=4), size=(6000, 4000))
    [one] = read(encoded(photo, "JPEG", quality=85))
    assert one.fields["name"] == "Jörg Müller"


@pytest.mark.parametrize("mode", ["1", "P", "LA", "RGBA", "RGB", "I;16"])
def test_every_kind_of_png_works(mode: str) -> None:
    plain = code(CARD)
    picture = plain.convert("I").point(lambda level: level * 257).convert("I;16") if mode == "I;16" else plain
    assert read(encoded(picture if mode == "I;16" else plain.convert(mode)))[0].kind == "vcard"


def test_a_palette_with_transparency_works() -> None:
    palette = code(CARD).convert("P")
    assert read(encoded(palette, transparency=bytes([255] * 200)))[0].kind == "vcard"


def test_a_cmyk_jpeg_works() -> None:
    assert read(encoded(code(CARD).convert("CMYK"), "JPEG"))[0].kind == "vcard"


def test_what_is_transparent_is_white() -> None:
    black = code(CARD)
    clear = Image.new("RGBA", black.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=ImageOps.invert(black))
    assert read(encoded(clear))[0].kind == "vcard"


def test_light_on_dark_and_faint_codes_are_read() -> None:
    assert read(encoded(ImageOps.invert(code(CARD))))[0].kind == "vcard"
    assert read(encoded(code(CARD).point(lambda level: 120 + level // 12)))[0].kind == "vcard"


def test_a_code_of_single_pixels_is_read() -> None:
    assert read(encoded(code(CARD, scale=1)))[0].kind == "vcard"


def test_the_exif_orientation_is_followed() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    wide = code("EXH-1", "Code 128").rotate(90, expand=True)
    [one] = read(encoded(Image.merge("RGB", [wide] * 3).resize((2600, 6000)), "JPEG", exif=exif, quality=100))
    assert one.fields["badge_id"] == "EXH-1"
    assert one.picture is not None


def test_a_contact_is_preferred_to_a_text_and_a_text_to_a_number() -> None:
    number, text, card = code("EXH-1", "Code 128", 3), code("Hall 5, stand B12", "QR"), code(CARD, "Aztec", 4)
    assert read(encoded(badge(number, text, card)))[0].kind == "vcard"
    assert read(encoded(badge(number, text)))[0].kind == "text"
    assert read(encoded(badge(card, number)))[0].kind == "vcard"


def test_of_several_cards_the_fullest_counts() -> None:
    thin = "BEGIN:VCARD\nVERSION:3.0\nFN:Jane Doe\nEND:VCARD"
    [one] = read(encoded(badge(code(thin), code(CARD))))
    assert one.fields["name"] == "Jörg Müller"


def test_a_picture_without_a_code_is_kept() -> None:
    data = encoded(badge(), "JPEG")
    [one] = read(data)
    assert (one.kind, one.code, one.raw, one.fields) == ("none", "", "", {})
    assert (one.picture, one.mime) == (data, "image/jpeg")


def test_bytes_that_are_no_text_are_kept_in_hexadecimal() -> None:
    [one] = read(encoded(code(b"\x00\x01\xfe\xff\x80\x02\x03")))
    assert (one.kind, one.raw, one.fields) == ("unknown", "0001feff800203", {"raw": "0001feff800203"})


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("王小明", "utf-8"), ("山田太郎", "cp932"), ("王小明", "gb18030"), ("Jörg Müller", "cp1252"),
        ("Иван Петренко", "cp1251"), ("محمد العلي", "utf-8"), ("山田 太郎 é", "utf-16"), ("김철수", "cp949"),
    ],
)  # fmt: skip
def test_letters_survive_a_code_that_does_not_say_how_they_are_written(text: str, encoding: str) -> None:
    card = f"MECARD:N:{text};EMAIL:a@b.example;;"
    [one] = read(encoded(qr_of_bytes(card.encode(encoding))))
    assert one.fields["name"] == text


@pytest.mark.parametrize("symbology", ["QR", "Data Matrix", "Aztec", "PDF417"])
@pytest.mark.parametrize("name", ["Łukasz Żółć", "王小明", "山田太郎", "محمد العلي", "Іван Франко", "김철수"])
def test_names_of_every_script_survive_every_code(name: str, symbology: str) -> None:
    [one] = read(encoded(code(f"BEGIN:VCARD\nVERSION:4.0\nFN:{name}\nEND:VCARD", symbology)))
    assert one.fields == {"name": name}
