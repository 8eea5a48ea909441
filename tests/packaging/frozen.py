"""Freezes the program, packs it, and tries what was packed as a machine without Python would: poe freeze."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

from tests.packaging import trials
from tests.packaging.machine import Failed, Machine
from tests.packaging.screen import Screen

from salesdesk import __version__

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "dist" / "salesdesk"
PACKED = ROOT / "dist" / f"salesdesk-{__version__}-{sys.platform}.tar.xz"
PICTURE = ROOT / "build" / "frozen.png"
LARGEST_MB = 110
MADE_AT = 1_767_225_600  # the first second of 2026: the same sources make the same archive
NEEDED = {
    "Xvfb": "xvfb", "xdotool": "xdotool", "strip": "binutils", "desktop-file-validate": "desktop-file-utils",
    "appstreamcli": "appstream",
}  # fmt: skip
TRIALS: tuple[Callable[[Machine], str], ...] = (
    trials.menu_entry, trials.keyrings, trials.languages, trials.tables, trials.server, trials.starts, trials.main_job,
)  # fmt: skip


def main() -> str | None:
    """Freezes, packs, unpacks elsewhere and tries; what is wrong, or None."""
    lacking = [package for tool, package in NEEDED.items() if not shutil.which(tool)]
    if lacking:
        return f"The freeze needs other programs, which this installs: apt-get install {' '.join(lacking)}"
    _timed("frozen", freeze)
    _timed("packed", pack)
    with tempfile.TemporaryDirectory(prefix="salesdesk-frozen-") as elsewhere:
        with tarfile.open(PACKED) as packed:
            packed.extractall(elsewhere, filter="data")
        with Screen() as screen:
            machine = Machine(Path(elsewhere), screen)
            _timed("captured by keys", partial(trials.capture, machine, PICTURE))
            for trial in TRIALS:
                _timed(trial.__name__.replace("_", " "), partial(trial, machine))
    return None


def _timed(what: str, work: Callable[[], str]) -> None:
    began = perf_counter()
    said = work()
    sys.stdout.write(f"{what:18}{perf_counter() - began:7.1f} s  {said}\n")
    sys.stdout.flush()


def freeze() -> str:
    """Makes the folder."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    build = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR", "build.spec"]
    subprocess.run(build, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "1"}, check=True)
    return f"{sum(file.lstat().st_size for file in _files(FOLDER)) / 1e6:.0f} MB"


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_symlink() or file.is_file())


def pack() -> str:
    """Packs the folder, the same bytes for the same files; raises Failed where it is too large."""
    with tarfile.open(PACKED, "w:xz", preset=6) as packed:
        for file in _files(FOLDER):
            packed.add(file, file.relative_to(FOLDER.parent).as_posix(), filter=_nobodys)
    size = PACKED.stat().st_size / 1e6
    if size > LARGEST_MB:
        raise Failed(f"{PACKED.name} has {size:.1f} MB, and may have {LARGEST_MB}")
    return f"{size:.1f} MB of {LARGEST_MB}: {PACKED.relative_to(ROOT)}"


def _nobodys(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = MADE_AT
    entry.mode = 0o755 if entry.mode & 0o100 else 0o644
    return entry


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failed:
        sys.exit(f"failed: {failed}")
