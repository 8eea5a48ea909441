"""Verbs that speak with the company's server, and those that look at what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from salesdesk.cli.call import Call, note
from salesdesk.i18n import _
from salesdesk.shell import Wrong, password_given

if TYPE_CHECKING:
    from salesdesk.domain.record import Kind
    from salesdesk.store.inbox import Item

_SHOWN_IN_TRASH = 10**6


def login(call: Call) -> int:
    """Logs in to the company's server (password on standard input)."""
    call.desk.office.log_in(call.arguments.url, call.arguments.name, password_given())
    state = call.desk.office.state()
    document = {"server": state.server, "user": state.user, "device": state.device}
    return call.say(document, [_("Logged in to %s.") % state.server])


def logout(call: Call) -> int:
    """Logs out; what is on this computer stays."""
    call.desk.office.log_out()
    return call.say({"server": call.desk.office.state().server}, [_("Logged out.")])


def sync(call: Call) -> int:
    """Sends what waits and fetches what is new."""
    from salesdesk.desk.office import Synced
    from salesdesk.desk.sync_words import restored_words

    done: Synced = call.desk.office.sync()
    outcome = done.outcome
    if outcome.turned:
        note(restored_words(outcome.returned))
    document = {
        "pushed": outcome.pushed, "pulled": outcome.pulled, "conflicts": outcome.conflicts, "refused": outcome.refused,
        "bytes_up": done.bytes_up, "bytes_down": done.bytes_down,
    }  # fmt: skip
    return call.say(document, (f"{name:12}{value}" for name, value in document.items()))


def status(call: Call) -> int:
    """Which server, who, and what waits."""
    state = call.desk.office.state()
    document = {
        "server": state.server or None, "user": state.user or None, "device": state.device or None,
        "logged_in": state.logged_in, "pending": state.pending, "cursor": state.cursor,
        "last_sync": state.last_sync.isoformat().replace("+00:00", "Z") if state.last_sync else None,
        "inbox": state.inbox, "alone": state.alone,
    }  # fmt: skip
    return call.say(document, (f"{name:12}{'' if value is None else value}" for name, value in document.items()))


def alone(call: Call) -> int:
    """What only this laptop has and the server does not know; send it again, or remove it from this laptop."""
    from salesdesk.desk.alone import remove_here, send_again

    if call.arguments.what:
        saved = (send_again if call.arguments.what == "send" else remove_here)(call.desk)
        said = saved.label if saved else _("The server knows all that is here.")
        return call.say({"action": saved.action if saved else None}, [said])
    found = [
        {"kind": kind, "id": id, "title": call.kinds[kind].title(call.desk.get(kind, id))}
        for kind, id in call.desk.store.alone.all()
    ]
    return call.say(found, (f"{x['kind']:12}{x['id']}  {x['title']}" for x in found))


def inbox(call: Call) -> int:
    """What waits for a decision: conflicts, refusals, records that came back."""
    found = [_item(call, item) for item in call.desk.inbox.open()]
    return call.say(found, (_line(item) for item in found))


def _item(call: Call, item: Item) -> dict[str, Any]:
    kind = call.kinds[item.kind]
    return {
        "id": item.id, "kind": item.kind, "record": item.record, "field": item.unit,
        "now": _value(kind, item.unit, item.now), "aside": _value(kind, item.unit, item.aside),
        "base": _value(kind, item.unit, item.base), "now_by": _name(call, item.now_by),
        "aside_by": _name(call, item.aside_by), "at": _time(item.at), "why": item.why or item.what,
    }  # fmt: skip


def _value(kind: Kind, unit: str, values: Mapping[str, Any]) -> Any:
    """The value of a field, or of all fields of a unit that has several."""
    fields = kind.units.get(unit, ())
    if len(fields) == 1:
        return values.get(fields[0].name, fields[0].wire(fields[0].empty))
    return dict(values) or None


def _name(call: Call, user: str) -> str:
    return getattr(call.desk.find("user", user), "name", user)


def _time(microseconds: int) -> str:
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC).isoformat().replace("+00:00", "Z")


def _line(item: Mapping[str, Any]) -> str:
    said = f"{item['field']}: {item['now']} | {item['aside']}" if item["why"] == "conflict" else item["why"]
    return f"{item['id']}  {item['kind']} {item['record']}  {said}"


def resolve(call: Call) -> int:
    """Decides an entry of the inbox: keep the value in use, take the one set aside, or combine both to VALUE."""
    words = call.arguments
    if words.choice == "combine" and words.value is None:
        raise Wrong(_("combine wants the value that both become."))
    item = call.desk.inbox.get(words.id)
    values = None
    if words.value is not None:
        field = next(iter(call.desk.inbox.fields(item)), None)
        if field is None:
            raise Wrong(_("This entry has no field to combine."))
        values = {field.name: field.parse(words.value)}
    saved = call.desk.inbox.resolve(words.id, words.choice, values)
    document = {"id": words.id, "choice": words.choice, "action": saved.action if saved else None}
    return call.say(document, [saved.label if saved else words.id])


def history(call: Call) -> int:
    """What is known of a record's past, oldest first; what others did is asked of the server."""
    kind, id = call.kind, call.arguments.id
    steps = [_step(call, step, "laptop") for step in call.desk.history(kind.name, id)]
    if call.desk.office.state().logged_in:
        theirs = [_step(call, past, "server") for past in _asked(call, kind.name, id)]
        told = {step["seq"] for step in theirs}
        steps = theirs + [step for step in steps if step["seq"] not in told]
    return call.say(steps, (f"{x['at']}  {x['by']}  {x['op']}  {x['fields']}" for x in steps))


def _asked(call: Call, kind: str, id: str) -> list[Any]:
    from salesdesk.desk.words import sentence
    from salesdesk.protocol.service import Refusal
    from salesdesk.sync.errors import SyncError

    try:
        return call.desk.office.past(kind, id)
    except (SyncError, Refusal) as error:
        note(sentence(error))
        return []


def _step(call: Call, step: Any, known: str) -> dict[str, Any]:
    return {
        "seq": step.seq, "at": _time(step.at), "by": _name(call, step.by), "op": step.op, "fields": dict(step.fields),
        "before": dict(step.before), "known_by": known,
    }  # fmt: skip


def trash(call: Call) -> int:
    """What was deleted and can be brought back with undelete."""
    found = list(_deleted(call))
    found.sort(key=lambda row: str(row["deleted"]), reverse=True)
    return call.say(found, (f"{x['deleted']}  {x['kind']:12}{x['id']}  {x['title']}" for x in found))


def _deleted(call: Call) -> Iterator[dict[str, Any]]:
    from salesdesk.schema.columns import HEAD, Layout
    from salesdesk.store.listing import Query

    for kind in call.kinds:
        layout = Layout(kind)
        names = [field.name for field in kind.fields]
        for row in call.desk.page(Query(kind, deleted=True), names, None, _SHOWN_IN_TRASH).rows:
            record = layout.record(row)
            when = _time(row[HEAD.index("deleted")])
            yield {"kind": kind.name, "id": record.id, "title": kind.title(record), "deleted": when}
