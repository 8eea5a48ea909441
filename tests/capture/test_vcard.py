"""vCards of every version, as programs and people really write them."""

import base64
import quopri

import pytest

from salesdesk.capture import Captured, Unreadable, read, read_text
from salesdesk.capture.captured import TOO_MANY_CONTACTS
from salesdesk.i18n import use


def _card(*lines: str, version: str = "3.0") -> Captured:
    [one] = read("\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""]).encode())
    assert one.kind == "vcard"
    assert one.code == ""
    return one


def _fields(*lines: str, version: str = "3.0") -> dict[str, str]:
    return _card(*lines, version=version).fields


def test_the_common_fields() -> None:
    assert _fields(
        "N:Doe;Jane;;Dr.;", "FN:Dr. Jane Doe", "ORG:Acme Corp.;Purchasing;Pumps", "TITLE:Buyer",
        "EMAIL;TYPE=INTERNET:jane@acme.example", "TEL;TYPE=WORK,VOICE:+1 555 100", "TEL;TYPE=CELL:+1 555 200",
        "ADR;TYPE=WORK:;;1 Main St;Springfield;;12345;United States", "URL:https://acme.example", "LANG:en-US",
        "NOTE:first line\\nsecond\\, with comma\\; and \\\\ backslash",
    ) == {
        "name": "Dr. Jane Doe", "company": "Acme Corp.", "department": "Purchasing, Pumps", "title": "Buyer",
        "email": "jane@acme.example", "phone": "+1 555 100", "mobile": "+1 555 200", "street": "1 Main St",
        "city": "Springfield", "postcode": "12345", "country": "US", "web": "https://acme.example",
        "language": "en-US", "notes": "first line\nsecond, with comma; and \\ backslash",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("n", "name"),
    [
        ("Doe;Jane", "Jane Doe"), ("Doe;Jane;Mary,Ann;Dr.;MBA", "Dr. Jane Mary Ann Doe MBA"), ("王;小明;;;", "王小明"),
        ("山田;太郎", "山田太郎"), ("김;철수", "김철수"), (";Jane", "Jane"), ("العلي;محمد;;;", "محمد العلي"),
        ("O\\;Neil;Ann", "Ann O;Neil"),
    ],
)  # fmt: skip
def test_a_name_is_composed_where_no_full_name_stands(n: str, name: str) -> None:
    assert _fields(f"N:{n}")["name"] == name
    assert _fields(f"N:{n}", "FN:")["name"] == name
    assert _fields(f"N:{n}", "FN:As She Writes It")["name"] == "As She Writes It"


def test_second_values_go_to_the_notes() -> None:
    one = _card(
        "FN:Jane", "EMAIL:a@x.example", "EMAIL;PREF=1:b@x.example", "TEL:1234567", "TEL:7654321", "TEL;TYPE=CELL:99",
        "TEL;TYPE=cell:98", "TEL;TYPE=work,fax:55", "URL:http://a.example", "URL:http://b.example",
        "ADR:;;Street 1;Berlin;;10115;Germany", "ADR:;;Street 2;Paris;;75001;France", "ORG:One", "ORG:Two",
        "TITLE:Buyer", "ROLE:Purchasing", "NICKNAME:Janie", "BDAY:1990-01-01",
    )  # fmt: skip
    assert one.fields["email"] == "b@x.example"
    assert one.fields["phone"] == "1234567"
    assert one.fields["mobile"] == "99"
    assert one.fields["city"] == "Berlin"
    assert set(one.missed) == {
        "E-mail: a@x.example", "Phone: 7654321", "Mobile: 98", "Fax: 55", "Website: http://b.example",
        "Address: Street 2, 75001 Paris, France", "Company: Two", "Job title: Purchasing", "Nickname: Janie",
        "Birthday: 1990-01-01",
    }  # fmt: skip
    assert set(one.fields["notes"].split("\n")) == set(one.missed)


def test_the_notes_speak_the_language_in_use() -> None:
    use("en")
    assert _card("EMAIL:a@x.example", "EMAIL:b@x.example").missed == ("E-mail: b@x.example",)


def test_preferred_numbers_come_first() -> None:
    assert _fields("TEL;HOME:1111111", "TEL;WORK;PREF:2222222", version="2.1")["phone"] == "2222222"
    assert _fields("TEL;TYPE=home:1111111", "TEL;TYPE=work:2222222")["phone"] == "2222222"
    four = ("TEL;PREF=2:tel:1111111", 'TEL;VALUE=uri;TYPE="work,voice";PREF=1:tel:+1-418-656-9254;ext=102')
    assert _fields(*four, version="4.0")["phone"] == "+1-418-656-9254 ext. 102"
    assert _fields('TEL;VALUE=uri;TYPE="cell,text":tel:+49-170-1', version="4.0") == {"mobile": "+49-170-1"}


def test_a_lone_fax_is_no_phone() -> None:
    one = _card("FN:Jane", "TEL;TYPE=FAX:1234567")
    assert "phone" not in one.fields
    assert one.fields["notes"] == "Fax: 1234567"


def test_groups_and_apple_labels() -> None:
    fields = _fields(
        "item1.TEL:+49 1", "item1.X-ABLabel:WhatsApp", "item2.TEL:+49 2222", "item2.X-ABLabel:_$!<Work>!$_",
        "item3.TEL:+49 3333", "item3.X-ABLabel:Assistant", "item4.URL:https://acme.example",
        "item4.X-ABLabel:_$!<HomePage>!$_", "item5.ADR;type=WORK:;;S 1;Rome;;1;Italy", "item5.X-ABADR:it",
    )  # fmt: skip
    assert fields["whatsapp"] == "+49 1"
    assert fields["phone"] == "+49 2222"
    assert fields["notes"] == "Phone (Assistant): +49 3333"
    assert fields["country"] == "IT"


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("URL:https://www.linkedin.com/in/jane", "linkedin", "https://www.linkedin.com/in/jane"),
        ("X-SOCIALPROFILE;type=linkedin;x-user=jane:http://www.linkedin.com/in/jane", "linkedin",
         "http://www.linkedin.com/in/jane"),
        ("SOCIALPROFILE;SERVICE-TYPE=LinkedIn:https://linkedin.com/in/jane", "linkedin", "https://linkedin.com/in/jane"),
        ("IMPP;X-SERVICE-TYPE=WhatsApp:x-apple:+491701234", "whatsapp", "+491701234"),
        ("IMPP:whatsapp:+491701234", "whatsapp", "+491701234"),
        ("X-WHATSAPP:+491701234", "whatsapp", "+491701234"),
        ("URL:https://wa.me/491701234", "whatsapp", "+491701234"),
        ("X-WECHAT:wang88", "wechat", "wang88"),
        ("IMPP;X-SERVICE-TYPE=WeChat:x-apple:wang88", "wechat", "wang88"),
        ("EMAIL:mailto:jane@acme.example", "email", "jane@acme.example"),
        ("item1.URL;type=pref:http\\://www.ibm.com", "web", "http://www.ibm.com"),
        ("URL:javascript:alert(1)", "notes", "Website: javascript:alert(1)"),
        ("URL:https://linkedin.com.evil.example/in/x", "web", "https://linkedin.com.evil.example/in/x"),
        ("X-SOCIALPROFILE;type=twitter:https://twitter.com/jane", "notes", "Twitter: https://twitter.com/jane"),
        ("X-BADGE-ID:4711", "badge_id", "4711"),
        ("ADR:;;;;;;Atlantis", "notes", "Country: Atlantis"),
        ("ADR:;;;;;;Deutschland", "country", "DE"),
        ("ADR;LABEL=\"1 Main St, Springfield\":;;;;;;", "notes", "Address: 1 Main St, Springfield"),
    ],
)  # fmt: skip
def test_where_a_line_goes(line: str, field: str, value: str) -> None:
    assert _fields(line) == {field: value}


def test_a_contact_handed_on_by_whatsapp() -> None:
    fields = _fields("FN:Jane", "item1.TEL;waid=491701234567:+49 170 1234567", "item1.X-ABLabel:Mobile")
    assert fields["mobile"] == fields["whatsapp"] == "+49 170 1234567"


def test_name_variants() -> None:
    one = _card("FN;ALTID=1;LANGUAGE=en;PREF=1:Taro Yamada", "FN;ALTID=1;LANGUAGE=ja:山田太郎", version="4.0")
    assert one.fields["name"] == "Taro Yamada"
    assert one.missed == ("Name: 山田太郎",)


def test_version_2_1_with_bare_parameters_and_quoted_printable() -> None:
    note = quopri.encodestring("Grüße aus Köln,\nbis bald – Jörg".encode()).decode()
    fields = _fields(
        "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg;;;", "TEL;WORK;VOICE:089 1", "TEL;CELL:0170 1",
        f"NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:{note}", "ORG;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:S=FCd AG",
        "LABEL;WORK;ENCODING=QUOTED-PRINTABLE:Street 1=0D=0A=", "80331 Town", "EMAIL;INTERNET:j@acme.example",
        version="2.1",
    )  # fmt: skip
    assert fields["name"] == "Jörg Müller"
    assert fields["company"] == "Süd AG"
    assert (fields["phone"], fields["mobile"]) == ("089 1", "0170 1")
    assert fields["notes"].startswith("Grüße aus Köln,\nbis bald – Jörg")
    assert fields["notes"].endswith("Address: Street 1, 80331 Town")
    assert fields["email"] == "j@acme.example"


def test_a_soft_break_does_not_swallow_the_end() -> None:
    data = b"BEGIN:VCARD\nVERSION:2.1\nFN;QUOTED-PRINTABLE:Jane=\nEND:VCARD\nBEGIN:VCARD\nFN:Joe\nEND:VCARD\n"
    assert [one.fields["name"] for one in read(data)] == ["Jane", "Joe"]


def test_folds_inside_a_character() -> None:
    line = "NOTE:" + "上海机械 Jörg " * 30
    data = line.encode()
    folded = b"\r\n ".join(data[i : i + 74] for i in range(0, len(data), 74))
    [one] = read(b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:x\r\n" + folded + b"\r\nEND:VCARD\r\n")
    assert one.fields["notes"] == line[5:].strip()


def test_version_2_1_folds_at_a_space_and_keeps_it() -> None:
    assert _fields("NOTE:This is a very long description that exists", " on two lines.", version="2.1")["notes"] == (
        "This is a very long description that exists on two lines."
    )


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\r\r\n"])
def test_every_line_end(end: str) -> None:
    text = end.join(["BEGIN:VCARD", "VERSION:3.0", "FN:Jane Doe", "EMAIL:a@b.example", "END:VCARD"])
    assert read(text.encode())[0].fields == {"name": "Jane Doe", "email": "a@b.example"}
    assert read_text(text)[0].fields == {"name": "Jane Doe", "email": "a@b.example"}


def test_what_a_scanner_types_on_one_line() -> None:
    typed = "BEGIN:VCARD VERSION:3.0 N:Doe;Jane FN:Jane Doe TEL;TYPE=CELL:+49 170 1 EMAIL:a@b.example END:VCARD\r"
    assert read_text(typed)[0].fields == {"name": "Jane Doe", "mobile": "+49 170 1", "email": "a@b.example"}


@pytest.mark.parametrize(
    "text",
    [
        "BEGIN:VCARD\nFN:Jane\nEMAIL:a@b.example", "FN:Jane\nEMAIL:a@b.example\nEND:VCARD",
        "FN:Jane\nEMAIL:a@b.example\n", "begin:vcard\nfn:Jane\nemail:a@b.example\nend:vcard",
        "BEGIN: VCARD\nFN : Jane\nEMAIL:a@b.example\nEND : VCARD", "\n\nBEGIN:VCARD\nFN:Jane\nEMAIL:a@b.example\n\n",
        "BEGIN:VCARD\nFN:Jane\nTEL\nORG:\nADR:;;;;;;\nTITLE\n:x\n;;:y\nEMAIL:a@b.example\nEND:VCARD",
    ],
)  # fmt: skip
def test_what_is_missing_or_empty_does_not_hurt(text: str) -> None:
    assert read(text.encode())[0].fields == {"name": "Jane", "email": "a@b.example"}


@pytest.mark.parametrize("picture", ["!!! no base64 !!!", base64.b64encode(bytes(range(256)) * 20).decode(), "===", ""])
def test_photos_are_cut_out_even_broken_ones(picture: str) -> None:
    folded = "\r\n ".join(picture[i : i + 70] for i in range(0, len(picture), 70))
    lost = "\r\n".join(picture[i : i + 70] for i in range(0, len(picture), 70))
    for body in (folded, lost):
        one = _card("FN:Jane", f"PHOTO;ENCODING=b;TYPE=JPEG:{body}", "", "EMAIL:a@b.example")
        assert one.fields == {"name": "Jane", "email": "a@b.example"}
        assert len(one.raw) < 200
        assert "PHOTO" in one.raw


def test_a_base64_text_is_read() -> None:
    coded = base64.b64encode("Grüße".encode()).decode()
    assert _fields("FN:Jane", f"NOTE;ENCODING=BASE64:{coded}")["notes"] == "Grüße"


def test_the_card_of_an_agent_is_somebody_elses() -> None:
    one = _card("FN:Jane", "AGENT:", "BEGIN:VCARD", "FN:Her Agent", "END:VCARD", "EMAIL:a@b.example", version="2.1")
    assert one.fields == {"name": "Jane", "email": "a@b.example"}


def test_many_contacts_in_one_file() -> None:
    data = b"".join(b"BEGIN:VCARD\nVERSION:3.0\nFN:Person %d\nEND:VCARD\n" % i for i in range(5_000))
    found = read(data)
    assert len(found) == 5_000
    assert found[4_999].fields["name"] == "Person 4999"
    with pytest.raises(Unreadable) as caught:
        read(data + b"BEGIN:VCARD\nFN:One More\nEND:VCARD\n")
    assert caught.value.why == TOO_MANY_CONTACTS
    assert caught.value.params == {"limit": 5_000}


def test_lines_that_cannot_be_known_are_kept_as_notes() -> None:
    assert _fields("FN:Jane", "X-HOBBY:Chess", "X-ABUID:1:2", "REV:2020", "PRODID:x", "X-MS-OL-DESIGN:<x/>") == {
        "name": "Jane",
        "notes": "Hobby: Chess",
    }


def test_a_field_too_long_for_its_line_goes_to_the_notes() -> None:
    one = _card("FN:Jane", f"TITLE:{'very ' * 500}long")
    assert "title" not in one.fields
    assert one.fields["notes"].startswith("Job title: very very")


def test_notes_without_end_are_refused() -> None:
    with pytest.raises(Unreadable):
        _card("FN:Jane", f"NOTE:{'x' * 100_001}")


def test_a_label_of_somebodys_own_is_as_clean_as_its_value() -> None:
    service = "IMPP;X-SERVICE-TYPE=a\x07b^nc\u202e:xmpp:jane"
    one = _card("FN:Jane", service, "item1.TEL:1", "item2.TEL:2", "item2.X-ABLabel:\x1bx")
    assert one.fields["notes"] == "Phone (x): 2\nab c: jane"


def test_contacts_without_a_first_line_are_counted_too() -> None:
    with pytest.raises(Unreadable) as caught:
        read(b"FN:x\nEND:VCARD\n" * 5_001)
    assert caught.value.why == TOO_MANY_CONTACTS


def test_what_does_not_show_is_dropped() -> None:
    one = _card("FN:Ja\x00ne\x07 \u202eDoe\u2066\u200f", "NOTE:a\x1bb\\n\u202dc")
    assert one.fields == {"name": "Jane Doe", "notes": "ab\nc"}
