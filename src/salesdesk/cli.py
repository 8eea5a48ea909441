"""Every verb of the command line: what the desk does to data, from a shell."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.i18n import _, currency_codes, currency_digits, money

if TYPE_CHECKING:
    from salesdesk.capture import Captured
    from salesdesk.desk.desk import Desk
    from salesdesk.domain.record import Kind, Kinds
    from salesdesk.store.listing import Query

DONE, REFUSED, WRONG_USAGE = 0, 1, 2
PATIENCE = 2.0
PAGE = 500
LONGEST_FILE = 64 << 20


class Wrong(Exception):
    """A wrong call, or input that cannot be read, in one sentence."""


class Refused(Exception):
    """What the desk will not do, in one sentence."""


class Call:
    """One call: its arguments, its profile, its way of answering."""

    def __init__(self, arguments: argparse.Namespace, known: Kinds) -> None:
        self.arguments = arguments
        self.kinds = known
        self.opened: Desk | None = None

    @property
    def profile(self) -> Path:
        """The profile's folder."""
        from salesdesk.desk.profile import default_profile

        given: str | None = getattr(self.arguments, "profile", None)
        return Path(given) if given else default_profile()

    @property
    def desk(self) -> Desk:
        """The profile's desk, opened at the first need; waits two seconds for another that has it open."""
        if self.opened is None:
            from salesdesk.desk.profile import open_profile

            self.opened = open_profile(self.profile, passphrase_of(self.profile), kinds=self.kinds, wait=PATIENCE)
        return self.opened

    @property
    def kind(self) -> Kind:
        """The kind that the call names."""
        return self.kinds[self.arguments.kind]

    def say(self, document: Any, lines: Iterable[str]) -> int:
        """Prints the JSON document, or the lines for a person."""
        if getattr(self.arguments, "json", False):
            sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
        else:
            sys.stdout.writelines(f"{line}\n" for line in lines)
        return DONE


def note(text: str) -> None:
    """A message beside the answer."""
    sys.stderr.write(f"{text}\n")


def passphrase_of(profile: Path) -> str | None:
    """The passphrase from the environment, or typed where the profile wants one and a person is there."""
    from salesdesk import secrets

    given = os.environ.get("SALESDESK_PASSPHRASE")
    if given is None and sys.stdin.isatty() and (profile / "key.json").exists() and secrets.needs_passphrase(profile):
        import getpass

        given = getpass.getpass(_("Passphrase: "))
    return given


def desk_window(call: Call) -> int:
    """Opens the desk."""
    from salesdesk.app import open_window

    return open_window(call.profile, passphrase_of(call.profile))


def demo(call: Call) -> int:
    """The made-up company: opens the desk on it, or walks the main job and writes a picture a step."""
    from salesdesk.demo import run

    return run(Path(call.arguments.shots) if call.arguments.shots else None)


def init(call: Call) -> int:
    """Makes a profile (passphrase from SALESDESK_PASSPHRASE if set, else the keyring)."""
    from salesdesk.desk import profile

    words = call.arguments
    given = os.environ.get("SALESDESK_PASSPHRASE")
    try:
        call.opened = profile.make(call.profile, given, name=words.name, team=words.team, kinds=call.kinds)
    except FileExistsError:
        raise Refused(_("There is a profile in %s already.") % call.profile) from None
    return call.say(
        {"profile": str(call.profile), "user": call.desk.store.owner}, [_("Made the profile %s.") % call.profile]
    )


def kinds(call: Call) -> int:
    """Every record kind with its fields, types and labels."""
    document = [_kind_described(kind) for kind in call.kinds]
    lines = (
        line
        for kind in document
        for line in (kind["name"], *(f"  {x['name']:20}{x['type']:11}{x['label']}" for x in kind["fields"]))
    )
    return call.say(document, lines)


def _kind_described(kind: Kind) -> dict[str, Any]:
    fields = []
    for field in kind.fields:
        known: dict[str, Any] = {"name": field.name, "type": field.type, "label": _(field.label)}
        known |= {"choices": {key: _(label) for key, label in getattr(field, "choices", ())} or None}
        known |= {"to": getattr(field, "to", None), "required": field.required, "searchable": field.searchable}
        fields.append({name: value for name, value in known.items() if value is not None})
    return {
        "name": kind.name,
        "label": _(kind.label),
        "plural": _(kind.plural),
        "scope": str(kind.scope),
        "fields": fields,
    }


def add(call: Call) -> int:
    """Adds a record."""
    from salesdesk.desk.values import parsed

    record = call.desk.add(call.kind.name, parsed(call.kind, _pairs(call.arguments.values)))
    return call.say({"id": record.id}, [record.id])


def set_(call: Call) -> int:
    """Changes fields of a record."""
    from salesdesk.desk.values import parsed

    before = _live(call)
    record = call.desk.change(before, parsed(call.kind, _pairs(call.arguments.values)))
    return call.say({"id": record.id}, [record.id])


def show(call: Call) -> int:
    """Shows a record."""
    document = call.kind.wire(_live(call))
    return call.say(document, (f"{name:20}{_plain(value)}" for name, value in document.items() if value))


def delete(call: Call) -> int:
    """Deletes a record, with what belongs to it; undelete or undo brings it back."""
    _live(call)
    saved = call.desk.delete(call.kind.name, call.arguments.id)
    document = {"id": call.arguments.id, "action": saved.action if saved else None}
    return call.say(document, [saved.label if saved else call.arguments.id])


def undelete(call: Call) -> int:
    """Brings a deleted record back, with what its deletion took along."""
    saved = call.desk.undelete(call.kind.name, call.arguments.id)
    document = {"id": call.arguments.id, "action": saved.action if saved else None}
    return call.say(document, [saved.label if saved else call.arguments.id])


def undo(call: Call) -> int:
    """Takes back an action, or the newest one."""
    saved = call.desk.undo(call.arguments.action or "")
    document = {"action": saved.action if saved else None, "undone": saved.label if saved else None}
    return call.say(document, [saved.label if saved else ""])


def list_(call: Call) -> int:
    """Lists records, newest first; a search looks for words by their beginnings, then inside words."""
    from salesdesk.desk.values import parsed
    from salesdesk.store.listing import Query

    words = call.arguments
    where = parsed(call.kind, _pairs(words.where))
    if words.limit is not None and words.limit < 0:
        raise Wrong(_("--limit takes a number from 0 up."))
    if words.order and not call.kind.field(words.order).sortable:
        raise Wrong(_("Lists cannot be sorted by “%s”.") % words.order)
    query = Query(call.kind, where, words.search or "", words.order or "", descending=words.descending)
    found = list(_rows(call.desk, query, words.limit))
    if words.search and call.desk.store.lists.searching_is_behind(call.kind):
        note(_("The search index is still catching up: not everything is found yet."))
    return call.say(found, (f"{row['id']}  {_title(call.kind, row)}" for row in found))


def _rows(desk: Desk, query: Query, limit: int | None) -> Iterator[dict[str, Any]]:
    from salesdesk.schema.columns import Layout

    layout = Layout(query.kind)
    names = [field.name for field in query.kind.fields]
    after, left = None, limit
    while left is None or left > 0:
        page = desk.page(query, names, after, PAGE if left is None else min(PAGE, left))
        yield from (query.kind.wire(layout.record(row)) for row in page.rows)
        if page.after is None:
            return
        after, left = page.after, None if left is None else left - len(page.rows)


def capture(call: Call) -> int:
    """From a picture with a code, a .vcf or a text file to the fields of a draft lead, and the lead."""
    documents: list[dict[str, Any]] = []
    failed = False
    for name in call.arguments.files:
        try:
            for captured in _read(name):
                documents.append(_captured(call, captured))
        except Wrong as error:
            failed = True
            note(f"{name}: {error}")
    if documents:
        single = len(documents) == 1 and len(call.arguments.files) == 1
        call.say(documents[0] if single else documents, (f"{x.get('id', '')}  {x['fields']}" for x in documents))
    return WRONG_USAGE if failed else DONE


def _read(name: str) -> list[Captured]:
    from salesdesk.capture import Unreadable, read
    from salesdesk.desk.words import sentence

    path = Path(name)
    try:
        if path.stat().st_size > LONGEST_FILE:
            raise Wrong(_("The file is too large to be a badge, a card or a contact."))
        return list(read(path.read_bytes(), path.name))
    except OSError as error:
        raise Wrong(_("It cannot be read: %s.") % (error.strerror or error)) from None
    except Unreadable as error:
        raise Wrong(sentence(error)) from None


def _captured(call: Call, captured: Captured) -> dict[str, Any]:
    document: dict[str, Any] = {
        "kind": captured.kind,
        "code": captured.code,
        "raw": captured.raw,
        "fields": dict(captured.fields),
    }
    if captured.kind == "none":
        note(_("There is no code in this picture that the desk can read; the picture is kept with the lead."))
    if not call.arguments.dry_run:
        values = call.desk.captured_values(captured)
        if call.arguments.fair:
            values["fair"] = call.arguments.fair
        document["id"] = call.desk.add("lead", values).id
    return document


def rate(call: Call) -> int:
    """An amount in another currency, by the ECB's reference rate of the day."""
    from salesdesk.money.rates import EcbRates

    words = call.arguments
    amount = _amount(words.amount)
    source, target = words.source.upper(), words.target.upper()
    for code in (source, target):
        if code not in currency_codes():
            raise Wrong(_("“%s” is no currency code such as EUR.") % code)
    day = _day(words.on) if words.on else date.today()
    found = EcbRates().rate(source, target, day)
    converted = found.convert(amount, currency_digits(target))
    document = {
        "amount": f"{converted:f}",
        "currency": target,
        "rate": f"{found.rate:f}",
        "rate_date": found.day.isoformat(),
        "source": found.source,
        "provisional": found.provisional,
        "explanation": found.explain(),
    }
    return call.say(document, [money(converted, target), found.explain()])


def budget(call: Call) -> int:
    """What is planned, spent, committed and left of a trip's budget."""
    found = call.desk.budget(call.arguments.trip)
    rows = [
        {
            "category": x.category,
            "planned": f"{x.planned:f}",
            "spent": f"{x.spent:f}",
            "committed": f"{x.committed:f}",
            "left": f"{x.left:f}",
            "expenses": x.expenses,
        }
        for x in (*found.categories, found.total)
    ]
    *categories, total = rows
    document = {"trip": call.arguments.trip, "currency": found.currency, **total, "categories": categories}
    document |= {"missing_rates": found.missing_rates, "unconverted": [line.id for line in found.unconverted]}
    document |= {"rates": [used.explain() for used in found.rates]}
    del document["category"]
    lines = (
        f"{x['category'] or _('total'):16}{x['planned']:>14}{x['spent']:>14}{x['committed']:>14}{x['left']:>14}"
        for x in rows
    )
    return call.say(document, lines)


def verify(call: Call) -> int:
    """Whether the database is sound and its parts agree."""
    findings = call.desk.store.verification.findings()
    sound = not any(finding.wrong for finding in findings)
    document = {"ok": sound, "checks": {finding.check: list(finding.wrong) for finding in findings}}
    lines = (f"{_(x.check):20}{'; '.join(x.wrong) or _('in order')}" for x in findings)
    call.say(document, lines)
    return DONE if sound else REFUSED


# --- reading the call ---------------------------------------------------------------------------


def _pairs(words: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise Wrong(_("“%s” is not of the form field=value.") % word)
        pairs[name] = text
    return pairs


def _live(call: Call) -> Any:
    record = call.desk.get(call.kind.name, call.arguments.id)
    if record.deleted:
        raise Refused(_("That %s is deleted: bring it back with salesdesk undelete.") % _(call.kind.label).lower())
    return record


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise Wrong(_("“%s” is not an amount such as 1234.50.") % text) from None
    if not amount.is_finite() or abs(amount) > Decimal(10) ** 14:
        raise Wrong(_("“%s” is not an amount such as 1234.50.") % text)
    return amount


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Wrong(_("“%s” is not a day such as 2026-11-23.") % text) from None


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _title(kind: Kind, row: dict[str, Any]) -> str:
    return " · ".join(_plain(row[name]) for name in (*kind.title_fields, *kind.subtitle_fields) if row.get(name))


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
    verb(rate, "amount", "source", "target").add_argument("--on", metavar="DATE")
    verb(budget, "trip")
    verb(verify)
    return top


def main(argv: Sequence[str] | None = None, known: Kinds | None = None) -> int:
    """Runs one call; returns its exit code: 0 done, 1 refused or failed, 2 wrong usage or unreadable input."""
    from salesdesk.domain.kinds import KINDS

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    call = Call(parser().parse_args(argv), known or KINDS)
    try:
        return int(call.arguments.run(call))
    except BrokenPipeError:
        # Whoever read the answer has gone; Python would complain once more at its own end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except Exception as error:
        return _failed(error)
    finally:
        if call.opened is not None:
            call.opened.store.close()


def _failed(error: Exception) -> int:
    from salesdesk.desk.words import sentence
    from salesdesk.domain.fields import BadValue
    from salesdesk.domain.record import UnknownField, UnknownKind

    try:
        note(str(error) if isinstance(error, Wrong | Refused) else sentence(error))
    except TypeError:
        note(_("That failed, and nothing was changed: %(what)s") % {"what": f"{type(error).__name__}: {error}"})
    return WRONG_USAGE if isinstance(error, Wrong | BadValue | UnknownField | UnknownKind) else REFUSED
