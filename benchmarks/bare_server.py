"""The floor's server: rows out of memory as MessagePack and zstd, and rows into a plain file, over HTTP."""

from __future__ import annotations

import sqlite3
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from benchmarks.bare import PAGE, Statements, plain_tables
from salesdesk.domain.kinds import KINDS
from salesdesk.schema.tables import server_tables
from salesdesk.store.connection import connect


def main(database: Path, key: bytes, into: Path) -> None:
    """Serves the leads of a profile's file, and takes changed ones; prints its port when it is ready."""
    statements = Statements()
    rows = connect(database, key, readonly=True).execute(statements.read).fetchall()
    into.mkdir()
    files = [_file(into / "0.db")]

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """The rows from the number that the path ends with, as many as a page holds or as the query says."""
            start, _mark, many = self.path.rpartition("/")[2].partition("?")
            self._answer(rows[int(start) : int(start) + int(many or PAGE)])

        def do_POST(self) -> None:
            """Rows that were changed."""
            connection = files[-1]
            body = zstandard.decompress(self.rfile.read(int(self.headers["Content-Length"])))
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany(statements.write_fields, msgspec.msgpack.decode(body))
            connection.execute("COMMIT")
            self._answer(len(rows))

        def do_DELETE(self) -> None:
            """From now on rows go into a new file."""
            files.append(_file(into / f"{len(files)}.db"))
            self._answer(0)

        def _answer(self, what: Any) -> None:
            body = zstandard.compress(msgspec.msgpack.encode(what))
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: Any) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


def _file(path: Path) -> sqlite3.Connection:
    """A file of the server's kind, with the same settings, table and indexes."""
    connection = sqlite3.connect(path, isolation_level=None)
    for setting in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -32000", "wal_autocheckpoint = 20000"):
        connection.execute(f"PRAGMA {setting}")
    plain_tables(connection, server_tables(KINDS))
    return connection


if __name__ == "__main__":
    main(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]), Path(sys.argv[3]))
