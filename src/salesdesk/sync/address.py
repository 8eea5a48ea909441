"""The server's address as a person types it."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit


class BadAddress(ValueError):
    """The server's address cannot be used; `why` is one of `form` and `plain`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def address(text: str) -> str:
    """The server's address as it is kept: https unless it says otherwise, no path; raises BadAddress.

    Plain http carries passwords in the open: only this computer itself may be asked so.
    """
    text = text.strip()
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise BadAddress("form") from None
    if parts.scheme not in {"http", "https"} or not host or parts.username or parts.query or parts.path.strip("/"):
        raise BadAddress("form")
    if parts.scheme == "http" and not is_here(host):
        raise BadAddress("plain")
    shown = f"[{host}]" if ":" in host else host
    whole = urlunsplit((parts.scheme, f"{shown}:{port}" if port else shown, "", "", ""))
    _check_name(whole)
    return whole


def _check_name(whole: str) -> None:
    """Raises BadAddress where no server can be called so: empty or endless parts, halves of characters, blanks."""
    import httpx

    try:
        httpx.URL(whole).raw_host.decode("ascii").encode("idna")
    except (httpx.InvalidURL, UnicodeError):
        raise BadAddress("form") from None
    if any(character.isspace() for character in whole):
        raise BadAddress("form")


def is_here(host: str) -> bool:
    """Whether a host is this computer itself."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
