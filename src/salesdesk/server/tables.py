"""The server's own tables beside the kinds': head, answers, history, inbox, rights, log-ins."""

from __future__ import annotations

from functools import cache, cached_property
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Table, text

from salesdesk.domain.record import Kinds
from salesdesk.schema.tables import WORDS, server_tables

HISTORY = "sync_history"


def _text(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, WORDS, primary_key=key, nullable=False)


def _number(name: str, *, key: bool = False) -> Column[int]:
    return Column(name, BigInteger, primary_key=key, nullable=False, autoincrement=False)


class Tables:
    """Every table of one server; a kind may be called like none of ours, hence the prefixes."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.metadata = server_tables(kinds)
        # The newest migration that was done, and the declarations that the tables were made by.
        self.layout = self._table("sync_layout", _number("only", key=True), _number("number"), _text("declared"))
        self.head = self._head()
        # The epochs that a restore began, and the newest seq that it kept.
        self.epoch = self._table("sync_epoch", _number("epoch", key=True), _number("kept"))
        # What is known of the lost stretch (server.horizons).
        self.horizon = self._table(
            "sync_horizon", _text("kind", key=True), _text("id", key=True), _text("unit", key=True), _number("old"),
            _number("at"),
        )  # fmt: skip
        # Once a day the head beside the clock: how old a seq is.
        self.mark = self._table("sync_mark", _number("n", key=True), _number("seq"), _number("at"))
        # Up to which seq what was deleted is bare.
        self.swept = self._table("sync_swept", _number("only", key=True), _number("seq"))
        # What a person had erased, for good.
        self.erased = self._table("sync_erased", _text("kind", key=True), _text("id", key=True), _number("seq"))
        # Actions whose deletions stay undone.
        self.fallen = self._table("sync_fallen", _text("action", key=True))
        # What was simply done has no body.
        self.answer = self._table("sync_answer", _text("mid", key=True), _text("user"), _number("seq"), _text("body"))
        self.refused = self._refused()
        self.trace = self._trace()
        # Who made rows under a seq, and when: how they were made is not told row by row (Ground.steps).
        self.maker = self._table("sync_maker", _number("seq", key=True), _text("user"), _number("at"), _text("mid"))
        self.history = self._history()
        self.entry = self._entry()
        self.entry_for = self._table("sync_entry_for", _text("user", key=True), _text("entry", key=True))
        self.exit = self._exit()
        self.grant = self._grant()
        self.scope_sum = self._table(
            "sync_scope_sum", _text("scope", key=True), _number("count"), _number("sum"),
            Column("seq", BigInteger, nullable=False, server_default="0"),
        )  # fmt: skip
        self.account = self._table(
            "login_account", _text("user", key=True), Column("name", WORDS, nullable=False, unique=True),
            _text("password"),
        )  # fmt: skip
        # By the digest of the name that was tried, whether anybody has it or not.
        self.attempt = self._table(
            "login_attempt", _text("name", key=True), Column("failed", Integer, nullable=False), _number("wait_until")
        )
        self.device = self._device()

    def of(self, kind: str) -> Table:
        """The table of a kind."""
        return self.metadata.tables[kind]

    @cached_property
    def all(self) -> MetaData:
        """All tables together."""
        return self.metadata

    def _table(self, name: str, *columns: Column[Any]) -> Table:
        return Table(name, self.metadata, *columns)

    def _head(self) -> Table:
        """One row, locked by every push; `secret` makes the successors of tokens."""
        return self._table(
            "sync_head", _number("only", key=True), _text("organisation"), _number("epoch"), _number("counter"),
            _text("secret"),
        )  # fmt: skip

    def _trace(self) -> Table:
        """Units of a mutation that did not simply become the row's: what her next edit of them stands on."""
        table = self._table(
            "sync_trace", _text("mid", key=True), _text("kind", key=True), _text("id", key=True),
            _text("unit", key=True), _text("entry"), _number("base_seq"), Column("was", WORDS, nullable=True),
            Column("seq", BigInteger, nullable=False, server_default=text("0")),
        )  # fmt: skip
        Index("sync_trace_by_seq", table.c.seq)
        return table

    def _refused(self) -> Table:
        """What was not done of mutations, by the device that handed them in (server.refused); `size` in bytes."""
        table = self._table(
            "sync_refused", _text("device", key=True), _number("seq", key=True), _text("mid", key=True), _text("user"),
            _number("size"), _text("body"),
        )  # fmt: skip
        Index("sync_refused_by_seq", table.c.seq)
        return table

    def _history(self) -> Table:
        table = self._table(
            HISTORY, _text("kind", key=True), _text("id", key=True), _number("seq", key=True),
            _number("step", key=True), _text("user"), _number("at"), _text("mid"), _text("op"), _text("fields"),
            _text("before"),
        )  # fmt: skip
        Index("sync_history_by_seq", table.c.seq)
        return table

    def _entry(self) -> Table:
        table = self._table(
            "sync_entry", _text("id", key=True), _text("what"), _text("kind"), _text("record"), _number("seq"),
            _text("unit"), _text("now"), _text("aside"), _text("base"), _text("now_by"), _number("now_at"),
            _text("aside_by"), _number("aside_at"), _text("choice"), _text("by"),
            _text("mid"), _number("laid"), _number("taken"),
        )  # fmt: skip
        Index("sync_entry_of_record", table.c.record)
        Index("sync_entry_by_seq", table.c.seq)
        return table

    def _exit(self) -> Table:
        table = self._table(
            "sync_exit", _text("scope", key=True), _number("seq", key=True), _text("kind", key=True),
            _text("id", key=True),
        )  # fmt: skip
        Index("sync_exit_by_seq", table.c.seq)
        return table

    def _grant(self) -> Table:
        return self._table(
            "sync_grant", _text("user", key=True), _text("scope", key=True), _number("since", key=True),
            Column("until", BigInteger, nullable=True),
        )  # fmt: skip

    def _device(self) -> Table:
        table = self._table(
            "login_device", _text("id", key=True), _text("user"), _text("name"), _text("refresh"), _text("previous"),
            _number("rotated_at"), _text("access"), _number("access_until"),
            Column("revoked", Boolean, nullable=False),
        )  # fmt: skip
        for name in ("refresh", "previous", "access", "user"):
            Index(f"login_device_by_{name}", table.c[name])
        return table


@cache
def tables_of(kinds: Kinds) -> Tables:
    """The tables of a server that knows these kinds, derived once."""
    return Tables(kinds)
