"""One writer a profile: an operating system's lock, taken before the file is opened."""

from __future__ import annotations

import time
from pathlib import Path

from filelock import FileLock, Timeout

from salesdesk.store.errors import NetworkFolder, ProfileInUse

_NETWORK = {"nfs", "nfs4", "cifs", "smb3", "smbfs", "sshfs", "fuse.sshfs", "9p", "afs", "ncpfs", "davfs", "fuse.davfs2"}
_MOUNTS = Path("/proc/self/mounts")


class ProfileLock:
    """Holds the profile for this process until `release`."""

    def __init__(self, profile: Path) -> None:
        self._lock = FileLock(profile / "lock", timeout=0, thread_local=False)

    def acquire(self, wait: float = 0) -> None:
        """Takes the lock, waiting at most `wait` seconds; raises ProfileInUse."""
        until = time.monotonic() + wait
        while True:
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                if time.monotonic() >= until:
                    raise ProfileInUse(str(self._lock.lock_file)) from None
                time.sleep(0.05)
            else:
                return

    def release(self) -> None:
        """Lets the profile go."""
        self._lock.release()


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
