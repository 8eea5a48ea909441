"""What comes from outside is bounded, clean, and never the end of the program."""

import string
import subprocess
import sys
import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.capture.drawing import CARD, code, encoded

from salesdesk.capture import Captured, Unreadable, read, read_text
from salesdesk.capture.captured import EMPTY, LINE, NOTES, TOO_LARGE, TOO_LONG
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import kind_of

KINDS = {"vcard", "mecard", "bizcard", "text", "url", "unknown", "none"}
HIDDEN = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def _check(found: list[Captured]) -> None:
    assert found
    for one in found:
        assert one.kind in KINDS
        one.raw.encode()
        for name, text in one.fields.items():
            field = kind_of(Lead).field(name)
            assert text
            assert text == text.strip()
            assert field.parse(text)
            assert len(text) <= (NOTES if name in ("notes", "raw") else LINE)
            controls = {c for c in text if unicodedata.category(c) in ("Cc", "Cs") or c in HIDDEN}
            assert controls <= ({"\n"} if name in ("notes", "raw") else set())


def _holds(data: bytes | str) -> None:
    try:
        found = read(data) if isinstance(data, bytes) else read_text(data)
    except Unreadable:
        return
    _check(found)


PROPERTY = st.tuples(
    st.sampled_from(
        ["FN", "N", "TEL", "EMAIL", "ADR", "ORG", "URL", "NOTE", "PHOTO", "IMPP", "X-SOCIALPROFILE", "item1.TEL",
         "AGENT", "item1.X-ABLabel", "LANG", "BEGIN", "END", "VERSION", "BDAY", "X-WECHAT", "SOUND", "",
         "LABEL", "X-A-" + "B" * 70]
    ),
    st.lists(
        st.sampled_from(
            ["WORK", "CELL", "PREF", "ENCODING=QUOTED-PRINTABLE", "CHARSET=windows-1251", "ENCODING=b",
             'TYPE="work,fax"', "PREF=1", "CHARSET=utf-7", "CHARSET=hz", 'X="', "LABEL=a^nb", "=", "VALUE=uri",
             "ALTID=1", "waid=1"]
        ),
        max_size=3,
    ),
    st.one_of(
        st.text(max_size=40),
        st.sampled_from(["VCARD", "tel:+1;ext=2", "https://wa.me/1234567", "=C3=BC=", "\\", "\\n\\;", ";;;;;;;;;", "http://[",
                         "https://linkedin.com/in/a", "mailto:%00", "=3B=0D=0A", "2.1"]),
    ),
)  # fmt: skip
CARDS = st.lists(PROPERTY, max_size=12).map(
    lambda lines: "\r\n".join(f"{';'.join([name, *params])}:{value}" for name, params, value in lines)
)
WORDS = st.sampled_from(
    ["Jane Doe", "Acme GmbH", "Tel: +49 89 123456", "jane@acme.com", "www.acme.com", "王小明 经理", "电话：", "https://[",
     "mailto:", "tel:", "MECARD:N:", "BIZCARD:X:", "\\", ";", "^", "{", '{"name":', "}", "Best regards\n", "-- \n",
     "Mob", "80331 München", "Hauptstr. 5", "\n", "\t", " | ", "linkedin.com/in/x", "+", "0170 1234567", "\u202e",
     "\0", "\ud800", "ABTEILUNG: x", "Name:", "K", "ß", "İ", "WhatsApp +1 555 123456", "wa.me/1234567",
     "weixin://contacts/profile/", "%00"]
)  # fmt: skip


@settings(max_examples=300)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    _holds(data)


@settings(max_examples=300)
@given(st.text(max_size=400))
def test_any_text(text: str) -> None:
    _holds(text)


@settings(max_examples=400)
@given(st.lists(WORDS, max_size=14).map("".join))
def test_any_words_of_cards(text: str) -> None:
    _holds(text)


@settings(max_examples=400)
@given(CARDS, st.sampled_from(["utf-8", "utf-16", "cp1252", "gb18030", "utf-32-le"]), st.booleans())
def test_any_card(lines: str, encoding: str, closed: bool) -> None:
    text = f"BEGIN:VCARD\r\n{lines}" + ("\r\nEND:VCARD\r\n" if closed else "")
    _holds(text.encode(encoding, "replace"))
    _holds(text)


@settings(max_examples=200)
@given(st.data())
def test_any_damage_to_a_picture(data: st.DataObject) -> None:
    picture = bytearray(data.draw(st.sampled_from(PICTURES)))
    for _turn in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, min(len(picture) - 1, 400)))
        picture[at] = data.draw(st.integers(0, 255))
    _holds(bytes(picture[: data.draw(st.integers(1, len(picture)))] if data.draw(st.booleans()) else picture))


PICTURES = [
    encoded(code(CARD, scale=2).convert(mode), kind)
    for mode, kind in (("L", "PNG"), ("P", "PNG"), ("RGBA", "PNG"), ("L", "JPEG"), ("CMYK", "JPEG"), ("RGBA", "WEBP"))
]


@pytest.mark.parametrize("data", [b"", b"  \r\n\t ", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_nothing_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert caught.value.why == EMPTY


@pytest.mark.parametrize("text", ["", " \n", "\0\x07", "\u202e"])
def test_a_text_of_nothing_is_refused_in_words(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_text(text)
    assert caught.value.why == EMPTY


def test_too_much_is_refused_in_words() -> None:
    with pytest.raises(Unreadable) as caught:
        read(b"a word " * 1_500_000)
    assert (caught.value.why, caught.value.params) == (TOO_LARGE, {"limit": 10})
    assert str(caught.value) == "The file is larger than 10 MB."
    with pytest.raises(Unreadable) as caught:
        read_text("a word " * 15_000)
    assert caught.value.why == TOO_LONG


def test_the_name_of_a_file_is_not_trusted() -> None:
    assert read(CARD.encode(), "picture.png")[0].kind == "vcard"
    assert read(encoded(code(CARD)), "contacts.vcf")[0].code == "QR"


@pytest.mark.parametrize(
    "text",
    ["a" * 99_000, "a." * 49_000, "1 " * 49_000, "@" * 99_000, "a@" * 49_000, "^" * 99_000, "MECARD:" + "\\" * 90_000,
     "a@b." * 24_000, "BEGIN:VCARD\nN:" + "\\;," * 30_000, "BEGIN:VCARD\nFN" + ";X=\"" * 25_000,
     "-- \n" * 24_000, "{" * 99_000,
     "BEGIN:VCARD\nTEL" + ';TYPE="' * 400 + ":1", "BEGIN:VCARD\nNOTE;QUOTED-PRINTABLE:" + "=\n" * 40_000,
     "\n".join(["+49 89 1234567 " * 26] * 40), "\n".join(["Jane Doe, Acme GmbH " * 20] * 40),
     "(" * 400 + "\n" + "+" * 400,
     "\n".join(["a" * 400 + "@"] * 40), "\n".join(["T: " * 130] * 40), "BEGIN:VCARD " + "N:a " * 20_000],
    ids=lambda text: text[:16],
)  # fmt: skip
def test_no_text_takes_long(text: str) -> None:
    start = time.process_time()
    _holds(text)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "body",
    [b"\n " * 3_000_000, b"a" * 9_000_000, b"A:" * 4_000_000, b"FN:\xe4\n" * 200_000, b"NOTE:" + b"\xff" * 9_000_000,
     b"".join(b"TEL:+49 %d\n" % i for i in range(200_000)), b"NOTE:\n" + b"a\n" * 1_000_000,
     b"FN:x\nEND:VCARD\n" * 200_000, b"FN;X=\"" * 1_000_000, b"N:" + b"a;" * 2_000_000],
    ids=lambda body: repr(body[:12]),
)  # fmt: skip
def test_no_file_takes_long(body: bytes) -> None:
    start = time.process_time()
    _holds(b"BEGIN:VCARD\nVERSION:3.0\n" + body)
    assert time.process_time() - start < 10


def test_importing_the_package_loads_no_decoder() -> None:
    said = (
        "import sys, salesdesk.capture; print(*{'PIL', 'zxingcpp', 'charset_normalizer', 'PySide6'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert ran.stdout.strip(string.whitespace) == ""
