"""What the columns of a table are: guessed from their headers, corrected by what she says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from salesdesk.domain.fields import Email, Phone, Picture, Web
from salesdesk.domain.record import Kind, Kinds
from salesdesk.exchange.known_headers import CALLED, FAMILY, GIVEN, KEY, KEY_OF_LINK, KNOWN, NAME_PARTS
from salesdesk.exchange.tables import titles_of
from salesdesk.exchange.unreadable import NO_SUCH_COLUMN, NOTHING_KNOWN, WHICH_KIND, Unreadable
from salesdesk.i18n import N_, in_every_language

_COUNTED = re.compile(r"(.*[^\W\d])\W*(?:line)?\W*([1-9])$", re.IGNORECASE)
NEVER_GUESSED = ("owner", "team", "follow_up_owner", "met_by", "picture")
JOINED = "street"
KEY_AS_SHOWN = KEY.strip("<>")
REASON = N_("Why it was skipped")
"""What a column is called that the desk adds to rows which it could not take."""
# A company's domain beside its web address says nothing more.
_DOMAIN = "companydomainname"
# Where a row has nothing in the likeliest column, the next one counts; what is left over goes to the notes.
_FALLS_BACK = (Email, Phone, Web)


@dataclass(frozen=True)
class Columns:
    """Which columns a table's values come from: by field or part of a name, the likeliest first.

    `own` tables were written by the desk: what is empty there is meant to be, but in `sparse` fields, which are
    left empty where somebody may not see them.
    """

    header: tuple[str, ...]
    of: Mapping[str, tuple[int, ...]]
    own: bool = False
    sparse: frozenset[str] = frozenset()

    def shown(self) -> dict[str, str | None]:
        """Each column with the field it goes to, as she would name it."""
        targets = {place: name for name, places in self.of.items() for place in places}
        return {title: _shown(targets.get(place)) for place, title in enumerate(titles_of(self.header))}


def _shown(target: str | None) -> str | None:
    if target in NAME_PARTS:
        return "name"
    return target.removeprefix(KEY_OF_LINK).strip("<>") if target else None


def squeezed(header: str) -> str:
    """A header as names are compared: "E-mail 1 - Value" and "EMAIL1VALUE" are one."""
    return "".join(filter(str.isalnum, header.removesuffix("__c").casefold()))


def columns_of(
    kind: Kind, header: Sequence[str], said: Mapping[str, str] | None = None, *, sparse: bool = False
) -> Columns:
    """The columns of a table of `kind`; `said` names fields by header or number; raises Unreadable, UnknownField.

    In a `sparse` table an empty cell says nothing.
    """
    said = said or {}
    own = _is_own(kind, header)
    of = _by_name(header) if own else _guessed(kind, header)
    of = of | ({KEY: of.pop("id")} if own else {})
    for title, name in said.items():
        place = place_of(header, title)
        of = {x: tuple(p for p in places if p != place) for x, places in of.items()}
        if name:
            of[kind.field(name).name] = (place,)
    of = {name: places for name, places in of.items() if places}
    if not set(of) - {KEY}:
        raise Unreadable(NOTHING_KNOWN, columns=", ".join(header), column=header[0] if header else "1")
    unsaid = frozenset(field.name for field in kind.fields if field.private or sparse)
    return Columns(tuple(header), of, own, unsaid)


def _by_name(header: Sequence[str]) -> dict[str, tuple[int, ...]]:
    return {name: (place,) for place, name in enumerate(header) if name and not is_reason(name)}


def is_reason(title: str) -> bool:
    """Whether a column is the one in which the desk said why it skipped a row."""
    return title in in_every_language(REASON)


def _is_own(kind: Kind, header: Iterable[str]) -> bool:
    names = {title for title in header if not is_reason(title)}
    return "id" in names and names <= {"id", *kind.by_name}


def place_of(header: Sequence[str], title: str) -> int:
    """The column of that title, else of that number; raises Unreadable."""
    wanted = [place for place, known in enumerate(header) if known == title]
    wanted += [place for place, known in enumerate(header) if known.casefold() == title.strip().casefold()]
    wanted += [int(title) - 1] if title.isdecimal() and 0 < int(title) <= len(header) else []
    if not wanted:
        raise Unreadable(NO_SUCH_COLUMN, column=title, columns=", ".join(header))
    return wanted[0]


def _guessed(kind: Kind, header: Sequence[str]) -> dict[str, tuple[int, ...]]:
    known = names_of(kind)
    header = ["" if is_reason(title) else title for title in header]
    found: dict[str, list[tuple[int, int, int]]] = {}
    for place, title in enumerate(header):
        for target, rank, count in _targets(known, title):
            found.setdefault(target, []).append((rank, count, place))
    taken: set[int] = set()
    of: dict[str, Sequence[int]] = {}
    for target, ranked in sorted(found.items(), key=lambda each: min(each[1])):
        free = sorted((each for each in ranked if each[2] not in taken), key=_likely)
        if free:
            of[target] = _chosen(kind, target, free)
            taken |= set(of[target])
    if GIVEN in of and FAMILY not in of and "name" in of and squeezed(header[of["name"][0]]) == "name":
        of[FAMILY] = of.pop("name")  # "Name; Vorname" is how German lists put it
    of["web"] = [x for x in of.get("web", ()) if squeezed(header[x]) != _DOMAIN] or of.get("web", ())
    return {target: tuple(places) for target, places in of.items() if places}


def _likely(ranked: tuple[int, int, int]) -> tuple[bool, int, int, int]:
    """A second phone comes behind every first one, whatever either is called."""
    rank, count, place = ranked
    return count > 1, rank, count, place


def _targets(known: Mapping[str, Mapping[str, int]], title: str) -> list[tuple[str, int, int]]:
    """The fields that a header may mean, each with its rank and the figure that counts its column."""
    whole = squeezed(title)
    found = [(target, ranks[whole], 0) for target, ranks in known.items() if whole in ranks]
    counted = _COUNTED.fullmatch(title.strip())
    if not found and counted:
        base = squeezed(counted[1])
        found = [(target, ranks[base], int(counted[2])) for target, ranks in known.items() if base in ranks]
    return found


def _chosen(kind: Kind, target: str, ranked: Sequence[tuple[int, int, int]]) -> tuple[int, ...]:
    best = ranked[0][0]
    if target == JOINED:
        return tuple(place for rank, _count, place in ranked if rank == best)
    if isinstance(kind.by_name.get(target), _FALLS_BACK):
        return tuple(place for _rank, _count, place in ranked)
    return (ranked[0][2],)


@cache
def names_of(kind: Kind) -> Mapping[str, Mapping[str, int]]:
    """What a field may be called, squeezed, with the rank of each name; its own labels in every language too."""
    known = KNOWN.get(kind.name, {})
    names = {}
    for target in (*kind.by_name, *(x for x in known if x not in kind.by_name)):
        field = kind.by_name.get(target)
        if target in NEVER_GUESSED or isinstance(field, Picture):
            continue
        labels = [target, *in_every_language(field.label)] if field else []
        ordered = dict.fromkeys(map(squeezed, (*known.get(target, ()), *labels)))
        names[target] = {name: rank for rank, name in enumerate(ordered)}
    return names


def kind_of_table(kinds: Kinds, header: Sequence[str], stem: str) -> Kind:
    """The kind that a table's own columns, its file's name or its headers tell; raises Unreadable."""
    candidates = [kind for kind in kinds if kind.name not in ("user", "team")]
    own = [kind for kind in candidates if _is_own(kind, header)]
    if own:
        return max(own, key=lambda kind: len(set(header) & set(kind.by_name)))
    named = [kind for kind in candidates if any(word in squeezed(stem) for word in _called(kind))]
    if len(named) == 1:
        return named[0]
    scored = sorted(((_telling(kind, header), kind) for kind in candidates), key=lambda each: -each[0])
    if len(scored) < 2 or scored[0][0] == scored[1][0]:
        raise Unreadable(WHICH_KIND)
    return scored[0][1]


def _called(kind: Kind) -> list[str]:
    own = (squeezed(word) for label in (kind.label, kind.plural) for word in in_every_language(label))
    return [*own, *CALLED.get(kind.name, ())]


def _telling(kind: Kind, header: Sequence[str]) -> int:
    """How many fields of the kind the headers name."""
    of = _guessed(kind, header)
    return len(of) - (KEY in of)
