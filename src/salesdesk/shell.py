"""What both command lines share: exit codes, the way of answering, the system's language."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from typing import Any

from salesdesk import catalogue, i18n
from salesdesk.i18n import _

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
PART = "--part"
"""Before the name of a part of the demo: the program started for that alone."""


class Wrong(Exception):
    """A wrong call, or input that cannot be read, in one sentence."""


class Refused(Exception):
    """What the program will not do, in one sentence."""


def begin() -> None:
    """Answers in UTF-8, and in the system's language where there is a catalogue of it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    code = i18n.regional("")
    if code.split("_")[0] in set(catalogue.codes()) - {catalogue.SOURCE}:
        i18n.use(code)


def itself(*words: str) -> list[str]:
    """The command that starts this program again, frozen or not."""
    return [sys.executable, *(() if getattr(sys, "frozen", False) else ("-m", "salesdesk")), *words]


def password_given() -> str:
    """What somebody types unseen, or the first line of standard input; raises Wrong where that is no text."""
    if sys.stdin.isatty():
        import getpass

        typed = getpass.getpass(_("Password: "))
    else:
        typed = sys.stdin.readline().rstrip("\r\n")
    if typed.encode(errors="ignore").decode() != typed or "\0" in typed:
        raise Wrong(_("The password is no text: send it as UTF-8."))
    return typed


def answer(document: Any, lines: Iterable[str], *, as_json: bool) -> int:
    """Prints the JSON document, or the lines for a person; returns DONE."""
    if as_json:
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in lines)
    return DONE


def nobody_reads() -> int:
    """Whoever read the answer has gone; Python would complain once more at its own end. Returns REFUSED."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return REFUSED
