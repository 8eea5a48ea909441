"""The messages by which a person and her device are let in."""

from __future__ import annotations

from msgspec import Struct

from salesdesk.protocol.wire import Name, Token


class Login(Struct):
    """A person asks to work on a device; `device` is its id if it has one already."""

    name: Name
    password: Name
    device_name: Name = ""
    device: Name = ""


class Tokens(Struct):
    """`access` opens the doors for 15 minutes, `refresh` fetches the next pair."""

    access: Token
    refresh: Token


class Session(Struct):
    """Who was let in, where; `organisation` is the id of the server's company for good."""

    tokens: Tokens
    device: str
    user: str
    name: str
    team: str
    role: str
    organisation: str
    epoch: int


class Refresh(Struct):
    """Asks for the next pair of tokens."""

    refresh: str
