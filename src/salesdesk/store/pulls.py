"""What the server sends, laid into the tables in one transaction, own unanswered edits on top."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from salesdesk.domain.fields import EPOCH
from salesdesk.domain.record import Kinds
from salesdesk.protocol.sums import MODULUS
from salesdesk.protocol.wire import Entry, Gone, Refused, Row, Table
from salesdesk.schema.columns import quoted
from salesdesk.store import inbox, journal
from salesdesk.store.bare import Bare
from salesdesk.store.connection import Connections
from salesdesk.store.erasing import Erasing
from salesdesk.store.errors import BadPull
from salesdesk.store.facts import CLOCK_AHEAD, PROOF, SWEPT, by_this_clock, fact, put_facts
from salesdesk.store.inbox import Item
from salesdesk.store.overlay import Overlay
from salesdesk.store.refusing import tell
from salesdesk.store.rows import Rows
from salesdesk.store.scopes import Scopes

T = TypeVar("T")
# A fact from the end of the very first pull until the next one.
_FILLED = "filled"


@dataclass
class Arrived:
    """What a pull brought; `scopes` are all that she may read, which the rows name by number.

    `head` is the cursor from now on, `time` the server's clock in microseconds. What was deleted under a seq
    up to `swept` is no longer there, and of what was `erased` nothing is kept. `total` says of a first pull's
    page of about how many rows it is a part, 0 where nobody said, and `more` asks for the page behind it.
    The rows of `bare` are on the server as this laptop sent them, and are named without their fields. What was
    `refused` of its mutations it may never have heard.
    Where the laptop looks `anew`, scopes that are not among them are hers no more; where it is `all` that she may
    read, what is not among it is here no more.
    """

    epoch: int
    head: int
    time: int
    scopes: Sequence[str]
    rows: Iterable[Row]
    gone: Sequence[Gone] = ()
    lost: Sequence[str] = ()
    entries: Sequence[Entry] = ()
    _: KW_ONLY
    swept: int = 0
    erased: Sequence[Gone] = ()
    total: int = 0
    anew: bool = False
    all: bool = False
    tables: Sequence[Table] = ()
    proof: str = ""
    bare: Sequence[Table] = ()
    more: str = ""
    refused: Sequence[Refused] = ()


@dataclass
class Laid:
    """What became of it: how many rows came, which records of which kinds look otherwise now; and of how many rows she
    is told only now that they were refused."""

    count: int = 0
    kinds: set[str] = field(default_factory=set)
    refused: int = 0


class Pulls:
    """Lays what arrives into the tables; by the `clock` it says how far this laptop's goes before the server's."""

    def __init__(
        self, connections: Connections, kinds: Kinds, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._connections = connections
        self._kinds = kinds
        self._clock = clock

    def apply(self, arrived: Arrived) -> Laid:
        """Everything a pull brought, at once; raises BadPull or Unlike, and then nothing has changed."""
        return self._written(lambda writer: self._apply(writer, arrived))

    def fill(self, pages: Sequence[Arrived]) -> list[Laid]:
        """Pages of the very first pull, in one transaction; where somebody waits to write, only the first of them.

        Returns what became of those that were written. Raises BadPull, and then none was.
        """

        def work(writer: Any) -> list[Laid]:
            laid: list[Laid] = []
            for page in pages:
                laid.append(self._fill(writer, page))
                if self._connections.somebody_waits:
                    break
            return laid

        done = self._written(work)
        self._connections.give_way()
        return done

    def _written(self, work: Callable[[Any], T]) -> T:
        try:
            return self._connections.write(work, door=True)
        except OverflowError as error:  # a number that no column holds
            raise BadPull(str(error)) from error

    def _apply(self, writer: Any, arrived: Arrived) -> Laid:
        self._compare_clocks(writer, arrived)
        # First, for what was erased since is not kept.
        refused = tell(writer, self._kinds, arrived.refused)
        # A laptop that was put back to before its first pull may get answers older than that.
        forgotten = Erasing(writer, self._kinds).forget([(x.kind, x.id) for x in arrived.erased])
        old = 0 if fact(writer, _FILLED) else int(fact(writer, "cursor") or 0)
        changed = {(row.kind, row.id) for row in arrived.rows} if arrived.bare else ()
        own = Overlay(writer, self._kinds, old, arrived.head, Bare(arrived.bare, changed))
        laid = self._lay(writer, arrived, own)
        laid.refused = refused
        put_facts(writer, **_came_to(arrived), **{_FILLED: None})
        journal.mark(writer, arrived.time, arrived.head)
        laid.kinds |= forgotten
        return laid

    def _fill(self, writer: Any, arrived: Arrived) -> Laid:
        self._compare_clocks(writer, arrived)
        refused = tell(writer, self._kinds, arrived.refused)
        Erasing(writer, self._kinds).forget([(x.kind, x.id) for x in arrived.erased])
        laid = self._lay(writer, arrived, Overlay(writer, self._kinds, 0, 0))
        laid.refused = refused
        if arrived.more:
            filled = int(fact(writer, "fill_rows") or 0) + laid.count
            total = arrived.total or fact(writer, "fill_total") or None
            put_facts(writer, fill=arrived.more, fill_rows=filled, fill_total=total, epoch=arrived.epoch)
        else:
            done = {"fill": None, "fill_rows": None, "fill_total": None, _FILLED: 1}
            put_facts(writer, **_came_to(arrived), **done)
        return laid

    def _compare_clocks(self, writer: Any, arrived: Arrived) -> None:
        here = (self._clock() - EPOCH) // timedelta(microseconds=1)
        put_facts(writer, **{CLOCK_AHEAD: here - arrived.time})

    def _lay(self, writer: Any, arrived: Arrived, own: Overlay) -> Laid:
        scopes = Scopes(writer, arrived.scopes)
        rows = Rows(writer, self._kinds, scopes)
        came = own.rebuilt(list(arrived.rows))
        _take_away(rows, scopes, arrived, came)
        came += rows.pour(arrived.tables, own)
        echoes, mine, others = own.parted(came)
        rows.confirm(echoes)
        confirmed = own.bare.confirm(writer, scopes)
        rows.lay(others)
        done = {(row.kind, row.id) for row in (*echoes, *others)}
        for key in own.to_settle(mine):
            if key not in done:
                rows.lay_own(key, mine.get(key), own)
        if arrived.swept > int(fact(writer, SWEPT) or 0):
            rows.sweep(arrived.swept, own)
            put_facts(writer, **{SWEPT: arrived.swept})
        if arrived.all:
            entries = {entry.id for entry in arrived.entries}
            inbox.keep_only(writer, entries)
            rows.parking.keep_only_entries(entries)
        for entry in arrived.entries:
            item = _item(entry, own.decided.get(entry.id), int(fact(writer, CLOCK_AHEAD) or 0))
            if inbox.is_known(self._kinds, item):
                inbox.put(writer, item)
            else:
                rows.parking.park_entry(item)
        rows.finish()
        scopes.keep()
        return Laid(rows.poured + len(came) + sum(confirmed.values()), rows.touched | confirmed.keys())

    def sums(self) -> dict[str, tuple[int, int]]:
        """Per scope how many rows there are here, and the sum of their hashes."""
        rows = self._connections.rows("SELECT name, count, sum FROM scope")
        return {str(name): (int(count), int(total) % MODULUS) for name, count, total in rows}

    def known(self, scope: str) -> dict[tuple[str, str], int]:
        """The seqs of a scope's rows here, by kind and id."""
        found: dict[tuple[str, str], int] = {}
        with self._connections.reader() as reader:
            number = Scopes.numbered(reader, scope)
            for kind in self._kinds if number is not None else ():
                sql = f"SELECT id, seq FROM {quoted(kind.name)} WHERE seq IS NOT NULL AND ',' || scopes || ',' LIKE ?"
                found |= {(kind.name, id): seq for id, seq in reader.execute(sql, (f"%,{number},%",))}
            parked = "SELECT kind, id, seq FROM parked WHERE seq IS NOT NULL AND ',' || scopes || ',' LIKE ?"
            found |= {(kind, id): seq for kind, id, seq in reader.execute(parked, (f"%,{number},%",))}
        return found

    def forget_sums(self) -> None:
        """Counts the rows of every scope anew, after a repair."""
        self._connections.write(lambda writer: Scopes(writer, ()).recount(self._kinds))


def _came_to(arrived: Arrived) -> dict[str, object]:
    """The facts of how far the laptop has come."""
    come = {"cursor": arrived.head, "epoch": arrived.epoch, "last_sync": arrived.time}
    return come | ({PROOF: arrived.proof} if arrived.proof else {})


def _take_away(rows: Rows, scopes: Scopes, arrived: Arrived, came: Sequence[Row]) -> None:
    for gone in arrived.gone:
        rows.remove(gone.kind, gone.id)
    for name in (*arrived.lost, *(scopes.others() if arrived.anew else ())):
        rows.lose(name)
    if arrived.all:
        poured = {(table.kind, id) for table in arrived.tables for id in table.ids}
        rows.keep_only(poured | {(row.kind, row.id) for row in came})


def _item(entry: Entry, decided: str | None, ahead: int) -> Item:
    """The entry as the inbox keeps it, its times by this laptop's clock; a decision of her own on its way stands."""
    now_at, aside_at = by_this_clock(entry.now_at, ahead), by_this_clock(entry.aside_at, ahead)
    return Item(
        id=entry.id, what=entry.what, kind=entry.kind, record=entry.record, at=aside_at or now_at,
        choice=entry.choice if decided is None else decided, unit=entry.unit, now=entry.now, aside=entry.aside,
        base=entry.base, now_by=entry.now_by, now_at=now_at, aside_by=entry.aside_by, aside_at=aside_at,
        seq=entry.seq,
    )  # fmt: skip
