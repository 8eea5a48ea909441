"""CSV of every encoding, delimiter, quoting and line end."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from tests.exchange.files import numbered, read

from salesdesk.exchange.unreadable import Unreadable

LATIN = "Name,Company,City\r\nJörg Müller,Größe GmbH,Düsseldorf\r\nRenée Façon,Café Crème,Orléans\r\n"
ENCODED = [
    ("utf-8", LATIN), ("utf-8-sig", LATIN), ("utf-16", LATIN), ("utf-16-le", LATIN), ("utf-16-be", LATIN),
    ("utf-32", LATIN), ("utf-32-le", LATIN), ("utf-32-be", LATIN), ("cp1252", LATIN),
    ("cp1250", "Name,Město\r\nTomáš Dvořák,Plzeň\r\nŁukasz Żółć,Łódź\r\nJiří Šťastný,Děčín\r\n"),
    ("cp1251", "Имя,Компания\r\nИван Петров,Завод Электрон\r\nОльга Смирнова,Москва\r\n"),
    ("cp1253", "Όνομα,Εταιρεία\r\nΓιώργος Παπαδόπουλος,Αθήνα\r\nΕλένη Νικολάου,Θεσσαλονίκη\r\n"),
    ("cp1254", "Ad,Şehir\r\nAyşe Yılmaz,İstanbul\r\nÇağrı Şimşek,Eskişehir\r\nUğur Dağ,Muğla\r\n"),
    ("cp1255", "שם,חברה\r\nדוד כהן,תל אביב\r\nרחל לוי,ירושלים\r\n"),
    ("cp1256", "الاسم,الشركة\r\nمحمد علي,القاهرة\r\nفاطمة حسن,دبي\r\n"),
    ("cp1257", "Vardas,Miestas\r\nŽydrūnas Šarūnas,Kėdainiai\r\nRūta Žukauskaitė,Šiauliai\r\nJūratė Vėjūnė,Alytus\r\n"),
    ("cp932", "名前,会社\r\n山田太郎,東京機械株式会社\r\n佐藤花子,大阪電機工業\r\n"),
    ("utf-16-le", "姓名,公司\r\n王小明,上海机械有限公司\r\n"),
    ("gb18030", "姓名,公司\r\n王小明,上海机械有限公司\r\n李娜,北京电子科技有限公司\r\n"),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "text"), ENCODED, ids=[encoding for encoding, _text in ENCODED])
def test_a_file_is_read_in_whatever_encoding_it_was_written(tmp_path: Path, encoding: str, text: str) -> None:
    header, *rows = [line.split(",") for line in text.splitlines()]
    assert read(tmp_path / "a.csv", text.encode(encoding)) == (tuple(header), rows)


def test_one_umlaut_far_behind_plain_letters_tells_the_encoding(tmp_path: Path) -> None:
    text = "Name,City\n" + "Jane,Linz\n" * 200_000 + "Jörg Müller,Köln\n"
    for encoding in ("utf-8", "cp1252"):
        assert read(tmp_path / "a.csv", text.encode(encoding))[1][-1] == ["Jörg Müller", "Köln"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_delimiters_line_ends_quotes_and_breaks_inside_cells(tmp_path: Path, delimiter: str, end: str) -> None:
    cell = f'"Pumps, valves; ""big"" | ones{end}second\tline"'
    rows = (("Name", "Notes", "City"), ("Jane", cell, "Linz"), ("Abel", "", "Graz"))
    text = end.join(delimiter.join(row) for row in rows)
    header, found = read(tmp_path / "a.csv", text.encode())
    assert header == ("Name", "Notes", "City")
    assert found == [["Jane", f'Pumps, valves; "big" | ones{end}second\tline', "Linz"], ["Abel", "", "Graz"]]


def test_a_decimal_comma_does_not_pass_for_a_delimiter(tmp_path: Path) -> None:
    data = b"Name;Budget;Ort\r\nA;1.234,50;Linz\r\nB;7,25;Graz, Mitte\r\n"
    assert read(tmp_path / "a.csv", data)[1] == [["A", "1.234,50", "Linz"], ["B", "7,25", "Graz, Mitte"]]


def test_excel_may_say_its_delimiter_first(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", b"sep=;\r\nName;Ort\r\nJane, Dr.;Linz\r\n") == (
        ("Name", "Ort"),
        [["Jane, Dr.", "Linz"]],
    )


def test_rows_keep_their_numbers_where_others_are_empty_or_ragged(tmp_path: Path) -> None:
    data = b'Name,City\n\nJane,"Linz\nAT"\n,\nAbel\nBea,Graz,\n'
    assert numbered(tmp_path / "a.csv", data) == {3: ["Jane", "Linz\nAT"], 5: ["Abel"], 6: ["Bea", "Graz", ""]}


@pytest.mark.parametrize("behind", [3, 5_000])
def test_a_quote_that_nothing_closes_spoils_no_other_row(tmp_path: Path, behind: int) -> None:
    rows = "".join(f"Abel {n},Graz\n" for n in range(behind))
    found = numbered(tmp_path / "a.csv", f'Name,City\n"Jane,Linz\n{rows}Bea,Wels\n'.encode())
    assert found[2] == ['"Jane', "Linz"]
    assert found[3] == ["Abel 0", "Graz"]
    assert (len(found), found[behind + 3]) == (behind + 2, ["Bea", "Wels"])


def test_a_cell_may_have_thousands_of_lines(tmp_path: Path) -> None:
    note = "x\n" * 60_000
    data = f'Name,Notes\n"Jane","{note}"\nBea,z\n'.encode()
    assert read(tmp_path / "a.csv", data)[1] == [["Jane", note], ["Bea", "z"]]


def test_a_quote_that_another_cells_quote_would_close_far_below_takes_no_rows_with_it(tmp_path: Path) -> None:
    rows = "".join(f"Abel {n},Graz\n" for n in range(5_000))
    found = read(tmp_path / "a.csv", f'Name,City\n"Jane,Linz\n{rows}"Big, Ltd","A\nB"\n'.encode())[1]
    assert (len(found), found[0], found[-1]) == (5_002, ['"Jane', "Linz"], ["Big, Ltd", "A\nB"])


def test_lines_that_all_open_a_quote_are_not_each_read_to_the_end(tmp_path: Path) -> None:
    found = read(tmp_path / "a.csv", b"Name,City\n" + b'x","y\n' * 100_000)[1]
    assert found == [['x"', '"y']] * 100_000


def test_a_quote_without_an_end_in_more_than_a_cell_can_hold_spoils_no_other_row(tmp_path: Path) -> None:
    line = b"Abel," + b"x" * 100_000 + b"\n"
    found = read(tmp_path / "a.csv", b'Name,City\n"Jane,Linz\n' + line * 180)[1]
    assert (found[0], len(found), found[1][0]) == (['"Jane', "Linz"], 181, "Abel")


def test_without_a_header_columns_go_by_number(tmp_path: Path) -> None:
    assert read(tmp_path / "a.csv", b"Jane,jane@acme.example\nAbel,abel@acme.example,+49 30 1\n") == (
        ("1", "2", "3"),
        [["Jane", "jane@acme.example"], ["Abel", "abel@acme.example", "+49 30 1"]],
    )


def test_one_column_is_a_table_too(tmp_path: Path) -> None:
    assert read(tmp_path / "a.txt", b"E-mail\na@b.example\n") == (("E-mail",), [["a@b.example"]])


@pytest.mark.parametrize("data", [b"", b"\n\n", codecs.BOM_UTF8, b"\0\1\2\0\xff" * 100])
def test_what_is_no_table_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Unreadable):
        read(tmp_path / "a.csv", data)
