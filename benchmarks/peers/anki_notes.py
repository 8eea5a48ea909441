"""Notes through Anki's own sync server, in rows; runs as a script in an environment that has `anki`."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from anki.collection import AddNoteRequest, Collection  # type: ignore[import-not-found]

_NAME, _PASSWORD = "ana", "made up for the benchmark"
_NOTETYPE = "Lead"
_STARTS_WITHIN_S = 30
# What the server says that a collection needs.
_NOTHING, _ROWS, _FULL_EITHER, _FULL_DOWNLOAD, _FULL_UPLOAD = range(5)


def main(notes: Path, folder: Path, rounds: int, changed: int) -> None:
    """Prints seconds: all notes sent and fetched, then some of them changed, sent and fetched, so many times."""
    said = json.loads(notes.read_text(encoding="utf-8"))
    server, url = _serve(folder / "server")
    try:
        ana, ben = _Laptop(folder / "ana.anki2", url), _Laptop(folder / "ben.anki2", url)
        # Two collections that the server knows, without a note: from here on Anki syncs in rows.
        ana.make_notetype(said["fields"])
        ana.begin(upload=True)
        ben.begin(upload=False)
        ana.add(said["notes"])
        told: dict[str, Any] = {"push": ana.sync(), "pull": ben.sync(), "there": [], "back": []}
        _check(ben.count(), len(said["notes"]))
        for number in range(rounds):
            ana.change(changed, f"Call again, attempt {number}")
            told["there"].append(ana.sync())
            told["back"].append(ben.sync())
            _check(ben.changed(), f"Call again, attempt {number}")
    finally:
        server.kill()
        server.wait()
    sys.stdout.write(json.dumps(told))


class _Laptop:
    """A collection and its way to the server."""

    def __init__(self, path: Path, url: str) -> None:
        self._notes = Collection(str(path))
        self._auth = self._notes.sync_login(_NAME, _PASSWORD, url)

    def make_notetype(self, fields: Sequence[str]) -> None:
        """The notetype of a lead, with one card a note."""
        models = self._notes.models
        made = models.new(_NOTETYPE)
        for name in fields:
            models.add_field(made, models.new_field(name))
        card = models.new_template("Card")
        card["qfmt"] = f"{{{{{fields[0]}}}}}"
        models.add_template(made, card)
        models.add(made)

    def begin(self, *, upload: bool) -> None:
        """The one full transfer, of an empty collection."""
        needed = self._notes.sync_collection(self._auth, False)
        _check(needed.required in {_FULL_EITHER, _FULL_UPLOAD if upload else _FULL_DOWNLOAD}, True)
        self._notes.close_for_full_sync()
        self._notes.full_upload_or_download(auth=self._auth, server_usn=None, upload=upload)
        self._notes.reopen(after_full_sync=True)

    def add(self, notes: Sequence[Sequence[str]]) -> None:
        """Adds notes."""
        kind = self._notes.models.by_name(_NOTETYPE)
        made = []
        for values in notes:
            note = self._notes.new_note(kind)
            note.fields = list(values)
            made.append(AddNoteRequest(note=note, deck_id=1))
        self._notes.add_notes(made)

    def change(self, many: int, text: str) -> None:
        """Changes one field of the first notes."""
        found = self._notes.find_notes("", order=False)
        notes = [self._notes.get_note(id) for id in sorted(found)[:many]]
        for note in notes:
            note.fields[-1] = text
        self._notes.update_notes(notes)

    def sync(self) -> float:
        """One round, in rows; returns its seconds."""
        begun = time.perf_counter()
        needed = self._notes.sync_collection(self._auth, False)
        taken = time.perf_counter() - begun
        # What it says after a round in rows; where it wanted a full transfer it would say so.
        _check(needed.required in {_NOTHING, _ROWS}, True)
        return taken

    def count(self) -> int:
        """How many notes there are."""
        return int(self._notes.note_count())

    def changed(self) -> str:
        """The last field of the first note."""
        return str(self._notes.get_note(min(self._notes.find_notes("", order=False))).fields[-1])


def _serve(folder: Path) -> tuple[subprocess.Popen[bytes], str]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    around = os.environ | {
        "SYNC_USER1": f"{_NAME}:{_PASSWORD}", "SYNC_BASE": str(folder), "SYNC_HOST": "127.0.0.1",
        "SYNC_PORT": str(port), "MAX_SYNC_PAYLOAD_MEGS": "1000",
    }  # fmt: skip
    process = subprocess.Popen([sys.executable, "-m", "anki.syncserver"], env=around, stdout=subprocess.DEVNULL)
    _wait(lambda: _answers(port))
    return process, f"http://127.0.0.1:{port}/"


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _wait(there: Callable[[], bool]) -> None:
    until = time.monotonic() + _STARTS_WITHIN_S
    while not there():
        if time.monotonic() > until:
            raise RuntimeError("Anki's server did not start")
        time.sleep(0.05)


def _check(found: object, wanted: object) -> None:
    if found != wanted:
        raise RuntimeError(f"measured something else: {found!r} in place of {wanted!r}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
