"""The command line speaks the language of the system."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(
    ("system", "said"),
    [("C", "There is no profile"), ("en_GB.UTF-8", "There is no profile"), ("de_DE.UTF-8", "gibt es kein Profil")],
)
def test_what_went_wrong_is_said_in_the_system_s_language(tmp_path: Path, system: str, said: str) -> None:
    environment = {name: x for name, x in os.environ.items() if name not in {"LANGUAGE", "LC_CTYPE"}}
    ran = subprocess.run(
        [sys.executable, "-m", "salesdesk", "--profile", str(tmp_path / "none"), "list", "lead"],
        env=environment | {"LC_ALL": system, "LANG": system},
        capture_output=True, text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    assert ran.returncode == 1
    assert said in ran.stderr
