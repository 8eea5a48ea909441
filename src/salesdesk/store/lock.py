"""One writer a profile: an operating system's lock, taken before the file is opened."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from salesdesk.store.errors import NetworkFolder, ProfileInUse

_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "sshfs", "fuse.sshfs", "9p", "afs", "ncpfs", "davfs", "fuse.davfs2"}
_MOUNTS = Path("/proc/self/mounts")


if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class ProfileLock:
    """Holds the profile for this process until `release`; a process that dies lets it go by itself."""

    def __init__(self, profile: Path) -> None:
        self._path = profile / "lock"
        self._file: int | None = None

    def acquire(self, wait: float = 0) -> None:
        """Takes the lock, waiting at most `wait` seconds; raises ProfileInUse."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        until = time.monotonic() + wait
        while True:
            try:
                _take(file)
            except OSError:
                if time.monotonic() >= until:
                    os.close(file)
                    raise ProfileInUse(str(self._path)) from None
                time.sleep(0.05)
            else:
                self._file = file
                return

    def release(self) -> None:
        """Lets the profile go."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def refuse_network_folder(profile: Path, mounts: str | None = None) -> None:
    """Raises NetworkFolder where `profile` lies on a network file system."""
    if str(profile).startswith("\\\\"):
        raise NetworkFolder(str(profile))
    if mounts is None:
        mounts = _MOUNTS.read_text("utf-8", "surrogateescape") if _MOUNTS.exists() else ""
    best, kind = "", ""
    for line in mounts.splitlines():
        _device, point, system, *_rest = [*line.split(" "), "", "", ""]
        folder = point.replace("\\040", " ")
        inside = str(profile) == folder or str(profile).startswith(folder.rstrip("/") + "/")
        if inside and len(folder) >= len(best):
            best, kind = folder, system
    if kind in _NETWORK:
        raise NetworkFolder(str(profile))
