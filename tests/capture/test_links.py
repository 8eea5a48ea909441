"""Links of mail, telephone, web and messengers."""

import pytest

from salesdesk.capture import read_text


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("https://www.linkedin.com/in/jane-doe", {"linkedin": "https://www.linkedin.com/in/jane-doe"}),
        ("https://lnkd.in/abc", {"linkedin": "https://lnkd.in/abc"}),
        ("HTTP://ACME.EXAMPLE/x?y=1#z", {"web": "HTTP://ACME.EXAMPLE/x?y=1#z"}),
        ("https://wa.me/491701234567?text=hi", {"whatsapp": "+491701234567"}),
        ("https://api.whatsapp.com/send?phone=%2B491701234567", {"whatsapp": "+491701234567"}),
        ("whatsapp://send?phone=491701234567", {"whatsapp": "+491701234567"}),
        ("https://wa.me/qr/ABCDEF", {"web": "https://wa.me/qr/ABCDEF"}),
        ("https://u.wechat.com/abc", {"wechat": "https://u.wechat.com/abc"}),
        ("weixin://contacts/profile/wang88", {"wechat": "wang88"}),
        ("mailto:jane@acme.example?subject=Pumps%20A&body=Hello",
         {"email": "jane@acme.example", "notes": "Pumps A\nHello"}),
        ("tel:+49-89-1234;ext=5", {"phone": "+49-89-1234 ext. 5"}),
        ("TEL:+49 89 1234", {"phone": "+49 89 1234"}),
        ("sms:+49170123456", {"mobile": "+49170123456"}),
        ("SMSTO:+49170123456:call me", {"mobile": "+49170123456", "notes": "call me"}),
        ("MATMSG:TO:jane@acme.example;SUB:Pumps;BODY:hi there;;",
         {"email": "jane@acme.example", "notes": "Pumps\nhi there"}),
        ("www.acme.example/contact", {"web": "www.acme.example/contact"}),
        ("acme.de", {"web": "acme.de"}),
        ("URL:https://acme.example", {"web": "https://acme.example"}),
    ],
)  # fmt: skip
def test_a_link_fills_its_field(text: str, fields: dict[str, str]) -> None:
    [one] = read_text(f"{text}\r\n")
    assert (one.kind, one.fields, one.raw.strip()) == ("url", fields, text)


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "file:///etc/passwd", "http://", "https://[::1", "tel:", "mailto:", "geo:48.1,11.5"]
)
def test_what_is_no_link_to_a_person_is_kept_as_it_is(text: str) -> None:
    [one] = read_text(text)
    assert (one.kind, one.fields) == ("unknown", {"badge_id": text, "raw": text})
