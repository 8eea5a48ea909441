"""Commands: name and shortcut stand on the method that does it; shortcut, palette and help follow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Command:
    """Something that can be done now; `also` is what else it is found by."""

    name: str
    shortcut: str
    do: Callable[[], Any]
    also: str = ""


@dataclass(frozen=True)
class _Declared:
    name: str
    shortcut: str


def command(name: str, shortcut: str = "") -> Callable[[F], F]:
    """Makes a method a command; `name` is translatable, `shortcut` as QKeySequence writes it."""

    def declare(method: F) -> F:
        method.__command__ = _Declared(name, shortcut)  # type: ignore[attr-defined]
        return method

    return declare


def commands_of(thing: object) -> Iterator[Command]:
    """The commands of an object, in the order of their declaration."""
    for base in reversed(type(thing).__mro__):
        for name, value in vars(base).items():
            declared = getattr(value, "__command__", None)
            if declared is not None:
                yield Command(declared.name, declared.shortcut, getattr(thing, name))
