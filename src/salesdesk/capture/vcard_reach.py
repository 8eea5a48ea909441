"""How the person of a vCard is reached: telephones, mail, web, messengers and networks."""

from __future__ import annotations

import re
from urllib.parse import unquote

from salesdesk.capture import links
from salesdesk.capture.draft import Draft
from salesdesk.capture.vcard_lines import Property
from salesdesk.i18n import N_

Properties = dict[str, list[Property]]
_APPLE = re.compile(r"_\$!<(.*)>!\$_")
_MOBILE = frozenset({"cell", "mobile", "iphone", "x-mobile", "cellular", "handy", "mobil", "手机", "携帯", "phs"})
_FAX = re.compile(r"fax|传真|傳真", re.IGNORECASE)
_PLAIN_LABELS = frozenset({"work", "home", "main", "other", "phone", "office", "homepage", "internet", "pref"})
_NETWORKS = {"linkedin": "linkedin", "wechat": "wechat", "weixin": "wechat", "whatsapp": "whatsapp"}
_NUMBER = re.compile(r"\+?[\d\s().\-/]{6,30}")


def put(draft: Draft, of: Properties, labels: dict[str, str]) -> None:
    """Fills all that says how to reach the person; `labels` are the names that groups were given."""

    def label(each: Property) -> str:
        text = labels.get(each.group.lower(), "") if each.group else ""
        named = _APPLE.fullmatch(text.strip())
        return (named[1] if named else text).strip()

    _phones(draft, [(p, label(p)) for p in of.pop("TEL", [])])
    _mail(draft, of)
    for each in _ordered(of, "X-WECHAT", "X-WEIXIN", "X-WECHAT-ID"):
        draft.put("wechat", each.text())
    for each in _ordered(of, "X-WHATSAPP"):
        draft.put("whatsapp", _number(each.text()))
    for each in _ordered(of, "X-LINKEDIN"):
        draft.put("linkedin", each.text())
    for each in _ordered(of, "IMPP", "X-SOCIALPROFILE", "SOCIALPROFILE", "X-MSN", "X-SKYPE", "X-JABBER", "X-QQ"):
        _network(draft, each, label(each))
    for each in _ordered(of, "URL"):
        links.put_web(draft, each.text())


def _ordered(of: Properties, *names: str) -> list[Property]:
    found = (p for name in names for p in of.pop(name, []))
    return sorted(found, key=lambda p: (p.rank, "home" in p.types and "work" not in p.types))


def _mail(draft: Draft, of: Properties) -> None:
    for each in _ordered(of, "EMAIL"):
        text = each.text().strip()
        draft.put("email", unquote(text[7:].partition("?")[0]) if text.lower().startswith("mailto:") else text)


def _phones(draft: Draft, phones: list[tuple[Property, str]]) -> None:
    for each, label in sorted(phones, key=lambda p: _phone_rank(*p)):
        words = each.types | {label.lower()}
        number = links.telephone(each.text())
        if any("whatsapp" in word for word in words):
            draft.put("whatsapp", number)
        elif _is_fax(each, label):
            draft.note(N_("Fax"), number)
        elif "pager" in words:
            draft.note(N_("Pager"), number)
        elif words & _MOBILE:
            _mobile(draft, each, number)
        elif label and label.lower() not in _PLAIN_LABELS and "phone" in draft.fields:
            draft.note(N_("Phone"), number, of=label)
        else:
            draft.put("phone", number)


def _mobile(draft: Draft, each: Property, number: str) -> None:
    draft.put("mobile", number)
    if each.param("WAID"):
        # A contact that WhatsApp hands on bears its account's number beside the number as written.
        draft.put("whatsapp", number)


def _is_fax(each: Property, label: str) -> bool:
    return any(_FAX.search(word) for word in each.types | {label})


def _phone_rank(each: Property, label: str) -> tuple[int, int]:
    """The preferred number first, then work, then what says nothing, home, and what a label sets apart."""
    if label and label.lower() not in _PLAIN_LABELS | _MOBILE:
        return 101, 4
    if "work" in each.types or label.lower() in ("work", "office", "main"):
        return each.rank, 0
    return each.rank, 2 if "home" in each.types or label.lower() == "home" else 1


def _number(text: str) -> str:
    digits = re.sub(r"\D", "", text.partition("@")[0])
    text = text.rpartition(":")[2] if not _NUMBER.fullmatch(text.strip()) else text
    return text if _NUMBER.fullmatch(text.strip()) else f"+{digits}" if digits.isascii() and digits else text


def _network(draft: Draft, each: Property, label: str) -> None:
    """IMPP (RFC 4770), X-SOCIALPROFILE (Apple), SOCIALPROFILE (RFC 9554)."""
    text = each.text().strip()
    scheme, _colon, rest = text.partition(":")
    service = each.param("SERVICE-TYPE") or each.param("X-SERVICE-TYPE") or label
    said = " ".join((service, scheme if rest else "", *sorted(each.types), each.name)).lower()
    name = next((field for word, field in _NETWORKS.items() if word in said), "")
    plain = unquote(rest) if rest and not rest.startswith("//") else text
    if text.startswith(("http:", "https:")) and (not name or links.on(text, (f"{name}.com",))):
        name, plain = name or _site(text), text
    if name == "whatsapp":
        draft.put("whatsapp", _number(plain))
    elif name:
        draft.put(name, each.param("X-USER") or plain if name == "wechat" else plain)
    else:
        draft.note(service or _service(each, scheme), plain)


def _site(address: str) -> str:
    return next((field for word, field in _NETWORKS.items() if links.on(address, (f"{word}.com",))), "")


def _service(each: Property, scheme: str) -> str:
    """What a profile without a service is called: by its type, its name or its scheme."""
    known = sorted(each.types - {"work", "home", "pref", "internet"})
    if known:
        return known[0].capitalize()
    named = each.name.removeprefix("X-")
    return named.capitalize() if named in ("MSN", "SKYPE", "JABBER", "QQ") else N_("Messenger")
