"""Verified copies of the encrypted file beside it: taken before what changes very much of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from salesdesk.store.connection import DatabaseError, connect, translated
from salesdesk.store.errors import Damaged

KEPT = 3
FRESH = timedelta(days=1)
_NAMED = "%Y%m%dT%H%M%S%f"
STEPS_BETWEEN_WORDS = 1_000_000


class Copies:
    """The copies of one file, the newest few."""

    def __init__(self, folder: Path, file: Path, key: bytes) -> None:
        self._folder = folder
        self._file = file
        self._key = key

    def make_unless_fresh(self, progress: Callable[[], None] = lambda: None) -> None:
        """Makes a copy where there is none of the last day. `progress` is called now and then, and may raise to stop.

        Raises DiskFull, Damaged.
        """
        newest = max((path.stem for path in self._oldest_first() if path.stem <= _named()), default="")
        if newest < _named(FRESH):
            self.make(progress)

    def renew(self) -> None:
        """Makes a new copy in place of the older ones, where there are any. Raises DiskFull, Damaged."""
        old = self._oldest_first()
        if old:
            self.make()
            for copy in old:
                copy.unlink(missing_ok=True)

    def make(self, progress: Callable[[], None] = lambda: None) -> Path:
        """A copy of the file as it is, opened and checked; what is saved meanwhile waits for nothing.

        Raises DiskFull, and Damaged where the copy is not sound.
        """
        self._folder.mkdir(mode=0o700, exist_ok=True)
        for part in self._folder.glob("*.part"):
            part.unlink()  # of a program that was killed
        made = self._folder / f"{_named()}.part"
        try:
            if self._copy(made, _Patience(progress)):
                raise Damaged(f"the copy before the change is not sound: {made.name}")
            path = made.rename(made.with_suffix(".db"))
        except BaseException:
            made.unlink(missing_ok=True)
            raise
        for old in self._oldest_first()[:-KEPT]:
            old.unlink()
        return path

    def _oldest_first(self) -> list[Path]:
        """The copies; those from a day to come, made when the clock was wrong, count as the oldest."""
        now = _named()
        return sorted(self._folder.glob("*.db"), key=lambda path: (path.stem <= now, path.stem))

    def _copy(self, path: Path, patience: _Patience) -> list[Any]:
        file = connect(self._file, self._key)
        try:
            file.set_progress_handler(patience.go_on, STEPS_BETWEEN_WORDS)
            file.execute("VACUUM INTO ?", (str(path),))
            return self._wrong(path)
        except DatabaseError as error:
            raise patience.ended or translated(error) from error
        finally:
            file.close()

    def _wrong(self, path: Path) -> list[Any]:
        """What is broken in a copy: every page is read and its checksum reckoned."""
        copy = connect(path, self._key, readonly=True)
        try:
            broken: list[Any] = copy.execute("PRAGMA cipher_integrity_check").fetchall()
            return broken
        finally:
            copy.close()


def _named(ago: timedelta = timedelta()) -> str:
    """What a copy made now, or so long ago, is called."""
    return f"{datetime.now(UTC) - ago:{_NAMED}}"


class _Patience:
    """Says that it goes on, and remembers why it should not."""

    def __init__(self, progress: Callable[[], None]) -> None:
        self._progress = progress
        self.ended: BaseException | None = None

    def go_on(self) -> int:
        """0 to go on, as SQLite asks."""
        try:
            self._progress()
        except BaseException as error:
            self.ended = error
            return 1
        return 0
