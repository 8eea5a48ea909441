"""The floor of a transfer, either way: stored rows, packed, sent and written raw, with the same indexes but FTS."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import httpx
import msgspec
import zstandard
from sqlalchemy import MetaData
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from salesdesk.domain.kinds import KINDS
from salesdesk.schema.columns import layout_of, quoted
from salesdesk.schema.tables import tables
from salesdesk.store.connection import connect

PAGE = 5_000


class Statements:
    """Reads and writes whole leads: as a laptop keeps them, or the fields alone, as they go to the server."""

    def __init__(self) -> None:
        layout = layout_of(KINDS["lead"])
        laptops = ("id", "deleted", "local", *layout.columns)
        fields = ("id", "deleted", *(x.name for x in layout.kind.fields))
        self.read = f"SELECT {_list(laptops)} FROM lead ORDER BY id"
        self.write = _upsert(laptops)
        self.read_fields = (
            f"SELECT {_list(fields)}, coalesce(\"owner\", ''), coalesce(\"team\", '') FROM lead ORDER BY id"
        )
        self.write_fields = _upsert((*fields, "scope_person", "scope_team"), ("seq", "made", "turned", "entered"))


def _list(names: Iterable[str]) -> str:
    return ", ".join(map(quoted, names))


def _upsert(names: Sequence[str], ones: Sequence[str] = ()) -> str:
    """Writes `names`, and 1 into each of `ones`."""
    marks = ", ".join([*("?" for _ in names), *("1" for _ in ones)])
    changes = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in names[1:])
    return f"INSERT INTO lead ({_list((*names, *ones))}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changes}"


def plain_tables(connection: Any, metadata: MetaData) -> None:
    """The lead's table and its indexes."""
    table = metadata.tables["lead"]
    dialect = sqlite.dialect()
    connection.execute(str(CreateTable(table).compile(dialect=dialect)))
    for index in table.indexes:
        connection.execute(str(CreateIndex(index).compile(dialect=dialect)))


class Bare:
    """The floor's server in its own process, and a laptop's encrypted file."""

    def __init__(self, database: Path, key: bytes, folder: Path) -> None:
        folder.mkdir()
        self._statements = Statements()
        self._database = database
        self._folder = folder
        self._key = key
        self._made = 0
        command = [sys.executable, "-m", "benchmarks.bare_server", str(database), key.hex(), str(folder / "server")]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        port = self._process.stdout.readline().strip()
        self._client = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)

    def laptop(self) -> Any:
        """A new encrypted file with the lead's table."""
        self._made += 1
        connection = connect(self._folder / f"{self._made}.db", self._key)
        plain_tables(connection, tables(KINDS))
        return connection

    def filled_laptop(self) -> Any:
        """The file that everything is measured on, to read."""
        return connect(self._database, self._key, readonly=True)

    def fetch(self, laptop: Any, start: int = 0, many: int = PAGE) -> int:
        """Fetches one page and writes it; returns how many rows it had."""
        rows = self._decoded(self._client.get(f"/{start}?{many}"))
        self._write(laptop, rows)
        return len(rows)

    def fetch_all(self, laptop: Any) -> int:
        """Fetches every page; returns how many rows there were."""
        start = 0
        while many := self.fetch(laptop, start):
            start += many
        return start

    def send_all(self, laptop: Any) -> int:
        """Sends every row of a laptop's file into a new file of the server's kind; returns how many there were."""
        self._decoded(self._client.delete("/"))
        rows, sent = laptop.execute(self._statements.read_fields), 0
        while some := rows.fetchmany(PAGE):
            self.send(some)
            sent += len(some)
        return sent

    def send(self, rows: Sequence[Any]) -> None:
        """Sends rows' fields to be written."""
        self._decoded(self._client.post("/", content=zstandard.compress(msgspec.msgpack.encode(rows))))

    def read(self, laptop: Any, many: int) -> list[Any]:
        """The fields of the first rows of a laptop's file."""
        found: list[Any] = laptop.execute(f"{self._statements.read_fields} LIMIT {many}").fetchall()
        return found

    def _write(self, laptop: Any, rows: Sequence[Any]) -> None:
        laptop.execute("BEGIN IMMEDIATE")
        laptop.executemany(self._statements.write, rows)
        laptop.execute("COMMIT")

    @staticmethod
    def _decoded(response: httpx.Response) -> Any:
        return msgspec.msgpack.decode(zstandard.decompress(response.content))

    def close(self) -> None:
        """Ends the server."""
        self._client.close()
        self._process.kill()
        self._process.wait()
