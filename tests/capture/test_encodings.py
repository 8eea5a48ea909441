"""Files in every encoding that contacts come in, named or not."""

import codecs

import pytest

from salesdesk.capture import read

NAMES = {
    "cp1252": ["Jörg Müller", "Société Générale", "Muñoz Peña", "Ærø", "São João", "Ängström"],
    "cp1250": ["Łukasz Żółć", "Jiří Dvořák"], "cp1251": ["Іван Петренко", "Сергей", "Виталий Кличко"],
    "cp1253": ["Γιώργος Παπαδόπουλος"], "cp1254": ["İbrahim Şahin Öğüt"], "cp1255": ["דוד כהן"],
    "cp1256": ["محمد العلي"], "cp932": ["山田太郎", "ヤマダ タロウ", "鈴木 一郎", "ﾔﾏﾀﾞ ﾀﾛｳ"],
    "gb18030": ["王小明", "张三", "李伟 销售经理"], "big5": ["台灣積體電路", "陳美玲"], "cp949": ["김철수", "이영희"],
    "euc_jp": ["山田太郎"], "koi8_r": ["Виталий Иванов"],
}  # fmt: skip
SCRIPTS = ["Jörg Müller", "王小明", "محمد العلي", "Іван Франко", "山田太郎", "김철수", "Δημήτρης", "O’Neil – “Joe”"]


def _file(name: str) -> str:
    return f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nEMAIL:a@b.example\r\nEND:VCARD\r\n"


@pytest.mark.parametrize(("encoding", "name"), [(e, n) for e, names in NAMES.items() for n in names])
def test_an_encoding_that_is_not_named_is_recognised(encoding: str, name: str) -> None:
    [one] = read(_file(name).encode(encoding))
    assert one.fields["name"] == name


@pytest.mark.parametrize(("encoding", "name"), [(e, n) for e, names in NAMES.items() for n in names])
def test_a_property_names_its_encoding(encoding: str, name: str) -> None:
    text = _file(name).replace("FN:", f"FN;CHARSET={encoding}:").replace("3.0", "2.1")
    assert read(text.encode(encoding))[0].fields["name"] == name
    quoted = "".join(f"={byte:02X}" for byte in name.encode(encoding))
    text = _file(quoted).replace("FN:", f"FN;ENCODING=QUOTED-PRINTABLE;CHARSET={encoding}:").replace("3.0", "2.1")
    assert read(text.encode())[0].fields["name"] == name


@pytest.mark.parametrize("name", SCRIPTS)
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"), (b"", "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"), (b"", "utf-16-le"), (b"", "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-32-le"),
    ],
)  # fmt: skip
def test_unicode_with_and_without_its_mark(mark: bytes, encoding: str, name: str) -> None:
    [one] = read(mark + _file(name).encode(encoding))
    assert one.fields == {"name": name, "email": "a@b.example"}
    assert read(mark + f"{name}, met at the fair".encode(encoding))[0].fields == {"notes": f"{name}, met at the fair"}


@pytest.mark.parametrize(
    "charset", ["rot13", "zip", "idna", "unicode_escape", "undefined", "utf-16", "utf-7", "no-such", "x" * 3000]
)
def test_a_charset_that_is_none_is_passed_over(charset: str) -> None:
    text = f"BEGIN:VCARD\nVERSION:2.1\nFN;CHARSET={charset}:Jörg\nEND:VCARD\n"
    assert read(text.encode())[0].fields["name"] == "Jörg"


def test_the_charset_of_one_line_tells_that_of_the_others() -> None:
    data = b"BEGIN:VCARD\nVERSION:2.1\nFN:" + "Віталій".encode("cp1251")
    data += b"\nLABEL;CHARSET=Windows-1251;QUOTED-PRINTABLE:=CA=E8=BF=E2\nEND:VCARD\n"
    assert read(data)[0].fields == {"name": "Віталій", "notes": "Address: Київ"}


def test_lines_of_different_encodings_in_one_file() -> None:
    data = b"BEGIN:VCARD\nVERSION:3.0\nFN:" + "Jörg Müller".encode("cp1252")
    data += b"\nORG:" + "Süd GmbH".encode() + b"\nEND:VCARD\n"
    assert read(data)[0].fields == {"name": "Jörg Müller", "company": "Süd GmbH"}


def test_bytes_that_are_nothing_still_give_the_rest() -> None:
    [one] = read(b"BEGIN:VCARD\nVERSION:3.0\nFN:J\x9d\x81\xffne\nEMAIL:a@b.example\nEND:VCARD\n")
    assert one.fields["email"] == "a@b.example"
