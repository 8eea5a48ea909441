"""`python -m salesdesk` is the command `salesdesk`; so is the frozen program, which has no other Python to start."""

from __future__ import annotations

import os
import sys

from salesdesk.shell import PART


def main() -> int:
    """Runs one call, or a part of the demo that wants a process of its own."""
    _have_output()
    if sys.argv[1:2] != [PART]:
        from salesdesk.cli import main as command

        return command()
    part, *words = sys.argv[2:]
    if part == "server":
        from salesdesk.demo import serving

        return serving.main(*words)
    from salesdesk.demo import victim

    return victim.main(*words)


def _have_output() -> None:
    """A window's program on Windows has none: what is said there goes nowhere."""
    if sys.stdout is None or sys.stderr is None:
        nowhere = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8")
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere


if __name__ == "__main__":
    sys.exit(main())
