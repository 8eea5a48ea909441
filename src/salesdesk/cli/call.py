"""One call of the command line: its arguments, its profile, its way of answering."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.i18n import _
from salesdesk.shell import Wrong, answer

if TYPE_CHECKING:
    from salesdesk.desk.desk import Desk
    from salesdesk.domain.record import Kind, Kinds

PATIENCE = 2.0


class Call:
    """One call: its arguments, its profile, its way of answering."""

    def __init__(self, arguments: argparse.Namespace, known: Kinds) -> None:
        self.arguments = arguments
        self.kinds = known
        self.opened: Desk | None = None

    @property
    def profile(self) -> Path:
        """The profile's folder."""
        from salesdesk.desk.profile import default_profile

        given: str | None = getattr(self.arguments, "profile", None)
        return Path(given) if given else default_profile()

    @property
    def desk(self) -> Desk:
        """The profile's desk, opened at the first need; waits two seconds for another that has it open."""
        if self.opened is None:
            from salesdesk.desk.profile import open_profile

            self.opened = open_profile(self.profile, passphrase_of(self.profile), kinds=self.kinds, wait=PATIENCE)
        return self.opened

    @property
    def kind(self) -> Kind:
        """The kind that the call names."""
        return self.kinds[self.arguments.kind]

    def say(self, document: Any, lines: Iterable[str]) -> int:
        """Prints the JSON document, or the lines for a person."""
        return answer(document, lines, as_json=getattr(self.arguments, "json", False))


def note(text: str) -> None:
    """A message beside the answer."""
    sys.stderr.write(f"{text}\n")


def passphrase_of(profile: Path) -> str | None:
    """The passphrase from the environment, or typed where the profile wants one and a person is there."""
    from salesdesk import secrets

    given = os.environ.get("SALESDESK_PASSPHRASE")
    if given is None and sys.stdin.isatty() and (profile / "key.json").exists() and secrets.needs_passphrase(profile):
        import getpass

        given = getpass.getpass(_("Passphrase: "))
    return given


def pairs(words: Sequence[str]) -> dict[str, str]:
    """What field=value words say; raises Wrong."""
    found = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise Wrong(_("“%s” is not of the form field=value.") % word)
        found[name] = text
    return found
