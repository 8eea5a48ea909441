"""The command line's grammar."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from salesdesk.cli.call import Call
from salesdesk.cli.capturing import capture
from salesdesk.cli.company import alone, history, inbox, login, logout, resolve, status, sync, trash
from salesdesk.cli.exchanging import export, import_
from salesdesk.cli.figures import budget, rate, verify
from salesdesk.cli.opening import demo, desk_window, init, open_
from salesdesk.cli.records import add, delete, kinds, list_, set_, show, undelete, undo
from salesdesk.i18n import _


def parser() -> argparse.ArgumentParser:
    """The command line's grammar; --profile and --json may stand before or after the verb."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--profile", metavar="DIR", default=argparse.SUPPRESS, help=_("the profile's folder"))
    shared.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help=_("answer with JSON"))
    top = argparse.ArgumentParser(
        prog="salesdesk", description=_("The travelling sales manager's desk."), parents=[shared]
    )
    top.set_defaults(run=desk_window)
    verbs = top.add_subparsers(metavar="VERB")

    def verb(run: Callable[[Call], int], *arguments: str) -> argparse.ArgumentParser:
        name = run.__name__.rstrip("_")
        text = _((run.__doc__ or "").replace("%", "%%"))
        made: argparse.ArgumentParser = verbs.add_parser(name, help=text, description=text, parents=[shared])
        made.set_defaults(run=run)
        for argument in arguments:
            made.add_argument(argument)
        return made

    verb(open_).add_argument("files", nargs="*", metavar="FILE")
    verb(demo).add_argument("--shots", metavar="DIR")
    made = verb(init)
    made.add_argument("--name", default="", help=_("whose profile it is"))
    made.add_argument("--team", default="")
    verb(kinds)
    for run in (add, set_):
        made = verb(run, "kind", *(() if run is add else ("id",)))
        made.add_argument("values", nargs="*", metavar="field=value")
    for run in (show, delete, undelete):
        verb(run, "kind", "id")
    verb(undo).add_argument("action", nargs="?")
    made = verb(list_, "kind")
    made.add_argument("--where", action="append", default=[], metavar="field=value")
    made.add_argument("--search", metavar="TEXT")
    made.add_argument("--limit", type=int, metavar="N")
    made.add_argument("--order", metavar="FIELD")
    made.add_argument("--descending", action="store_true")
    made = verb(capture)
    made.add_argument("files", nargs="+", metavar="FILE")
    made.add_argument("--fair", metavar="ID")
    made.add_argument("--dry-run", action="store_true")
    made = verb(import_, "file")
    made.add_argument("--as", dest="as_", metavar="KIND")
    made.add_argument("--map", action="append", default=[], metavar="COLUMN=field")
    made.add_argument("--encoding", default="")
    made.add_argument("--delimiter", default="")
    made.add_argument("--no-header", action="store_true")
    made.add_argument("--sheet", default="")
    made.add_argument("--skipped", metavar="FILE")
    made.add_argument("--dry-run", action="store_true")
    made = verb(export, "kind", "file")
    made.add_argument("--columns", default="", metavar="SET")
    made.add_argument("--where", action="append", default=[], metavar="field=value")
    made.add_argument("--search", metavar="TEXT")
    made.add_argument("--vcard", choices=("3", "4"), default="3")
    verb(login, "url", "name")
    for plain in (logout, sync, status, inbox, trash):
        verb(plain)
    verb(alone).add_argument("what", nargs="?", choices=("send", "remove"))
    made = verb(resolve, "id")
    made.add_argument("choice", choices=("keep", "take", "combine"))
    made.add_argument("value", nargs="?")
    verb(history, "kind", "id")
    verb(rate, "amount", "source", "target").add_argument("--on", metavar="DATE")
    verb(budget, "trip")
    verb(verify)
    return top
