"""A pull: what changed in a person's scopes, a page at a time, each page one snapshot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import cached_property

from msgspec import structs
from sqlalchemy import Connection, select

from salesdesk.protocol.service import MALFORMED, OTHER_EPOCH, TOO_LONG_AGO, UNAUTHORISED, Refusal
from salesdesk.protocol.wire import Entry, Fetched, Gone, Known, Listing, Page, Row
from salesdesk.server import erased, heads, refused, rights, scope_sums, sweeping
from salesdesk.server.checking import is_id
from salesdesk.server.devices import Device
from salesdesk.server.grants import Readers
from salesdesk.server.ground import Ground
from salesdesk.server.inbox import entry_of
from salesdesk.server.rights import Reader
from salesdesk.server.room import FULL_PAGE, Most, Room
from salesdesk.server.rows import Key, chunks
from salesdesk.server.shown import Shown, View, moved_kinds
from salesdesk.server.spared import Spared
from salesdesk.server.tables import Tables


@dataclass(frozen=True)
class Place:
    """Where a page begins: the head of the first one, and the last row of the one before."""

    head: int
    kind: str = ""
    id: str = ""

    @classmethod
    def of(cls, token: str, tables: Tables, head: int) -> Place:
        """The place that a token names, "" the beginning; raises Refusal."""
        if not token:
            return cls(head)
        number, _dot, rest = token.partition(".")
        kind, _dot, id = rest.partition(".")
        known = kind in tables.kinds.by_name and is_id(id)
        if not (known and number.isascii() and number.isdigit() and len(number) < 20 and int(number) <= head):
            raise Refusal(MALFORMED, "token")
        return cls(int(number), kind, id)

    @property
    def token(self) -> str:
        """The place as text."""
        return f"{self.head}.{self.kind}.{self.id}"


class Pulling:
    """One page for one person."""

    def __init__(
        self, connection: Connection, tables: Tables, device: Device, cursor: int = 0, page: Most = FULL_PAGE
    ) -> None:
        self._connection = connection
        self._tables = tables
        self._head = heads.read(connection, tables)
        reader = Readers(connection, tables, Ground(connection, tables)).of(device.user)
        if reader is None:
            raise Refusal(UNAUTHORISED, "no such person")
        self._reader: Reader = reader
        self._device = device
        self._cursor = cursor
        self._most = page

    def page(
        self,
        epoch: int,
        token: str,
        time: int,
        *,
        whole: bool = False,
        spared: Spared = Spared(),  # noqa: B008
    ) -> Page:
        """What stands on the page that a token asks for; raises Refusal."""
        if epoch != self._head.epoch or not 0 <= self._cursor <= self._head.seq:
            raise Refusal(OTHER_EPOCH, str(self._head.epoch))
        swept = sweeping.swept(self._connection, self._tables)
        if 0 < self._cursor < swept:
            raise Refusal(TOO_LONG_AGO, str(swept))
        place = Place.of(token, self._tables, self._head.seq)
        made = Page(epoch, self._cursor, token, place.head, time, scopes=self._reader.scopes)
        if not token and self._cursor < self._head.seq:
            made.erased = erased.since(self._connection, self._tables, self._cursor)
            made.gone, made.lost, made.entries = self._gone(), self._lost(), self._entries()
            made.refused = refused.since(self._connection, self._tables, self._device, self._cursor)
        further = self._fill(made, place, self._view(whole=whole, spared=Spared() if whole else spared))
        if further and not token and not self._cursor:
            made.total = scope_sums.about(self._connection, self._tables, self._reader)
        if further:
            made.next = further.token
        else:
            # A first pull may go on after a sweep went beyond where it began: it is told of no more than it has.
            made.swept, made.proof = min(swept, place.head), self._head.proof
            made.sums = scope_sums.of(self._connection, self._tables, self._reader.scopes)
        return made

    # --- rows ---------------------------------------------------------------------------------

    def listing(self, scope: str, after: str) -> Listing:
        """What rows there are in a scope of hers, by kind and id, behind a place; raises Refusal."""
        place = Place.of(after, self._tables, self._head.seq)
        if scope not in self._reader.scopes:
            return Listing()
        found: list[Known] = []
        for name, shown, behind in self._shown(place, self._view(whole=False)):
            known = shown.known(self._connection, rights.ids(scope), behind, self._most.rows - len(found))
            found += (Known(name, id, seq) for id, seq in known)
            if len(found) == self._most.rows:
                return Listing(found, Place(place.head, found[-1].kind, found[-1].id).token)
        return Listing(found)

    def these(self, keys: Iterable[Known]) -> Fetched:
        """Rows whole, without those that she may not read."""
        wanted: dict[str, list[str]] = defaultdict(list)
        for key in filter(lambda key: is_id(key.id), keys):
            wanted[key.kind].append(key.id)
        found: list[Row] = []
        for name, shown, _behind in self._shown(Place(self._head.seq), self._view(whole=True)):
            for ids in chunks(wanted[name]):
                found += shown.these(self._connection, ids)
        return Fetched(found, self._reader.scopes)

    def _view(self, *, whole: bool, spared: Spared = Spared()) -> View:  # noqa: B008
        return View(self._reader, self._cursor, frozenset(self._granted), whole, spared)

    def _shown(self, place: Place, view: View) -> Iterator[tuple[str, Shown, str]]:
        """The kinds from a place on, each with the id behind which it goes on."""
        names = list(self._tables.kinds.by_name)
        for name in names[names.index(place.kind) if place.kind else 0 :]:
            shown = Shown(self._tables.kinds[name], self._tables.of(name), view)
            yield name, shown, place.id if name == place.kind else ""

    def _fill(self, page: Page, place: Place, view: View) -> Place | None:
        """Puts rows into a page, from a place on; returns where the next page begins, None after the last."""
        if self._cursor == self._head.seq:
            return None
        room = Room(*self._most)
        moved = moved_kinds(self._connection, self._tables, self._reader, self._cursor)
        for name, shown, after in self._shown(place, view):
            # What she was granted since is new to her, however old it is.
            if name not in moved and not self._granted:
                continue
            ids = self._show(page, shown, after, room)
            if room.full:
                return Place(place.head, name, ids[-1])
        return None

    def _show(self, page: Page, shown: Shown, after: str, room: Room) -> list[str]:
        """Puts the next rows of a kind into a page; returns their ids."""
        if self._cursor:
            bare, rows, ids = shown.rows(self._connection, after, room)
            page.bare += [bare] if bare.ids else []
            page.singly += rows
            return ids
        table = shown.table(self._connection, after, room)
        page.tables += [table] if table.ids else []
        return table.ids

    @cached_property
    def _granted(self) -> list[str]:
        """The scopes that she was granted since the cursor."""
        grant = self._tables.grant
        hers = (grant.c.user == self._reader.user) & (grant.c.since > self._cursor) & grant.c.until.is_(None)
        return list(self._connection.scalars(select(grant.c.scope).where(hers)))

    # --- what goes with the first page --------------------------------------------------------

    def _gone(self) -> list[Gone]:
        """The rows that left her scopes and that she can no longer read."""
        table = self._tables.exit
        if not self._cursor:
            return []
        left = table.c.scope.in_(self._reader.scopes) & (table.c.seq > self._cursor)
        found = {(kind, id) for kind, id in self._connection.execute(select(table.c.kind, table.c.id).where(left))}
        return [Gone(kind, id) for kind, id in sorted(self._unreadable(found))]

    def _unreadable(self, keys: Set[Key]) -> set[Key]:
        """Those of the rows that she may not read."""
        ground = Ground(self._connection, self._tables)
        for name in self._tables.kinds.by_name:
            ground.load(name, {id for kind, id in keys if kind == name})
        return {key for key in keys if (row := ground.find(key)) is None or not self._reader.reads(row)}

    def _lost(self) -> list[str]:
        grant = self._tables.grant
        # Those granted since the cursor too: a page may have shown them before they were taken again.
        hers = (grant.c.user == self._reader.user) & (grant.c.until > self._cursor)
        lost = set(self._connection.scalars(select(grant.c.scope).where(hers)))
        return sorted(lost - set(self._reader.scopes))

    def _entries(self) -> list[Entry]:
        entry, entry_for = self._tables.entry, self._tables.entry_for
        hers = (entry_for.c.user == self._reader.user) & (entry_for.c.entry == entry.c.id)
        new = entry.c.seq > self._cursor
        # A new laptop has nothing to close.
        asked = new if self._cursor else new & (entry.c.choice == "")
        rows = self._connection.execute(select(entry).where(hers, asked).order_by(entry.c.seq, entry.c.id)).mappings()
        found = [entry_of(row) for row in rows]
        hidden = self._unreadable({(x.kind, x.record) for x in found})
        return [self._veiled(x) if (x.kind, x.record) in hidden else x for x in found]

    def _veiled(self, entry: Entry) -> Entry:
        """What she typed herself stays hers, also where she may no longer read the row."""
        veiled = structs.replace(entry, now={}, base={}, now_by="", now_at=0, by="")
        if entry.aside_by == self._reader.user:
            return veiled
        return structs.replace(veiled, aside={}, aside_by="", aside_at=0)
