"""Connections to the encrypted file: one that writes, and readers that never wait for it."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlcipher3 import dbapi2 as sqlcipher  # type: ignore[import-untyped]

from salesdesk.store.errors import Damaged, DiskFull, StoreError, WrongKey

Row = tuple[Any, ...]
DatabaseError = sqlcipher.DatabaseError
READERS = 3
WAY_S = 0.001
T = TypeVar("T")


_SETTINGS = (
    "cipher_log_level = NONE",
    "busy_timeout = 5000",
    "cache_size = -16000",
    # A thousand leads that a pull changes lie on a thousand pages: the log takes a few such before it is folded back.
    "wal_autocheckpoint = 4000",
    "journal_mode = WAL",
    # With NORMAL most power cuts lose an acknowledged save; FULL costs 0.2 ms.
    "synchronous = FULL",
)
_BULK = ("cache_size = -40000", "wal_autocheckpoint = 20000")


def connect(path: Path, key: bytes, *, readonly: bool = False) -> Any:
    """An sqlcipher3 connection with `key` (32 bytes); raises WrongKey."""
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
    try:
        # The key comes first: any statement before it would open the file as plain SQLite.
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        if readonly:
            connection.execute("PRAGMA query_only = ON")
    except DatabaseError as error:
        connection.close()
        raise translated(error) from None
    return connection


def translated(error: Exception) -> StoreError:
    """The store's own error for one of the database's."""
    said = str(error)
    if "not a database" in said or "file is encrypted" in said:
        return WrongKey(said)
    if "disk is full" in said:
        return DiskFull(said)
    if "malformed" in said or "corrupt" in said:
        return Damaged(said)
    return StoreError(said)


class Reserve:
    """Room on the disk that is given up when it is full, so that what she types still finds a place."""

    SIZE = 4 << 20

    def __init__(self, path: Path) -> None:
        self._path = path

    def take_up(self) -> None:
        """Takes the room up; where there is none, there is no reserve."""
        try:
            if not self._path.exists():
                self._path.write_bytes(bytes(self.SIZE))
        except OSError:
            self._path.unlink(missing_ok=True)

    def give_up(self) -> bool:
        """Frees the room; False where it was given up before."""
        if not self._path.exists():
            return False
        self._path.unlink()
        return True


class Connections:
    """The writer, guarded by a lock, and a few readers."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path = path
        self._key = key
        self._lock = threading.RLock()
        self._in_line: set[int] = set()
        self._making_readers = threading.Lock()
        self._writer = connect(path, key)
        self._door_open = False
        self._writer.create_function("desk_door", 0, lambda: int(self._door_open))
        self._readers: queue.LifoQueue[Any] = queue.LifoQueue()
        self._made = 0
        self._closed = False
        self._reserve = Reserve(path.with_name("reserve"))

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The writer, for one thread at a time; who waits stands in line."""
        self._in_line.add(threading.get_ident())
        try:
            self._lock.acquire()
        finally:
            self._in_line.discard(threading.get_ident())
        try:
            self._refuse_when_closed()
            yield
        finally:
            self._lock.release()

    def _refuse_when_closed(self) -> None:
        if self._closed:
            raise StoreError("the store is closed")

    @contextmanager
    def transaction(self, *, door: bool = False) -> Iterator[Any]:
        """The writer inside one durable transaction; `door` lets it write to the kinds' tables."""
        with self._turn():
            run = self._writer.execute
            try:
                run("BEGIN IMMEDIATE")
                self._door_open = door
                yield self._writer
                run("COMMIT")
            except BaseException as error:
                if self._writer.in_transaction:
                    run("ROLLBACK")
                if isinstance(error, DatabaseError):
                    raise translated(error) from error
                raise
            finally:
                self._door_open = False

    @property
    def somebody_waits(self) -> bool:
        """Whether another thread stands in line for the writer."""
        return bool(self._in_line)

    def give_way(self) -> None:
        """Lets those who stand in line for the writer go first."""
        while self.somebody_waits:
            time.sleep(WAY_S)

    def write(self, work: Callable[[Any], T], *, door: bool = False) -> T:
        """Runs `work` in a transaction; on a full disk once more, with the reserve given up."""
        try:
            with self.transaction(door=door) as writer:
                return work(writer)
        except DiskFull:
            if not self._reserve.give_up():
                raise
        with self.transaction(door=door) as writer:
            return work(writer)

    @contextmanager
    def bulk(self) -> Iterator[None]:
        """While very many rows are written: pages that change again and again are kept, and go to the file later."""
        self._set(_BULK)
        try:
            yield
        finally:
            self._set(_SETTINGS)

    def _set(self, settings: Sequence[str]) -> None:
        with self._lock:
            for setting in settings:
                self._writer.execute(f"PRAGMA {setting}")

    @contextmanager
    def reader(self) -> Iterator[Any]:
        """A connection that sees what is committed and cannot write."""
        connection = self._borrow()
        try:
            yield connection
        except DatabaseError as error:
            raise translated(error) from error
        finally:
            self._readers.put(connection)

    def _borrow(self) -> Any:
        try:
            return self._readers.get_nowait()
        except queue.Empty:
            with self._making_readers:
                self._refuse_when_closed()
                if self._made < READERS:
                    connection = connect(self._path, self._key, readonly=True)
                    self._made += 1
                    return connection
            return self._readers.get()

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """All rows of a query."""
        with self.reader() as connection:
            found: list[Row] = connection.execute(sql, values).fetchall()
            return found

    def one(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """The first row of a query."""
        with self.reader() as connection:
            found: Row | None = connection.execute(sql, values).fetchone()
            return found

    def one_for_writing(self, sql: str, values: Sequence[Any] = ()) -> Row | None:
        """The first row of a query before a save: the writer has its pages at hand, a reader decrypts them anew."""
        with self._turn():
            try:
                found: Row | None = self._writer.execute(sql, values).fetchone()
            except DatabaseError as error:
                raise translated(error) from error
            return found

    @contextmanager
    def fresh(self) -> Iterator[Any]:
        """A connection of its own: FTS5's integrity check reads a structure that older ones keep in mind."""
        connection = connect(self._path, self._key, readonly=True)
        try:
            yield connection
        except DatabaseError as error:
            raise translated(error) from error
        finally:
            connection.close()

    @property
    def writer(self) -> Any:
        """The writer itself, for work outside a transaction (VACUUM INTO, PRAGMA)."""
        return self._writer

    def take_reserve(self) -> None:
        """Sets room aside for the day the disk is full."""
        self._reserve.take_up()

    def close(self) -> None:
        """Closes every connection; whoever asks for one afterwards has a StoreError."""
        with self._lock, self._making_readers:
            self._closed = True
            while self._made:
                self._readers.get().close()
                self._made -= 1
            self._writer.close()
