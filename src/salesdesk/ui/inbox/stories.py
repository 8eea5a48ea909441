"""What happened to a change, in one or two sentences."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from salesdesk.desk.desk import Desk
from salesdesk.domain.record import Record
from salesdesk.i18n import _, isolated
from salesdesk.store.inbox import Item
from salesdesk.ui.values import person


def story(desk: Desk, item: Item, record: Record) -> str:
    """The story of a notice or a refusal."""
    return _STORIES.get(item.what, _refused)(desk, item, record)


def _restored(desk: Desk, item: Item, _record: Record) -> str:
    """`now` is the edit, `aside` the deletion."""
    if _hers(desk, item.aside_by):
        return _("You deleted it, and %s changed it without knowing: it is back, with that change.") % _name(
            desk, item.now_by
        )
    if _hers(desk, item.now_by):
        return _("%s had deleted it, and you changed it without knowing: it is back, with your change.") % _name(
            desk, item.aside_by
        )
    names = {"one": _name(desk, item.aside_by), "other": _name(desk, item.now_by)}
    return _("%(one)s had deleted it, and %(other)s changed it without knowing: it is back.") % names


def _kept(desk: Desk, item: Item, _record: Record) -> str:
    """`now` is the edit, `aside` the deletion that was not done."""
    if _hers(desk, item.now_by):
        return _("It was to be deleted after you had changed it: it stays.")
    return _("You deleted it, but %s had changed it before: it stays, until you delete it again.") % _name(
        desk, item.now_by
    )


def _moved(_desk: Desk, _item: Item, _record: Record) -> str:
    return _("What you made for another team belongs to you and your team now: the other one is not yours to fill.")


def _refused(desk: Desk, item: Item, record: Record) -> str:
    if item.why in {"not_yours", "forbidden"}:
        return _not_yours(desk, item, record)
    why = _WHY.get(item.why, lambda: _("The server could not take your change."))()
    return _joined(why, item)


def _not_yours(desk: Desk, item: Item, record: Record) -> str:
    owner = getattr(record, "owner", "")
    if owner and not _hers(desk, owner) and desk.find("user", owner):
        return _joined(_("It belongs to %s now, and is no longer yours to change.") % _name(desk, owner), item)
    return _joined(_("It is no longer yours to change."), item)


def _joined(why: str, item: Item) -> str:
    if item.unit == "delete":
        return _("%s It was not deleted.") % why
    return _("%s What you wrote is kept here:") % why if item.aside else why


_WHY: Mapping[str, Callable[[], str]] = {
    "bad_value": lambda: _("A value is not one that the server can keep."),
    "too_long": lambda: _("A text is longer than the server keeps it."),
    "too_large": lambda: _("All of it together is more than the server takes at once."),
    "bad_character": lambda: _("It holds a character that no database can keep."),
    "required": lambda: _("A field that is needed was empty."),
    "no_such_record": lambda: _("Something that it belongs to is no longer there."),
    "unknown_kind": lambda: _("The server does not know this kind of record yet: it is older than this program."),
    "unknown_field": lambda: _("The server does not know a field of it yet: it is older than this program."),
    "long_deleted": lambda: _("It was deleted more than 90 days ago, and nothing of it is left."),
    "rehomed": lambda: _("You may not make it for another team."),
}
_STORIES: Mapping[str, Callable[[Desk, Item, Record], str]] = {"restored": _restored, "kept": _kept, "moved": _moved}


def _hers(desk: Desk, by: str) -> bool:
    return desk.me is not None and by == desk.me.id


def _name(desk: Desk, by: str) -> str:
    return isolated(person(desk, by))
