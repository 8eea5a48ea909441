"""Web addresses and the links that messengers and networks hand out, to the field each belongs in."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from salesdesk.capture.draft import Draft
from salesdesk.i18n import N_

_WEB = re.compile(r"(?:https?://)?[^\s/@:?#]+\.[^\s/@:?#]+(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_TOP_LEVEL = (
    "com|net|org|info|biz|eu|io|co|de|at|ch|fr|it|es|pt|nl|be|lu|uk|ie|dk|se|no|fi|is|pl|cz|sk|hu|ro|bg|gr|tr|hr|si|rs"
    "|ee|lv|lt|ua|ru|cn|jp|kr|tw|hk|sg|my|th|vn|id|in|pk|ae|sa|qa|kw|om|il|eg|ma|za|ng|ke|us|ca|mx|br|ar|cl|au|nz"
)
DOMAIN = rf"(?:[a-z0-9](?:[a-z0-9-]{{0,61}}[a-z0-9])?\.){{1,4}}(?:{_TOP_LEVEL})"
_PLAIN_DOMAIN = re.compile(rf"{DOMAIN}(?:/\S*)?", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d\s().\-/]{4,40}")
_LINKEDIN = ("linkedin.com", "lnkd.in")
_WECHAT = ("wechat.com", "weixin.qq.com")
_WHATSAPP = ("wa.me", "whatsapp.com")


def host(address: str) -> str:
    """The host of a web address, in lower case, or ""."""
    try:
        return (urlsplit(address if "://" in address else f"//{address}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def on(address: str, sites: tuple[str, ...]) -> bool:
    """Whether a web address is at one of these sites or below them."""
    where = host(address)
    return any(where == site or where.endswith(f".{site}") for site in sites)


def put_web(draft: Draft, address: str) -> None:
    """Puts a web address where it belongs; what is no http address goes to the notes."""
    address = address.strip()
    if not _WEB.fullmatch(address) or not host(address):
        draft.note(N_("Website"), address)
    elif on(address, _LINKEDIN):
        draft.put("linkedin", address)
    elif on(address, _WECHAT):
        draft.put("wechat", address)
    elif on(address, _WHATSAPP) and (number := _whatsapp(address)):
        draft.put("whatsapp", number)
    else:
        draft.put("web", address)


def _whatsapp(address: str) -> str:
    """The number in https://wa.me/491701234567 or …whatsapp.com/send?phone=491701234567."""
    parts = urlsplit(address if "://" in address else f"//{address}")
    text = (parse_qs(parts.query, max_num_fields=20).get("phone") or [parts.path.strip("/")])[0]
    digits = re.sub(r"[\s+().-]", "", text)
    return f"+{digits}" if digits.isascii() and digits.isdigit() and 6 <= len(digits) <= 17 else ""


def telephone(uri: str) -> str:
    """The number of a tel: address (RFC 3966), with its extension, or the text itself."""
    if not uri.strip().lower().startswith("tel:"):
        return uri
    number, *params = unquote(uri.strip()[4:]).split(";")
    extension = next((p[4:] for p in params if p.lower().startswith("ext=")), "")
    return f"{number} ext. {extension}" if extension else number


def read(text: str) -> Draft | None:
    """The draft that one address or link stands for, or None."""
    if any(c.isspace() for c in text) or len(text) > 4_000:
        return _spaced(text)
    scheme, colon, rest = text.partition(":")
    reader = _SCHEMES.get(scheme.lower()) if colon else None
    draft = Draft()
    try:
        if reader is not None:
            reader(draft, text, rest)
        elif text.lower().startswith("www.") or _PLAIN_DOMAIN.fullmatch(text):
            put_web(draft, text)
    except ValueError:
        return None
    return draft if draft.fields else None


def _spaced(text: str) -> Draft | None:
    """A number or a message with spaces, still behind its scheme."""
    scheme, colon, rest = text.partition(":")
    if not colon or scheme.lower() not in ("tel", "matmsg", "smsto") or "\n" in text or len(text) > 4_000:
        return None
    draft = Draft()
    _SCHEMES[scheme.lower()](draft, text, rest)
    return draft if draft.fields else None


def _http(draft: Draft, text: str, rest: str) -> None:
    if host(text):
        put_web(draft, text)


def _mailto(draft: Draft, text: str, rest: str) -> None:
    """RFC 6068."""
    addresses, _mark, query = rest.partition("?")
    for address in addresses.split(","):
        if "@" in address:
            draft.put("email", unquote(address))
    said = parse_qs(query, max_num_fields=20) if draft.fields else {}
    for name in ("subject", "body"):
        draft.say("\n".join(said.get(name, [])))


def _tel(draft: Draft, text: str, rest: str) -> None:
    number = telephone(f"tel:{rest}")
    if _PHONE.match(number.strip()):
        draft.put("phone", number)


def _sms(draft: Draft, text: str, rest: str) -> None:
    number, _mark, said = rest.partition(":")
    if _PHONE.fullmatch(number := unquote(number.partition("?")[0]).strip("/ ")):
        draft.put("mobile", number)
        draft.say(said)


def _mail_message(draft: Draft, text: str, rest: str) -> None:
    """MATMSG:TO:a@b.example;SUB:…;BODY:…;; (NTT DoCoMo)."""
    for part in rest.split(";"):
        key, _colon, value = part.partition(":")
        if key.strip().upper() == "TO" and "@" in value:
            draft.put("email", value)
        elif draft.fields and value:
            draft.say(value)


def _whatsapp_link(draft: Draft, text: str, rest: str) -> None:
    draft.put("whatsapp", _whatsapp(text))


def _wechat_link(draft: Draft, text: str, rest: str) -> None:
    """weixin://contacts/profile/NAME names the account; other WeChat links are kept whole."""
    name = rest.removeprefix("//contacts/profile/")
    draft.put("wechat", text if name == rest else unquote(name))


def _address(draft: Draft, text: str, rest: str) -> None:
    """URLTO:address, and URL:address."""
    if _WEB.fullmatch(rest):
        put_web(draft, rest)


_SCHEMES = {
    "http": _http, "https": _http, "mailto": _mailto, "tel": _tel, "sms": _sms, "smsto": _sms,
    "matmsg": _mail_message, "whatsapp": _whatsapp_link, "weixin": _wechat_link, "wechat": _wechat_link,
    "url": _address, "urlto": _address,
}  # fmt: skip
