"""Typed texts to a record's values, as forms and the command line read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesdesk.domain.fields import BadValue
from salesdesk.domain.record import Kind


def parsed(kind: Kind, texts: Mapping[str, str]) -> dict[str, Any]:
    """The values of `texts` by wire name; raises BadValue or UnknownField for the first that is wrong."""
    return {name: kind.field(name).parse(text) for name, text in texts.items()}


def parsed_and_wrong(kind: Kind, texts: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, BadValue]]:
    """The values that can be read, and for each other field what is wrong with it."""
    values: dict[str, Any] = {}
    wrong: dict[str, BadValue] = {}
    for name, text in texts.items():
        try:
            values[name] = kind.field(name).parse(text)
        except BadValue as error:
            wrong[name] = error
    return values, wrong
