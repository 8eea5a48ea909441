"""The text of cards and signatures, and text that is neither."""

import pytest

from salesdesk.capture import read_text

GERMAN = """Jane Doe
Sales Manager
Acme Industries
Tel: +49 89 123456-0 | Fax: +49 89 123456-99
Mob. +49 (0)170 1234567
jane.doe@acme.com
www.acme.com
Hauptstr. 5
80331 München
Germany"""
CHINESE = """王小明  销售经理
上海海天机械有限公司
电话：021-5888 1234
手机：13812345678
传真：021-5888 1235
邮箱：wang@haitian.cn
微信：wangxm88
上海市浦东新区世纪大道100号"""
JAPANESE = """山田 太郎
株式会社山田製作所
営業部 課長
TEL 03-1234-5678  携帯 090-1234-5678
t.yamada@yamada.co.jp
〒100-0001 東京都千代田区1-1"""
ARABIC = """شركة الخليج للتجارة
محمد العلي
مدير المبيعات
هاتف: +971 4 123 4567
جوال: +971 50 123 4567
m.ali@gulf.ae"""
RUSSIAN = """Иван Петренко
Директор по продажам
ООО Ромашка
тел. +7 495 123-45-67, моб. +7 901 123-45-67
ivan@romashka.ru"""
SIGNATURE = """Hi Tom,

nice to meet you at the fair; we need 400 pumps.

Best regards
Dr. Jörg Müller-Lüdenscheidt, Head of Purchasing
Nordvik AS
T +47 22 33 44 55 M +47 99 88 77 66
joerg.mueller@nordvik.no"""
FIRM_FIRST = """ACME INDUSTRIES
Jane van der Berg
Key Account Manager
12 High Street
Springfield, IL 62701
Direct: (217) 555-0100 ext. 12
jberg@acme-industries.com
linkedin.com/in/janeberg"""


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (GERMAN, {
            "name": "Jane Doe", "title": "Sales Manager", "company": "Acme Industries", "phone": "+49 89 123456-0",
            "mobile": "+49 (0)170 1234567", "email": "jane.doe@acme.com", "web": "www.acme.com",
            "street": "Hauptstr. 5", "postcode": "80331", "city": "München", "country": "DE",
            "notes": "Fax: +49 89 123456-99",
        }),
        (CHINESE, {
            "name": "王小明", "title": "销售经理", "company": "上海海天机械有限公司", "phone": "021-5888 1234",
            "mobile": "13812345678", "email": "wang@haitian.cn", "wechat": "wangxm88",
            "notes": "上海市浦东新区世纪大道100号\nFax: 021-5888 1235",
        }),
        (JAPANESE, {
            "name": "山田 太郎", "company": "株式会社山田製作所", "title": "営業部 課長", "phone": "03-1234-5678",
            "mobile": "090-1234-5678", "email": "t.yamada@yamada.co.jp", "notes": "〒100-0001 東京都千代田区1-1",
        }),
        (ARABIC, {
            "name": "محمد العلي", "company": "شركة الخليج للتجارة", "title": "مدير المبيعات",
            "phone": "+971 4 123 4567", "mobile": "+971 50 123 4567", "email": "m.ali@gulf.ae",
        }),
        (RUSSIAN, {
            "name": "Иван Петренко", "title": "Директор по продажам", "company": "ООО Ромашка",
            "phone": "+7 495 123-45-67", "mobile": "+7 901 123-45-67", "email": "ivan@romashka.ru",
        }),
        (SIGNATURE, {
            "name": "Dr. Jörg Müller-Lüdenscheidt", "title": "Head of Purchasing", "company": "Nordvik AS",
            "phone": "+47 22 33 44 55", "mobile": "+47 99 88 77 66", "email": "joerg.mueller@nordvik.no",
            "notes": "Hi Tom,\n\nnice to meet you at the fair; we need 400 pumps.",
        }),
        (FIRM_FIRST, {
            "name": "Jane van der Berg", "title": "Key Account Manager", "company": "ACME INDUSTRIES",
            "street": "12 High Street", "city": "Springfield", "postcode": "62701", "phone": "(217) 555-0100 ext. 12",
            "email": "jberg@acme-industries.com", "linkedin": "linkedin.com/in/janeberg", "notes": "Region: IL",
        }),
        ("Name: Jane Doe\nFirma: Foo\nTelefon: 089 1234567", {
            "name": "Jane Doe", "company": "Foo", "phone": "089 1234567",
        }),
        ("张伟\n总经理\nMobile/WeChat: +86 138 0000 0000\nt: 0574 8622 1234\nE: zw@haitian.com  W: www.haitian.com", {
            "name": "张伟", "title": "总经理", "mobile": "+86 138 0000 0000", "wechat": "+86 138 0000 0000",
            "phone": "0574 8622 1234", "email": "zw@haitian.com", "web": "www.haitian.com",
        }),
        ("jane@acme.com", {"email": "jane@acme.com"}),
        ("+49 89 1234567", {"phone": "+49 89 1234567"}),
    ],
)  # fmt: skip
def test_a_card_is_read(text: str, fields: dict[str, str]) -> None:
    [one] = read_text(text)
    assert (one.kind, one.fields, one.raw) == ("text", fields, text)


@pytest.mark.parametrize(
    "firm",
    ["Acme GmbH", "Müller & Söhne GmbH & Co. KG", "Siemens AG", "Acme Ltd.", "Acme, Inc.", "Dupont S.A.",
     "Rossi S.p.A.", "Van Dijk B.V.", "Nordvik AS", "Volvo AB", "Kone Oyj", "Kowalski Sp. z o.o.", "Novák s.r.o.",
     "株式会社東京", "上海机械有限公司", "شركة الخليج للتجارة", "ООО Ромашка", "주식회사 한국"],
)  # fmt: skip
def test_a_firm_is_known_by_its_legal_form(firm: str) -> None:
    assert read_text(f"{firm}\nsales@other.example")[0].fields == {"company": firm, "email": "sales@other.example"}


@pytest.mark.parametrize(
    "text",
    ["just some notes\nin two lines", "Met at Siemens AG booth, wants a quote", "wants a quote for Siemens AG", "Grüße",
     "Call back on 2026-11-23 between 10 and 12", "needs 12000 pieces by 31.12.2026", "展会上见面很高兴",
     "visited 3 stands"],
)  # fmt: skip
def test_a_note_stays_a_note(text: str) -> None:
    [one] = read_text(text)
    assert (one.kind, one.fields) == ("text", {"notes": text})


def test_a_sentence_around_a_number_stays_whole() -> None:
    text = "Call me at +49 89 1234567 about pumps"
    assert read_text(text)[0].fields == {"phone": "+49 89 1234567", "notes": text}


@pytest.mark.parametrize("number", ["HRB 123456", "VAT DE123456789", "IBAN DE89 3704 0044 0532 0130 00", "2026-11-23"])
def test_other_numbers_are_no_telephones(number: str) -> None:
    fields = read_text(f"Jane Doe\n{number}\njane@acme.example")[0].fields
    assert "phone" not in fields
    assert number in fields["notes"]


def test_a_long_text_is_left_alone() -> None:
    text = "\n".join(f"Line {i}: mail a{i}@b.example" for i in range(60))
    assert read_text(text)[0].fields == {"notes": text}


def test_full_width_letters_are_understood() -> None:
    fields = read_text("山田太郎\nＴＥＬ：０３－１２３４－５６７８\nyamada＠yamada.example")[0].fields
    assert fields["phone"] == "03-1234-5678"
    assert fields["email"] == "yamada@yamada.example"
