"""The command line of whoever keeps the server."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.domain.user import ROLES
from salesdesk.i18n import _
from salesdesk.shell import DONE, REFUSED, WRONG_USAGE, Refused, Wrong, answer, begin, nobody_reads, password_given

if TYPE_CHECKING:
    from salesdesk.server.service import Server


class Call:
    """One call: its arguments, its database, its way of answering."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.opened: Server | None = None

    @property
    def server(self) -> Server:
        """The server on the database that the call names, opened at the first need."""
        if self.opened is None:
            from salesdesk.server.database import Database
            from salesdesk.server.service import Server

            self.opened = Server(Database(getattr(self.arguments, "db", None) or default_url()))
        return self.opened

    @property
    def erased_list(self) -> Path | None:
        """Where the list of erased records lies: beside a database that is a file, else where the call says."""
        said: Path | None = getattr(self.arguments, "erased", None)
        url: str = getattr(self.arguments, "db", None) or default_url()
        beside = url.partition(":///")[2] if url.startswith("sqlite") else ""
        return said or (Path(f"{beside}.erased") if beside else None)

    def say(self, document: Any, lines: Iterable[str]) -> int:
        """Prints the JSON document, or the lines for a person."""
        return answer(document, lines, as_json=getattr(self.arguments, "json", False))


def default_url() -> str:
    """The database where nothing else is said."""
    from platformdirs import user_data_path

    return f"sqlite:///{user_data_path('salesdesk-server', appauthor=False) / 'server.db'}"


# --- verbs ------------------------------------------------------------------------------------


def serve(call: Call) -> int:
    """Answers laptops until it is told to end."""
    from salesdesk.server.running import Address, Listening

    words = call.arguments
    if bool(words.tls_cert) != bool(words.tls_key):
        raise Wrong(_("--tls-cert and --tls-key go together."))
    address = Address(words.host, words.port, words.tls_cert, words.tls_key)
    if call.erased_list is not None:
        call.server.erasing(call.erased_list).apply_list()
    listening = Listening(call.server, address, _ready)
    # A push makes hundreds of thousands of values and lets them go: the collector need not look through them, nor
    # through the program, again and again.
    gc.freeze()
    gc.set_threshold(10_000)
    listening.run()
    return DONE


def _ready(url: str) -> None:
    sys.stdout.write(f"ready {url}\n")
    sys.stdout.flush()


def team_add(call: Call) -> int:
    """Makes a team."""
    if not call.arguments.name.strip():
        raise Wrong(_("A team needs a name."))
    id = call.server.company.add_team(call.arguments.name.strip(), call.arguments.parent)
    return call.say({"id": id}, [id])


def user_add(call: Call) -> int:
    """Makes a person who can log in; her password is read from standard input."""
    words = call.arguments
    password = password_given()
    if not words.name.strip():
        raise Wrong(_("A person needs a name."))
    if not password:
        raise Wrong(_("No password came on standard input."))
    id = call.server.company.add_user(words.name.strip(), words.team, words.role, password, words.email)
    return call.say({"id": id}, [id])


def device_list(call: Call) -> int:
    """Lists the devices that were let in."""
    devices = call.server.devices.all()
    document = [{"id": x.id, "user": x.user, "name": x.name, "revoked": x.revoked} for x in devices]
    return call.say(document, (f"{x.id}  {x.name}{'  ' + _('revoked') if x.revoked else ''}" for x in devices))


def device_revoke(call: Call) -> int:
    """Shuts a device out for good."""
    if not call.server.devices.revoke(call.arguments.id):
        raise Refused(_("There is no device “%s”.") % call.arguments.id)
    return call.say({"id": call.arguments.id}, [call.arguments.id])


def erase(call: Call) -> int:
    """Erases a record and what is about it, for good: here, and on each laptop when it next syncs."""
    words = call.arguments
    if call.erased_list is None:
        raise Wrong(_("Say with --erased where the list of erased records lies: it must outlive the backups."))
    keys = call.server.erasing(call.erased_list).erase(words.kind, words.id)
    return call.say([{"kind": kind, "id": id} for kind, id in keys], (f"{kind} {id}" for kind, id in keys))


def compact(call: Call) -> int:
    """Makes bare what was deleted 90 days ago; a running server does it by itself once a day."""
    done = call.server.sweeping.run()
    return call.say({"rows": done.rows, "steps": done.steps}, [_("%d records made bare.") % done.rows])


def backup(call: Call) -> int:
    """Writes a backup into one file; the server may go on meanwhile."""
    from salesdesk.server.backups import back_up

    rows = back_up(call.server.database, call.arguments.file)
    return call.say({"rows": rows}, [_("%s rows are in the backup.") % rows])


def restore(call: Call) -> int:
    """Puts a backup in the place of everything; laptops then give back what they know beyond it."""
    from salesdesk.server.backups import restore

    rows = restore(call.server.database, call.arguments.file)
    if call.erased_list is not None:
        call.server.erasing(call.erased_list).apply_list()
    return call.say({"rows": rows}, [_("%s rows came back. Laptops give back what is newer when they sync.") % rows])


def put_back(call: Call) -> int:
    """Says that the database was put back by other means; laptops then give back what they know beyond it."""
    from salesdesk.server import epochs, heads

    database = call.server.database
    with database.writing() as connection:
        head = heads.lock(connection, database.tables)
        epochs.begin(connection, database.tables, head)
    return call.say({"epoch": head.epoch}, [_("Epoch %s has begun.") % head.epoch])


def verify(call: Call) -> int:
    """Looks whether the database is whole and its sums are right."""
    from salesdesk.server.backups import wrong

    found = wrong(call.server.database)
    call.say({"wrong": found}, found or [_("All is well.")])
    return REFUSED if found else DONE


# --- the call ---------------------------------------------------------------------------------


def parser() -> argparse.ArgumentParser:
    """The grammar; --db and --json may stand before or after the verb."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--db", metavar="URL", default=argparse.SUPPRESS, help=_("the database"))
    shared.add_argument(
        "--erased", metavar="FILE", type=Path, default=argparse.SUPPRESS, help=_("the list of erased records")
    )
    shared.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=_("answer with JSON"))
    top = argparse.ArgumentParser(
        prog="salesdesk-server", description=_("The central server of SalesDesk."), parents=[shared]
    )
    verbs = top.add_subparsers(metavar="VERB", required=True)

    def verb(under: Any, name: str, run: Callable[[Call], int]) -> argparse.ArgumentParser:
        text = _(run.__doc__ or "")
        made: argparse.ArgumentParser = under.add_parser(name, help=text, description=text, parents=[shared])
        made.set_defaults(run=run)
        return made

    words = {"team": _("Teams."), "user": _("People."), "device": _("Their devices.")}

    def group(name: str) -> Any:
        return verbs.add_parser(name, parents=[shared], help=words[name]).add_subparsers(metavar="VERB", required=True)

    made = verb(verbs, "serve", serve)
    made.add_argument("--host", default="127.0.0.1")
    made.add_argument("--port", type=_port, default=8750)
    made.add_argument("--tls-cert", type=Path, metavar="FILE")
    made.add_argument("--tls-key", type=Path, metavar="FILE")
    made = verb(group("team"), "add", team_add)
    made.add_argument("name")
    made.add_argument("--parent", default="", metavar="TEAM")
    made = verb(group("user"), "add", user_add)
    made.add_argument("name")
    made.add_argument("--team", required=True)
    made.add_argument("--role", required=True, choices=ROLES)
    made.add_argument("--email", default="")
    verb(verbs, "compact", compact)
    made = verb(verbs, "erase", erase)
    made.add_argument("kind")
    made.add_argument("id")
    for name, run in (("backup", backup), ("restore", restore)):
        verb(verbs, name, run).add_argument("file", type=Path)
    verb(verbs, "put-back", put_back)
    verb(verbs, "verify", verify)
    device = group("device")
    verb(device, "list", device_list)
    verb(device, "revoke", device_revoke).add_argument("id")
    return top


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port < 1 << 16:
        raise ValueError(text)
    return port


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one call; returns its exit code: 0 done, 1 refused or failed, 2 wrong usage."""
    begin()
    call = Call(parser().parse_args(argv))
    try:
        return int(call.arguments.run(call))
    except BrokenPipeError:
        return nobody_reads()
    except KeyboardInterrupt:
        return DONE
    except Exception as error:
        from salesdesk.server.cli_words import sentence

        sys.stderr.write(f"{sentence(error)}\n")
        return WRONG_USAGE if isinstance(error, Wrong) else REFUSED
    finally:
        if call.opened is not None:
            call.opened.database.close()
