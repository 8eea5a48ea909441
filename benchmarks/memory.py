"""What the system says of a process's memory (Linux)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Memory:
    """The memory of one process, in bytes."""

    process: int = os.getpid()

    def now(self) -> int:
        """What it holds."""
        return self._bytes("VmRSS")

    def peak(self) -> int:
        """The most that it held since its start, or since the peak was forgotten."""
        return self._bytes("VmHWM")

    def forget_peak(self) -> int:
        """Begins anew with what it holds now; returns that."""
        Path(f"/proc/{self.process}/clear_refs").write_text("5", encoding="ascii")
        return self.now()

    def _bytes(self, name: str) -> int:
        status = Path(f"/proc/{self.process}/status").read_text(encoding="ascii")
        return int(status.partition(f"{name}:")[2].split()[0]) * 1024
