"""A screen of its own (Xvfb), with a keyboard (xdotool) and pictures of what is on it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PIL import ImageChops, ImageGrab, ImageStat
from PIL.Image import Image

WIDE, HIGH = 1280, 800
PATIENCE_S = 60
_LOOKS_EVERY_S, _A_MOMENT_S = 0.05, 0.3


class Screen:
    """Xvfb until the `with` ends."""

    def __enter__(self) -> Screen:
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDE}x{HIGH}x24", "-nolisten", "tcp"]
        self._process = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as said:
            self.display = f":{said.readline().strip()}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait()

    def _do(self, *words: str) -> str:
        environment = os.environ | {"DISPLAY": self.display}
        ran = subprocess.run(["xdotool", *words], env=environment, capture_output=True, text=True, timeout=PATIENCE_S)
        return ran.stdout.strip()

    def window(self, program: str, but: str = "") -> str:
        """A program's window, once there is one but that, given the keyboard; no window manager is here to do so."""
        found: list[str] = []

        def is_there() -> bool:
            found[:] = self._do("search", "--onlyvisible", "--class", f"^{program}$").splitlines()
            return bool(found) and but not in found

        until(is_there)
        self._do("windowfocus", "--sync", found[0])
        return found[0]

    def move(self, window: str) -> None:
        """Fills the screen with a window."""
        self._do("windowmove", window, "0", "0", "windowsize", "--sync", window, str(WIDE), str(HIGH))

    def press(self, *keys: str) -> None:
        """Presses keys, once what they act on stands still."""
        self.still()
        self._do("key", "--delay", "60", *keys)

    def write(self, text: str) -> None:
        """Types."""
        self._do("type", "--delay", "25", text)

    def still(self) -> Image:
        """The picture, once it stays the same, a blinking cursor aside."""
        seen = self._picture()

        def stays() -> bool:
            nonlocal seen
            time.sleep(_A_MOMENT_S)
            before, seen = seen, self._picture()
            return sum(ImageStat.Stat(ImageChops.difference(before, seen)).sum) < 60_000

        time.sleep(_A_MOMENT_S)
        until(stays)
        return seen

    def keep(self, file: Path) -> None:
        """Keeps the picture."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self.still().save(file)

    def _picture(self) -> Image:
        return ImageGrab.grab(xdisplay=self.display).convert("RGB")


def until(is_so: Callable[[], bool]) -> None:
    """Waits until something is so; raises TimeoutError."""
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(_LOOKS_EVERY_S)
