"""Every value that comes over the wire is held against its declaration."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache, partial
from types import NoneType
from typing import Any, NamedTuple

from msgspec import structs

from salesdesk.domain.fields import BadValue, Count, Field, Link, Moment, Text, Words
from salesdesk.domain.record import Kind, Kinds
from salesdesk.protocol.wire import ID_FORM, Mutation, Status, Write

_ID = re.compile(ID_FORM)
_ID_LENGTH = 36
_LATEST = 1 << 53
# Ids, codes and days come in thousands, a few of them again and again: so many of each field are remembered.
_SHORT, _REMEMBERED = 64, 512
# Where a write does not name a field; texts, and that.
_UNSAID = object()
_TEXTS = {str, NoneType, object}
# What is no text (a code, a figure, a day) is at most so many characters long; a set has so many words at most.
LONGEST_CODE, MOST_WORDS = 200, 1_000
UNKNOWN_KIND, UNKNOWN_FIELD = "unknown_kind", "unknown_field"
BAD_ID, BAD_VALUE, BAD_ENTRY = "bad_id", "bad_value", "bad_entry"
# A character that PostgreSQL cannot hold (NUL), or half of one, which UTF-8 cannot.
BAD_CHARACTER, TOO_LONG = "bad_character", "too_long"
LONG_DELETED = "long_deleted"
REQUIRED, NO_SUCH_RECORD, NOT_YOURS = "required", "no_such_record", "not_yours"


class Unacceptable(Exception):
    """A write that is not done: its status, why in one word, and the units it is about."""

    def __init__(self, status: Status, why: str, units: Iterable[str] = ()) -> None:
        super().__init__(why)
        self.status = status
        self.why = why
        self.units = list(units)


def invalid(why: str, *units: str) -> Unacceptable:
    """What cannot be."""
    return Unacceptable("invalid", why, units)


def not_yours(*units: str) -> Unacceptable:
    """What she may not see, or what there is not: the answers are the same."""
    return Unacceptable("forbidden", NOT_YOURS, units)


def is_id(text: str) -> bool:
    """Whether `text` is a UUID as we write them."""
    return len(text) == _ID_LENGTH and _is_id(text)


@lru_cache(maxsize=8_192)
def _is_id(text: str) -> bool:
    return _ID.fullmatch(text) is not None


def sound(mutation: Mutation) -> bool:
    """Whether a mutation can be told from others."""
    return is_id(mutation.mid) and is_id(mutation.action)


def moment(at: int) -> int:
    """A laptop's clock as a column takes it; 0 would say that a row lives."""
    return min(max(at, 1), _LATEST)


def checked(kinds: Kinds, write: Write) -> Write:
    """The write with its values as the server would write them; raises Unacceptable."""
    kind = kinds.by_name.get(write.kind)
    if kind is None:
        raise invalid(UNKNOWN_KIND)
    if not is_id(write.id):
        raise invalid(BAD_ID)
    if write.entry and not is_id(write.entry):
        raise invalid(BAD_ENTRY)
    fields = values_of(kind, write.fields)
    sets = {name: _words(_field(kind, name), pair) for name, pair in write.sets.items()} if write.sets else {}
    _required(kind, write, fields)
    return write if fields == write.fields and not sets else structs.replace(write, fields=fields, sets=sets)


def values_of(kind: Kind, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a kind's fields as the server would write them; raises Unacceptable."""
    checks, found = _checks(kind), {}
    for name, value in fields.items():
        if (check := checks.get(name)) is None:
            raise invalid(UNKNOWN_FIELD, name)
        found[name] = check(value)
    return found


class Columns(NamedTuple):
    """The values with which writes make rows of a kind, by each field that one of them names; and whether all stand
    as they were said."""

    values: dict[str, list[Any]]
    as_said: bool


def columns(kind: Kind, writes: Sequence[Write]) -> Columns:
    """What `checked` says of each, column by column; raises Unacceptable."""
    asked = [write.fields for write in writes]
    named = set[str]().union(*asked, *(write.sets for write in writes))
    if not named <= kind.by_name.keys():
        raise invalid(UNKNOWN_FIELD)
    values, as_said = {}, True
    for field in kind.fields:
        if field.name in named:
            values[field.name], same = _column(field, _checks(kind)[field.name], asked)
            as_said = as_said and same
    known: dict[Any, list[str]] = {}
    for place, write in enumerate(writes):
        for name, (adds, removes) in write.sets.items():
            said = name, tuple(adds), tuple(removes)
            if said not in known:
                known[said] = sorted(_words(_field(kind, name), (adds, removes))[0])
            values[name][place] = known[said]
            as_said = as_said and known[said] == adds and not removes
        if _needed(kind):
            _required(kind, write, {name: values[name][place] for name in write.fields})
    return Columns(values, as_said)


def column(kind: Kind, name: str, asked: Sequence[Mapping[str, Any]]) -> tuple[list[Any], bool]:
    """What `checked` says of a field that each names, and whether all are as they were said; raises Unacceptable."""
    return _column(kind.by_name[name], _checks(kind)[name], asked)


def _column(field: Field, check: Callable[[Any], Any], asked: Sequence[Mapping[str, Any]]) -> tuple[list[Any], bool]:
    """The checked values of a field, empty where nothing is said; and whether all are as they were said."""
    blank = field.wire(field.empty)
    column = [fields.get(field.name, _UNSAID) for fields in asked]
    types = set(map(type, column))
    # Texts come again and again, and are equal where they are the same.
    if types <= _TEXTS and _stand(field, check, set(column) - {_UNSAID}):
        return [blank if value is _UNSAID else value for value in column] if object in types else column, True
    return [blank if value is _UNSAID else check(value) for value in column], False


def _stand(field: Field, check: Callable[[Any], Any], said: set[Any]) -> bool:
    """Whether values are already as the row will give them back; plain texts are looked through all at once."""
    at_once = isinstance(field, Text) and None not in said
    plain = at_once and max(map(len, said), default=0) <= longest(field) and not _not_held("".join(said))
    return plain or all(check(value) == value for value in said)


def _field(kind: Kind, name: str) -> Field:
    field = kind.by_name.get(name)
    if field is None:
        raise invalid(UNKNOWN_FIELD, name)
    return field


def _required(kind: Kind, write: Write, fields: Mapping[str, Any]) -> None:
    for field in _needed(kind):
        missing = write.op == "create" if field.name not in fields else fields[field.name] == field.empty
        if missing:
            raise invalid(REQUIRED, field.unit)


@cache
def _needed(kind: Kind) -> tuple[Field, ...]:
    return tuple(field for field in kind.fields if field.required)


@cache
def _checks(kind: Kind) -> Mapping[str, Callable[[Any], Any]]:
    """By field, what gives a wire value the form in which the row gives it back; raises Unacceptable."""
    return {x.name: _check(x) for x in kind.fields}


def _check(field: Field) -> Callable[[Any], Any]:
    if isinstance(field, Text):
        return _text_check(field)
    return _moment_check(field) if isinstance(field, Moment) else _remembering_check(field)


def _text_check(field: Text) -> Callable[[Any], Any]:
    def check(wire: Any) -> Any:
        if type(wire) is str and len(wire) <= most and not _not_held(wire):
            return wire
        return _canonical(field, wire)

    most = field.most
    return check


def _moment_check(field: Moment) -> Callable[[Any], Any]:
    def check(wire: Any) -> Any:
        return wire if type(wire) is str and field.is_plain(wire) else _canonical(field, wire)

    return check


def _remembering_check(field: Field) -> Callable[[Any], Any]:
    known = lru_cache(maxsize=_REMEMBERED)(partial(_canonical, field))

    def check(wire: Any) -> Any:
        return known(wire) if type(wire) is str and len(wire) <= _SHORT else _canonical(field, wire)

    return check


def _canonical(field: Field, wire: Any) -> Any:
    if not _fits(field, wire):
        raise invalid(BAD_VALUE, field.unit)
    _measured(field, wire)
    try:
        value = field.check(field.unwire(wire))
        return field.wire(field.loaded(field.stored(value)))
    except (BadValue, ValueError, ArithmeticError):
        raise invalid(BAD_VALUE, field.unit) from None


def _fits(field: Field, wire: Any) -> bool:
    if isinstance(field, Link):
        return wire == "" or (isinstance(wire, str) and is_id(wire))
    if isinstance(field, Words):
        return isinstance(wire, list) and all(isinstance(word, str) for word in wire)
    if isinstance(field.empty, bool):
        return isinstance(wire, bool)
    if field.empty is None and wire is None:
        return True
    return type(wire) is (int if isinstance(field, Count) else str)


def _measured(field: Field, wire: Any) -> None:
    """Raises Unacceptable for what is never cut: texts that are too long, or hold what no database does."""
    texts = wire if isinstance(wire, list) else (wire,) if isinstance(wire, str) else ()
    if any(map(_not_held, texts)):
        raise invalid(BAD_CHARACTER, field.unit)
    if len(texts) > MOST_WORDS or max(map(len, texts), default=0) > longest(field):
        raise invalid(TOO_LONG, field.unit)


def _not_held(text: str) -> bool:
    """Whether a text has a character that not every database holds."""
    return "\0" in text or not (text.isascii() or _is_whole(text))


def _is_whole(text: str) -> bool:
    """Whether a text has no halves of characters; to write it tells sooner than to look for them."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def longest(field: Field) -> int:
    """How many characters a value of the field has at most; of a set, each of its words."""
    return field.most if isinstance(field, Text) else LONGEST_CODE


def _words(field: Field, pair: tuple[list[str], list[str]]) -> tuple[list[str], list[str]]:
    if not isinstance(field, Words):
        raise invalid(BAD_VALUE, field.unit)
    adds, removes = pair
    _measured(field, [*adds, *removes])
    return list(field.check(adds)), list(field.check(removes)) if removes else []
