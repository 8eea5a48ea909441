"""What can go wrong with the local store; each is put into words where it is shown."""

from __future__ import annotations

from pathlib import Path


class StoreError(Exception):
    """The store cannot do what was asked."""


class WrongKey(StoreError):
    """The file is not readable with this key: another key, or no longer a database."""


class Damaged(StoreError):
    """The file is a database of ours, and part of it is broken."""


class DiskFull(StoreError):
    """There is no room left; nothing was written."""


class ProfileInUse(StoreError):
    """Another SalesDesk has the profile open."""


class NetworkFolder(StoreError):
    """The profile lies on a network file system, which cannot lock or sync as a database needs."""


class NoProfile(StoreError):
    """There is no profile in the folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.folder = folder


class NotFound(StoreError):
    """There is no such record."""

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"{kind} {id}")
        self.kind = kind
        self.id = id


class BadPull(StoreError):
    """What the server sent does not fit what is here; nothing of it was taken."""


class Unlike(BadPull):
    """Of rows that came bare some are not here as they were sent; nothing of the pull was taken."""


class NothingToUndo(StoreError):
    """There is no action left that could be undone."""


class StillWriting(StoreError):
    """The action is not written to its end yet."""


class BrokenLink(StoreError):
    """A link names a record that does not exist."""

    def __init__(self, field: str, to: str, id: str) -> None:
        super().__init__(f"{field}: no {to} {id}")
        self.field = field
        self.to = to
        self.id = id
