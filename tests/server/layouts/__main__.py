"""Writes the layout of today, to be kept when a migration is about to change it."""

import tempfile
from contextlib import closing
from pathlib import Path

from tests.backends import BACKENDS, made_backend
from tests.postgres import Postgres
from tests.server.laptops import Firm
from tests.server.layouts import dumped, kept, live

from salesdesk.server.migrations import NEWEST

with tempfile.TemporaryDirectory() as folder:
    postgres = Postgres()
    for name in BACKENDS:
        backend = made_backend(name, Path(folder), lambda: postgres)
        with closing(Firm(backend)) as firm:
            live(firm)
            kept(NEWEST, name).write_text(dumped(firm), encoding="utf-8")
    postgres.remove()
