"""Verbs that read and write records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from salesdesk.cli.call import Call, note, pairs
from salesdesk.i18n import _, within
from salesdesk.shell import Refused, Wrong

if TYPE_CHECKING:
    from salesdesk.desk.desk import Desk
    from salesdesk.domain.record import Kind
    from salesdesk.store.listing import Query

PAGE = 500


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

    record = call.desk.add(call.kind.name, parsed(call.kind, pairs(call.arguments.values)))
    return call.say({"id": record.id}, [record.id])


def set_(call: Call) -> int:
    """Changes fields of a record."""
    from salesdesk.desk.values import parsed

    before = _live(call)
    record = call.desk.change(before, parsed(call.kind, pairs(call.arguments.values)))
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
    where = parsed(call.kind, pairs(words.where))
    if words.limit is not None and words.limit < 0:
        raise Wrong(_("--limit takes a number from 0 up."))
    if words.order and not call.kind.field(words.order).sortable:
        raise Wrong(_("Lists cannot be sorted by “%s”.") % words.order)
    query = Query(call.kind, where, words.search or "", words.order or "", descending=words.descending)
    if words.search and call.desk.store.lists.searching_is_behind(call.kind):
        note(_("The search index is catching up with many new rows: one moment."))
        call.desk.store.indexer.catch_up()
    found = list(_rows(call.desk, query, words.limit))
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


def _live(call: Call) -> Any:
    record = call.desk.get(call.kind.name, call.arguments.id)
    if record.deleted:
        raise Refused(_("That %s is deleted: bring it back with salesdesk undelete.") % within(_(call.kind.label)))
    return record


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, list) else str(value)


def _title(kind: Kind, row: dict[str, Any]) -> str:
    words = (_plain(row[name]) for name in (*kind.title_fields, *kind.subtitle_fields) if row.get(name))
    return " · ".join(dict.fromkeys(words))
