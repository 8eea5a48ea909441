"""The server's database: made or brought up to date when opened; one transaction a request."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, Protocol, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, make_url
from sqlalchemy.exc import SQLAlchemyError

from salesdesk.domain.kinds import KINDS
from salesdesk.domain.record import Kinds
from salesdesk.server import layout, postgresql, sqlite
from salesdesk.server.tables import tables_of
from salesdesk.server.unavailable import Unavailable

T = TypeVar("T")
# Between the attempts of one transaction, in seconds.
_PAUSES = (0.05, 0.25)
# How long a writer stands in line behind those of this process, in seconds.
_PATIENCE_S = 30


class _Dialect(Protocol):
    """What a kind of database wants to be told."""

    def engine_options(self, url: URL, /) -> dict[str, Any]: ...
    def prepare(self, engine: Engine, /) -> threading.Lock: ...
    def snapshots(self, engine: Engine, /) -> Engine: ...
    def alone(self, connection: Connection, /) -> None: ...
    def wipe(self, connection: Connection, /) -> None: ...
    def let_go(self, engine: Engine, /) -> None: ...
    def not_now(self, error: SQLAlchemyError, /) -> Unavailable | None: ...


_DIALECTS: dict[str, _Dialect] = {"sqlite": sqlite, "postgresql": postgresql}


class OtherDatabase(Exception):
    """The URL names neither SQLite nor PostgreSQL; its `dialect`."""

    def __init__(self, dialect: str) -> None:
        super().__init__(dialect)
        self.dialect = dialect


class Database:
    """The database behind a URL of SQLAlchemy's; raises Unavailable, and SQLAlchemy's errors for what it got wrong."""

    def __init__(self, url: str, kinds: Kinds = KINDS) -> None:
        """Opens it; raises OtherDatabase, layout.NewerLayout too."""
        self.tables = tables_of(kinds)
        named = make_url(url)
        dialect = _DIALECTS.get(named.get_backend_name())
        if dialect is None:
            raise OtherDatabase(named.get_backend_name())
        if named.drivername == "postgresql":
            named = named.set(drivername="postgresql+psycopg")
        self._dialect = dialect
        # What people typed stands in no log.
        self._engine = create_engine(named, hide_parameters=True, **dialect.engine_options(named))
        self._queue = dialect.prepare(self._engine)
        self._snapshots = dialect.snapshots(self._engine)
        try:
            self.bring_up()
        except BaseException:
            self.close()
            raise

    def bring_up(self) -> None:
        """Makes the tables what the declarations say, where they are not; raises layout.NewerLayout."""
        with self.reading() as connection:
            current = layout.is_current(connection, self.tables)
        if not current:
            with self.writing() as connection:
                self._dialect.alone(connection)
                layout.bring_up(connection, self.tables)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """One snapshot of the database."""
        with self._answering(), self._snapshots.connect() as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One durable transaction."""
        engine = self._engine.execution_options(**{sqlite.WRITES: True})
        with self._answering(), self._turn(), engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def _turn(self) -> Iterator[None]:
        """One writer of this process at a time: who waits holds no connection, and wakes at once."""
        if not self._queue.acquire(timeout=_PATIENCE_S):
            raise Unavailable("too many write")
        try:
            yield
        finally:
            self._queue.release()

    def transact(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns, after one durable transaction; raises Unavailable.

        Where another one went first, or the line broke, perhaps behind the commit, it is done again, a few times:
        so doing it twice must come to the same as once.
        """
        for pause in _PAUSES:
            try:
                with self.writing() as connection:
                    return work(connection)
            except Unavailable as unavailable:
                if not unavailable.passing:
                    raise
            time.sleep(pause)
        with self.writing() as connection:
            return work(connection)

    @contextlib.contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            unavailable = self._dialect.not_now(error)
            if unavailable is None:
                raise
            raise unavailable from error

    def wipe(self) -> None:
        """Leaves nothing of what was overwritten in SQLite's log; PostgreSQL overwrites as it vacuums."""
        with self._answering(), self._turn(), self._engine.connect() as connection:
            self._dialect.wipe(connection)

    def close(self) -> None:
        """Closes every connection."""
        self._dialect.let_go(self._engine)
        self._engine.dispose()
