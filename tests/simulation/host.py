"""Where the simulated server's program runs."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.simulation.crashes import ServerStatements
from tests.simulation.kinds import KINDS, OLD

from salesdesk.domain.record import Kinds
from salesdesk.server.database import Database


class Host:
    """Where the server's program runs, on a file; what it derives from its declarations it derives once."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._versions = {kinds.schema: self._installed(kinds) for kinds in (OLD, KINDS)}
        self.database, self.statements = self._versions[OLD.schema]
        self._laid = OLD.schema

    def _installed(self, kinds: Kinds) -> tuple[Database, ServerStatements]:
        database = Database(f"sqlite:///{self.file}", kinds)
        statements = ServerStatements(database._engine)  # noqa: SLF001 - the place where it ends
        database.close()
        return database, statements

    def install(self, kinds: Kinds) -> None:
        """The program is of these kinds from now on; it must have ended."""
        self.database, self.statements = self._versions[kinds.schema]
        if self._laid != kinds.schema:
            self.database.bring_up()
            self._laid = kinds.schema

    def lay(self, file: Path) -> None:
        """That file is the server's from now on."""
        self.end()
        for end in ("", "-wal", "-shm"):
            Path(f"{self.file}{end}").unlink(missing_ok=True)
        shutil.copyfile(file, self.file)
        self._laid = OLD.schema

    def end(self) -> None:
        """The program ends, whatever it was doing; what it had open the system closes."""
        self.database.close()
        self.statements.let_go()
