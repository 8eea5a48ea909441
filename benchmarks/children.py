"""Processes that are measured from outside."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
_LONGEST = 120


def environment(bytecode: Path) -> Mapping[str, str]:
    """Around a desk without a display of its own, with its bytecode apart."""
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    around["PYTHONPYCACHEPREFIX"] = str(bytecode)
    if not any(around.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")) and sys.platform == "linux":
        around["QT_QPA_PLATFORM"] = "offscreen"
    return around


def said(call: Sequence[str], around: Mapping[str, str]) -> str:
    """What a module of the benchmarks prints, with its arguments."""
    module, *arguments = call
    command = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
    ran = subprocess.run(command, cwd=_ROOT, env=dict(around), capture_output=True, timeout=_LONGEST, text=True)
    if ran.returncode:
        raise RuntimeError(f"{module} failed:\n{ran.stderr}")
    return ran.stdout
