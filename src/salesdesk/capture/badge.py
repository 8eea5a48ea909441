"""What badge codes carry when they carry no card: JSON objects, and parts between delimiters."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from salesdesk.capture import addresses, card_words, cleaning, links, phones
from salesdesk.capture.draft import Draft
from salesdesk.capture.names import person
from salesdesk.i18n import country_code

_KEYS = {
    "name": "name fullname displayname contactname personname 姓名",
    "first": "firstname first givenname given forename vorname prenom nombre fname",
    "last": "lastname last familyname family surname nachname nom apellido lname",
    "company": "company companyname organization organisation org employer firma firm societe empresa account 公司",
    "title": "title jobtitle position job role function funktion 职位",
    "department": "department dept abteilung division",
    "email": "email mail emailaddress mailaddress emailid 邮箱",
    "phone": "phone tel telephone phonenumber telefon telephonenumber workphone businessphone 电话",
    "mobile": "mobile mobilephone cell cellphone mobilenumber handy 手机",
    "whatsapp": "whatsapp", "wechat": "wechat weixin wechatid 微信", "linkedin": "linkedin linkedinurl",
    "web": "web website url homepage www",
    "street": "street address address1 addressline1 streetaddress strasse",
    "postcode": "postcode zip zipcode postalcode plz", "city": "city town ort stadt ville locality",
    "country": "country countrycode countryname land pays", "language": "language lang locale",
    "notes": "notes note comment comments remark", "badge_id": "id badge badgeid badgeno badgenumber ticket ticketid "
    "ticketnumber barcode visitorid attendeeid registrationid regid code",
}  # fmt: skip
_FIELDS = {key: field for field, keys in _KEYS.items() for key in keys.split()}
_TELLING = ("name", "company", "email", "phone", "mobile")
_DELIMITERS = "^|\x1d\x1e\x1f\t~;$,"
_EMAIL = re.compile(r"[\w.%+'-]{1,64}@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}")
_ID = re.compile(r"(?=[^\d]*\d)[\w./-]{1,64}")
_MOST = 4_000


def read_json(text: str) -> Draft | None:
    """A JSON object with keys that speak for themselves, or None."""
    if not text.startswith("{"):
        return None
    try:
        found = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    draft = Draft()
    names: dict[str, str] = {}
    for key, value in _leaves(found):
        _put(draft, names, key, value)
    draft.put("name", person(names.get("last", ""), names.get("first", "")))
    return draft if any(name in draft.fields for name in _TELLING) else None


def _leaves(found: object, key: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    if isinstance(found, dict) and depth < 4:
        for name, value in found.items():
            inner = name if key != "name" or _field(name) not in ("first", "last") else _field(name)
            yield from _leaves(value, inner, depth + 1)
    elif isinstance(found, list) and depth < 4:
        for value in found:
            yield from _leaves(value, key, depth + 1)
    elif isinstance(found, str | bool):
        yield key, str(found)


def _field(key: str) -> str:
    return _FIELDS.get(re.sub(r"[\W_]", "", key.casefold()), "")


def _put(draft: Draft, names: dict[str, str], key: str, value: str) -> None:
    field = _field(key)
    if field in ("first", "last"):
        names.setdefault(field, cleaning.line(value))
    elif field == "notes":
        draft.say(value)
    elif field in ("web", "linkedin"):
        links.put_web(draft, value)
    elif field:
        draft.put(field, value)
    else:
        draft.note(cleaning.line(key)[:60], value)


def delimiter(text: str) -> str:
    """What separates the parts of a payload on one line, or ""."""
    if "\n" in text or len(text) > _MOST:
        return ""
    best = max(_DELIMITERS, key=text.count)
    return best if text.count(best) >= 2 else ""


def read_parts(text: str) -> Draft | None:
    """A payload such as ID^First^Last^Company^E-mail, where exactly one part is a mail address, or None."""
    cut = delimiter(text)
    parts = [cleaning.line(part) for part in text.split(cut)] if cut else []
    mails = [part for part in parts if _EMAIL.fullmatch(part)]
    if len(parts) < 3 or len(mails) != 1:
        return None
    draft = Draft()
    draft.put("email", mails[0])
    parts.remove(mails[0])
    if _ID.fullmatch(parts[0]) and not phones.find(parts[0]):
        draft.put("badge_id", parts.pop(0))
        _name_first(draft, parts, mails[0])
    if "name" not in draft.fields:
        _name_by_mail(draft, parts, mails[0])
    left = [part for part in parts if part and not _plain(draft, part, mails[0])]
    draft.say("\n".join(left))
    return draft


def _name_by_mail(draft: Draft, parts: list[str], email: str) -> None:
    """First and last name, in one part or side by side, as the mail address has them."""
    for i, part in enumerate(parts):
        if card_words.name(part) and card_words.named_in(part, email):
            draft.put("name", parts.pop(i))
            return
    for i in range(len(parts) - 1):
        if all(map(_single_name, parts[i : i + 2])) and _mailed(parts[i], parts[i + 1], email):
            draft.put("name", _ordered(parts[i], parts[i + 1], email))
            del parts[i : i + 2]
            return


def _mailed(first: str, last: str, email: str) -> bool:
    """Whether the mail address has both names, or the one and the other's initial."""
    both = all(card_words.named_in(f"{name} -", email) for name in (first, last))
    return both or _initial(first, last, email) or _initial(last, first, email)


def _ordered(first: str, last: str, email: str) -> str:
    """The name of two parts, turned round where the mail address begins with the second."""
    local = email.partition("@")[0].casefold()
    begins = any(local.startswith(f) for f in card_words.foldings(last)) or _initial(last, first, email)
    turned = begins and not _initial(first, last, email)
    return person(first, last) if turned else person(last, first)


def _initial(first: str, last: str, email: str) -> bool:
    local = re.sub(r"[^a-z]", "", email.partition("@")[0].casefold())
    return any(local == f"{a[:1]}{b}" for a in card_words.foldings(first) for b in card_words.foldings(last))


def _name_first(draft: Draft, parts: list[str], email: str) -> None:
    """After a badge's number: first name, last name, company, where all three are words."""
    if len(parts) < 3 or not all(map(_single_name, parts[:2])) or not any(c.isalpha() for c in parts[2]):
        return
    if any(map(_something_else, parts[:2])) or phones.find(parts[2]) or country_code(parts[2]):
        return
    draft.put("name", _ordered(parts[0], parts[1], email))
    if not card_words.title(parts[2]):
        draft.put("company", parts.pop(2))
    del parts[:2]


def _something_else(part: str) -> bool:
    return card_words.company(part) or card_words.title(part) or bool(country_code(part))


def _single_name(part: str) -> bool:
    words = part.split()
    return 1 <= len(words) <= 3 and all(re.fullmatch(r"[^\W\d_]+(?:[.'’-][^\W\d_]*)*", w) for w in words)


def _plain(draft: Draft, part: str, email: str) -> bool:
    """Puts a part that can be but one thing."""
    numbers = phones.find(part)
    if len(numbers) == 1 and numbers[0].text == part:
        draft.put("phone", part)
    elif card_words.company(part) or ("company" not in draft.fields and card_words.firm_of(part, email)):
        draft.put("company", part)
    elif card_words.title(part):
        draft.put("title", part)
    elif country_code(part) and (len(part) > 2 or email.casefold().endswith(f".{part.casefold()}")):
        addresses.Address(country=part).put(draft)
    elif part.lower().startswith(("http://", "https://", "www.")):
        links.put_web(draft, part)
    else:
        return False
    return True
