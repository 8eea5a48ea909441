"""A machine that has the frozen program and nothing else of ours: no Python, another home, a screen of its own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.packaging.screen import Screen

PASSPHRASE = "correct horse battery"
_NOTHING: Mapping[str, str] = {}


class Failed(Exception):
    """The frozen program did not do what it should."""


class Machine:
    """Where the program was unpacked, and whose home it works in."""

    def __init__(self, folder: Path, screen: Screen) -> None:
        self.program = folder / "salesdesk"
        self.screen = screen
        self.home = folder / "home"
        self.home.mkdir(mode=0o700)
        self.profile = self.home / "profile"

    @property
    def environment(self) -> dict[str, str]:
        """All that the program finds in its environment."""
        home = str(self.home)
        return {
            "HOME": home, "XDG_RUNTIME_DIR": home, "PATH": home, "LC_ALL": "C.UTF-8", "DISPLAY": self.screen.display,
            "SALESDESK_PASSPHRASE": PASSPHRASE,
        }  # fmt: skip

    def run(
        self,
        *words: str,
        program: str = "salesdesk",
        said: str = "",
        code: int = 0,
        also: Mapping[str, str] = _NOTHING,
    ) -> str:
        """What a call answers; raises Failed where it ends with another exit code."""
        ran = subprocess.run(
            [self.program / program, *words], env=self.environment | dict(also), input=said, cwd=self.home,
            capture_output=True, encoding="utf-8", timeout=300, check=False,
        )  # fmt: skip
        if ran.returncode != code or "Traceback" in ran.stderr:
            raise Failed(f"{program} {' '.join(words)} ended with {ran.returncode}: {ran.stdout}{ran.stderr}")
        return ran.stdout + ran.stderr

    def asked(self, *words: str) -> Any:
        """What a call on the profile answers, as a document."""
        return json.loads(self.run("--profile", str(self.profile), "--json", *words))

    def begin(self) -> subprocess.Popen[bytes]:
        """Starts the desk as the menu does, with no passphrase at hand."""
        command = [str(self.program / "salesdesk"), "--profile", str(self.profile), "open"]
        return subprocess.Popen(command, env=self.environment | {"SALESDESK_PASSPHRASE": ""}, cwd=self.home)


def libraries_of(process: subprocess.Popen[bytes]) -> set[Path]:
    """The libraries that a process has loaded."""
    lines = Path(f"/proc/{process.pid}/maps").read_text("utf-8").splitlines()
    return {Path(line[line.index("/") :]) for line in lines if ".so" in line and "/" in line}
