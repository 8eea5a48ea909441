"""The messages between laptop and server (SYNC.md). Values are the fields' own wire values."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from msgspec import Meta, Struct, field

from salesdesk.protocol.rows import Row as Row
from salesdesk.protocol.rows import Seq as Seq
from salesdesk.protocol.rows import Table as Table
from salesdesk.protocol.rows import Time as Time

PROTOCOL = "1"
PROTOCOL_HEADER = "SalesDesk-Protocol"
# What the asker calls a request; its answer repeats it.
REQUEST_HEADER = "SalesDesk-Request"

MUTATIONS_A_PUSH = 1_000
ROWS_A_PUSH = 5_000
BYTES_A_PUSH = 1 << 20
ROWS_A_PAGE = 5_000
# Of the texts of its rows; the last row may go beyond.
CHARACTERS_A_PAGE = 8 << 20
# How many spans of seqs a pull may name.
SPANS_A_PULL = 100

# In `bases`: each unit that is not named.
EVERY_UNIT = "*"
# A seq is the epoch, and so many bits of counter.
EPOCH_BITS = 40

# An id as we write it: a UUID, in small letters. What is wrong with one is decided write by write, not on reading.
ID_FORM = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
LONGEST_NAME = 1_000
Id: TypeAlias = Annotated[str, Meta(extra_json_schema={"pattern": ID_FORM})]
Epoch: TypeAlias = Annotated[int, Meta(ge=0, lt=1 << 22)]
# What goes into a header: letters, digits and signs of ASCII.
Token: TypeAlias = Annotated[str, Meta(max_length=LONGEST_NAME, pattern="^[!-~]+$")]
Name: TypeAlias = Annotated[str, Meta(max_length=LONGEST_NAME, pattern="^[^\\x00]*$")]

Op: TypeAlias = Literal["create", "change", "delete", "restore"]
Choice: TypeAlias = Literal["", "keep", "take", "combine", "reopen"]
Status: TypeAlias = Literal["ok", "merged", "conflict", "restored", "forbidden", "invalid"]
# Of a write that was refused.
NOT_DONE = frozenset[Status]({"forbidden", "invalid"})
# Why a write is refused whose record was erased: a laptop keeps nothing of it either.
ERASED = "erased"
# Why a new row is not quite as it was sent: it was for somebody whom the server does not know, or a team not hers.
REHOMED = "rehomed"
# What an entry of the inbox tells: two values for one field, or that an edit outlived a deletion.
What: TypeAlias = Literal["conflict", "restored", "kept"]


# Why a mutation that is handed in again is to be handed in later: nobody has given its records back yet.
PARKED = "parked"


class Write(Struct, omit_defaults=True, forbid_unknown_fields=True):
    """What one mutation does to one row; whole units in `fields`, adds and removes in `sets`.

    `seen` is the cursor at which the row was read. Where the writer saw an edit of her own that is
    newer, `bases` names its mid by unit, under "*" that of each unit which is not named; under "" stands
    the newest that deleted or restored the row, which says nothing of its units. A write with an `entry`
    decides that entry of the inbox.

    In a mutation that is handed in again, `was` is what the write came to, `aside` the units that were set
    aside then, and `before` the values that it was written over.
    """

    kind: str
    id: Id
    op: Op
    fields: dict[str, Any] = field(default_factory=dict)
    sets: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)
    seen: int = 0
    bases: dict[str, str] = field(default_factory=dict)
    entry: str = ""
    choice: Choice = ""
    was: Literal[Status, ""] = ""
    aside: list[str] = field(default_factory=list)
    before: dict[str, Any] = field(default_factory=dict)


class Mutation(Struct, omit_defaults=True, forbid_unknown_fields=True):
    """One local transaction; `at` is when, in microseconds since 1970: by the laptop's clock, less
    what it was seen to go before the server's; for display only.

    `schema` is the one that it was written under, where that is older than the push's. `old` is the seq
    that it was answered with before the server was restored: it is handed in again.
    """

    mid: Id
    action: Id
    at: int
    writes: Annotated[list[Write], Meta(extra_json_schema={"maxItems": ROWS_A_PUSH})]
    schema: int = 0
    old: Seq = 0


class Push(Struct):
    """Mutations in the order in which they were made, under the laptop's schema."""

    epoch: int
    schema: int
    mutations: Annotated[list[Mutation], Meta(extra_json_schema={"maxItems": MUTATIONS_A_PUSH})]


class RowAnswer(Struct, omit_defaults=True):
    """What became of the write number `n` of a mutation, where that is not simply `ok`."""

    n: int
    status: Status
    why: str = ""
    units: list[str] = field(default_factory=list)


class Answer(Struct, omit_defaults=True):
    """What became of a mutation; `seq` is the one under which it was committed.

    Where there is a `why`, it was refused as a whole, for that reason, and nothing of it was done; where not even
    its mid could be read, that is "", and its place among the answers says which one is meant.
    """

    mid: str
    status: Status
    seq: Seq
    rows: list[RowAnswer] = field(default_factory=list)
    why: str = ""


class Pushed(Struct, omit_defaults=True):
    """The answers, in the order of the push; `time` is the server's clock in microseconds.

    Where an older server does not understand a mutation of a newer laptop, the answers end before it. `as_sent` are
    the seqs of mutations that were committed just now and did nothing but make rows, which stand exactly as they came;
    `changed` of those that did nothing but give fields of rows other values, and each holds what it was given.
    """

    epoch: int
    head: Seq
    time: Time
    answers: list[Answer]
    as_sent: list[Seq] = field(default_factory=list)
    changed: list[Seq] = field(default_factory=list)


class Gone(Struct):
    """A row that left all scopes of the reader."""

    kind: str
    id: str


class Entry(Struct, omit_defaults=True):
    """Something for the inbox: values by field name, people by id, times in microseconds.

    `choice` is "" while it is open; `seq` is when it last changed.
    """

    id: str
    what: What
    kind: str
    record: str
    seq: Seq
    unit: str = ""
    now: dict[str, Any] = field(default_factory=dict)
    aside: dict[str, Any] = field(default_factory=dict)
    base: dict[str, Any] = field(default_factory=dict)
    now_by: str = ""
    now_at: Time = 0
    aside_by: str = ""
    aside_at: Time = 0
    choice: Choice = ""
    by: str = ""


class RefusedWrite(Struct, omit_defaults=True):
    """A write that was not done as it was asked for, the `n`th of its mutation: all that it said, or, of a new row that
    was given to her, the links that named another. `status`, `why` and `units` are the answer's."""

    n: int
    status: Status
    kind: str
    id: str
    op: Op
    why: str = ""
    units: list[str] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)
    sets: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)


class Refused(Struct, omit_defaults=True):
    """What the server refused of a mutation that came from this device, and keeps for it for as long as the trash:
    the answer may not have been heard, and the laptop may have been put back to before she typed it."""

    mid: str
    seq: Seq
    at: Time
    writes: list[RefusedWrite]


class Page(Struct, omit_defaults=True):
    """One page of a pull; `cursor` and `token` repeat what was asked. Rows come one by one, or as `tables`
    where the cursor is 0.

    `head` of the first page is the cursor to go on from; `next` asks for the next page; the last
    page carries `sums`: per scope the count of its rows and the sum of their hashes. What was deleted under
    a seq up to `swept` is no longer there, nor counted. Of what was `erased`, whoever was to see it, nothing is kept.
    Rows that were made under a seq of a span that was asked to be spared, and not touched since, come `bare`: without
    their fields; and so do those of which since the cursor nothing happened but changes under such seqs. The first page
    of a first pull says in `total` about how many rows there are. The last page carries a `proof` of how far the server
    has come: by it a laptop can say so, should its database be put back. What was `refused` since the cursor, of all
    that this device handed in, comes with the first page.
    """

    epoch: int
    cursor: int
    token: str
    head: Seq
    time: Time
    singly: list[Row] = field(default_factory=list, name="rows")
    gone: list[Gone] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    next: str = ""
    sums: dict[str, tuple[int, int]] = field(default_factory=dict)
    swept: Seq = 0
    erased: list[Gone] = field(default_factory=list)
    total: Seq = 0
    tables: list[Table] = field(default_factory=list)
    proof: str = ""
    bare: list[Table] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many rows it has."""
        return len(self.singly) + sum(len(table.ids) for table in (*self.tables, *self.bare))

    @property
    def rows(self) -> list[Row]:
        """All its rows, one by one."""
        return [*self.singly, *(row for table in self.tables for row in table.rows())]


class Health(Struct):
    """The server answers, and so does its database; whose server it is ("" while it is nobody's)."""

    status: str
    organisation: str = ""


class Claim(Struct):
    """How far a laptop has come: the epoch it knows, its cursor, and the server's own proof of how far that was."""

    epoch: Epoch
    cursor: Seq
    proof: str = ""


class Turn(Struct):
    """The server's epoch; of what the claimed one brought, all that is newer than the seq `kept` may be lost.
    `proof` is of its head, as on a page."""

    organisation: str
    epoch: Epoch
    kept: Seq
    proof: str = ""


class Offer(Struct):
    """Rows and inbox entries as the server had shown them up to the old seq `seen`, for a server that was restored."""

    epoch: Epoch
    seen: Seq
    rows: list[Row]
    entries: list[Entry] = field(default_factory=list)


class Offered(Struct):
    """How many of them the server had lost."""

    taken: int


class Known(Struct):
    """A row that there is, and its seq."""

    kind: str
    id: str
    seq: Seq


class Listing(Struct, omit_defaults=True):
    """The rows of one scope, a page at a time; `next` asks for the next one."""

    rows: list[Known] = field(default_factory=list)
    next: str = ""


class Wanted(Struct):
    """Rows that are wanted whole."""

    rows: list[Known]


class Fetched(Struct, omit_defaults=True):
    """Those of the rows that she may read, whole; `scopes` are named by them as on a page."""

    rows: list[Row] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)


class Hint(Struct):
    """The newest seq in the device's own scopes: beyond its cursor there is something to fetch."""

    seq: Seq


class Past(Struct, omit_defaults=True):
    """One step of a record's history: who wrote what over what, and when it was typed."""

    seq: Seq
    at: Time
    by: str
    op: str
    fields: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)


class Problem(Struct):
    """Why a request was refused; `code` is for the program, `why` for a log."""

    code: str
    why: str = ""
