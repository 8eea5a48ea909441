"""Mistakes that are planted into the real code, each within a few lines of it, to see how soon they are caught."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any
from unittest.mock import patch

from tests.simulation.acts import Acting
from tests.simulation.crashes import ServerKilled

from salesdesk.desk import desk as desks
from salesdesk.desk.desk import Desk
from salesdesk.domain import changes
from salesdesk.protocol.merge import Base, Merged, merge
from salesdesk.server import epochs, mutating, refused, sweeping
from salesdesk.server.database import Database
from salesdesk.server.ground import Ground
from salesdesk.server.lives import Lives
from salesdesk.server.pulling import Place, Pulling
from salesdesk.server.pushing import Committing
from salesdesk.store.bases import Bases
from salesdesk.store.erasing import Erasing
from salesdesk.store.facts import put_facts
from salesdesk.store.listing import Query
from salesdesk.store.outbox import Outbox
from salesdesk.store.parking import Parking
from salesdesk.store.pulls import Arrived, Pulls
from salesdesk.store.replays import Replays
from salesdesk.sync import engine
from salesdesk.sync.engine import Engine
from salesdesk.sync.sent import Sent
from salesdesk.sync.staging import Staging

Plant = Callable[[], AbstractContextManager[Any]]


def _cursor_from_the_last_page() -> AbstractContextManager[Any]:
    """The pull ends with its last page, and what that one says is the cursor."""
    real = Place.of.__func__  # type: ignore[attr-defined]

    def newest(cls: Any, token: str, tables: Any, head: int) -> Place:
        place: Place = real(cls, token, tables, head)
        return Place(head, place.kind, place.id)

    def once(self: Any, begin: int, outcome: Any, *, whole: bool = False) -> Any:
        staged, token = Staging(), ""
        while True:
            page = self._page(begin, token, whole=whole)
            staged.take(page)
            token = page.next
            if not token:
                break
        self._count(outcome, self._store.pulls.apply(_arrived(page, staged)))
        return page

    return _all(patch.object(Place, "of", classmethod(newest)), patch.object(Engine, "_pull", once))


def _arrived(page: Any, staged: Staging) -> Arrived:
    return Arrived(
        page.epoch, page.head, page.time, staged.scopes, staged.rows.values(), list(staged.gone.values()), staged.lost,
        list(staged.entries.values()), bare=staged.bare,
    )  # fmt: skip


def _page_by_page() -> AbstractContextManager[Any]:
    """Each page is laid into the tables as it comes."""

    def pull(self: Any, begin: int, outcome: Any, *, whole: bool = False) -> Any:
        token, head = "", 0
        while True:
            page, staged = self._page(begin, token, whole=whole), Staging()
            staged.take(page)
            head = head or page.head
            page.head = head
            self._count(outcome, self._store.pulls.apply(_arrived(page, staged)))
            token = page.next
            if not token:
                return page

    return patch.object(Engine, "_pull", pull)


def _mids_not_stored() -> AbstractContextManager[Any]:
    real = Committing._flush  # noqa: SLF001

    def flush(self: Any, reader: Any, parts: Any, done: Any) -> Any:
        table = self._tables.answer
        self._connection.execute(table.delete().where(table.c.mid.in_([x.mid for x in done])))
        return real(self, reader, parts, done)

    return _all(patch.object(Committing, "_stored", lambda *_args: {}), patch.object(Committing, "_flush", flush))


def _merging(how: Callable[..., Merged]) -> AbstractContextManager[Any]:
    return patch.object(mutating, "merge", how)


def _last_writer_wins() -> AbstractContextManager[Any]:
    seen = Base(1 << 62)
    return _merging(lambda kind, standing, write, _base, past: merge(kind, standing, write, lambda _unit: seen, past))


def _deletions_win() -> AbstractContextManager[Any]:
    def blind(kind: Any, standing: Any, write: Any, base: Any, past: Any) -> Merged:
        seen = Base(1 << 62)
        return merge(kind, standing, write, (lambda _unit: seen) if write.op == "delete" else base, past)

    return _merging(blind)


def _no_exits() -> AbstractContextManager[Any]:
    real = Ground.leave

    def leave(self: Any, *args: Any) -> None:
        real(self, *args)
        self._pending.exits.clear()

    return patch.object(Ground, "leave", leave)


def _coalescing_after_sending() -> AbstractContextManager[Any]:
    """What is typed goes into the last mutation where that is of the same record, sent or not; its body says so."""
    real = Outbox._batch  # noqa: SLF001

    def batch(self: Any, writer: Any, behind: str) -> Any:
        found = real(self, writer, behind)
        for last, mutation in pairwise(found):
            if _same_row(last, mutation):
                last.writes[0].fields.update(mutation.writes[0].fields)
                last.writes[0].sets.update(mutation.writes[0].sets)
                mutation.writes = []
        return found

    return patch.object(Outbox, "_batch", batch)


def _same_row(one: Any, other: Any) -> bool:
    if len(one.writes) != 1 or len(other.writes) != 1:
        return False
    first, second = one.writes[0], other.writes[0]
    return bool(first.id == second.id and first.op == second.op == "change")


def _no_backfill() -> AbstractContextManager[Any]:
    return patch.object(Pulling, "_granted", [])


def _lost_scopes_stay() -> AbstractContextManager[Any]:
    return patch.object(Pulling, "_lost", lambda _self: [])


def _pristine_base() -> AbstractContextManager[Any]:
    """No edit names the one of her own that it was typed over."""
    return patch.object(Bases, "of", lambda _self, batch: {mutation.n: {} for mutation in batch})


def _answers_before_the_commit() -> AbstractContextManager[Any]:
    """Whether the commit succeeds is not waited for."""
    real = Database.writing

    @contextmanager
    def writing(self: Any) -> Iterator[Any]:
        transaction = real(self)
        connection = transaction.__enter__()
        try:
            yield connection
        except BaseException as error:
            if not transaction.__exit__(type(error), error, error.__traceback__):
                raise
        else:
            with suppress(ServerKilled):
                transaction.__exit__(None, None, None)

    return patch.object(Database, "writing", writing)


def _any_answer_will_do() -> AbstractContextManager[Any]:
    def page(self: Any, cursor: int, token: str, *, whole: bool = False) -> Any:
        return self._asked(lambda: self._service.pull(self._epoch, cursor, token, self._schema, whole))

    return patch.object(Engine, "_page", page)


def _answered_is_settled() -> AbstractContextManager[Any]:
    """An accepted edit is no longer laid over what comes."""
    return patch.object(Outbox, "numbers_after", staticmethod(lambda _writer, _seq: {}))


def _refusals_are_dropped() -> AbstractContextManager[Any]:
    return patch.object(Outbox, "told", lambda *_args: [])


def _refusals_stay_unheard() -> AbstractContextManager[Any]:
    """What was refused is told by the answer alone, where many a laptop is put back to before she typed it."""
    return _all(patch.object(refused, "since", lambda *_args: []), typed_in_vain())


def typed_in_vain() -> AbstractContextManager[Any]:
    """Whoever is put back had just written to what she had given away: no bug, and seldom."""
    real = Acting.put_back

    def put_back(self: Any) -> None:
        laptop, world = self.laptop, self.world
        found = None if laptop.memory.filling or world.company.copied else self.some("lead")
        if found:
            laptop.keep_copy()
            name, team = ("Ana", "Iberia") if laptop.name.startswith("Eve") else ("Eve", "Nordics")
            whose = {"owner": world.company.template.users[name], "team": world.company.template.teams[team]}
            for values in (whose, {"name": self.token()}):
                record = self.record(found[0], "lead")
                world.at_the_desk(laptop, partial(laptop.desk.change, record, values))
            world.round(laptop)
        real(self)

    return patch.object(Acting, "put_back", put_back)


def _words_of_the_form() -> AbstractContextManager[Any]:
    return patch.object(changes, "_meant", lambda _field, typed, _before, _now: typed)


def _texts_of_the_form() -> AbstractContextManager[Any]:
    """A text that was typed on an old form takes the place of her own newer one."""
    return patch.object(Desk, "_texts_meanwhile", lambda *_args: {})


def _cursor_before_rows() -> AbstractContextManager[Any]:
    real = Pulls.apply

    def apply(self: Any, arrived: Any) -> Any:
        self._connections.write(lambda writer: put_facts(writer, cursor=arrived.head))
        return real(self, arrived)

    return patch.object(Pulls, "apply", apply)


def _forms_know_it_all() -> AbstractContextManager[Any]:
    """What is typed on an old form passes for typed on what stands there now."""

    def kept(record: Any, **values: Any) -> Any:
        return record if set(values) == {"seen"} else replace(record, **values)

    return patch.object(desks, "replace", kept)


def _parents_stay_deleted() -> AbstractContextManager[Any]:
    return patch.object(Lives, "uphold", lambda *_args: [])


def _children_stay_behind() -> AbstractContextManager[Any]:
    """What hangs on a row that moves stays where it was."""
    real = Lives.settle
    moving: list[Any] = []

    def settle(self: Any, row: Any, cause: Any) -> None:
        if not moving:
            moving.append(row)
            real(self, row, cause)
            moving.clear()

    return patch.object(Lives, "settle", settle)


def _parking_is_dropped() -> AbstractContextManager[Any]:
    return patch.object(Parking, "keep", lambda *_args: None)


def _swept_too_early() -> AbstractContextManager[Any]:
    return patch.object(sweeping, "passed", lambda _now, _at, since, days: since + 1 >= days)


def _old_cursors_pass() -> AbstractContextManager[Any]:
    """Who was away for longer than the trash is kept is told what is new, like anybody."""
    real = Pulling.page

    def page(self: Any, epoch: int, token: str, time: int, *, whole: bool = False) -> Any:
        with patch.object(sweeping, "swept", lambda *_args: 0):
            made = real(self, epoch, token, time, whole=whole)
        made.swept = 0 if made.next else sweeping.swept(self._connection, self._tables)
        return made

    return patch.object(Pulling, "page", page)


def _journals_keep_the_erased() -> AbstractContextManager[Any]:
    return patch.object(Erasing, "_hollow", lambda *_args: [])


def _a_restore_forgets() -> AbstractContextManager[Any]:
    """Nothing is given back, and nothing handed in again; one of the two alone makes good most of the other."""
    return _all(patch.object(Replays, "batch", lambda _self: []), patch.object(engine, "give_back", lambda *_args: 0))


def _a_restore_begins_no_epoch() -> AbstractContextManager[Any]:
    return patch.object(epochs, "begin", lambda *_args, **_more: None)


def _spared_too_widely() -> AbstractContextManager[Any]:
    """Whatever was answered passes for taken as it was sent, where many a new lead is not: it is for another team."""

    def take(self: Any, batch: Any, pushed: Any) -> None:
        self._rows |= {x.seq: len(mutation.writes) for mutation, x in zip(batch, pushed.answers, strict=False)}

    return _all(patch.object(Sent, "take", take), leads_for_others())


def leads_for_others() -> AbstractContextManager[Any]:
    """People make their leads for somebody of another team, where they know one: no bug, and seldom."""
    real = desks.Desk.add

    def add(self: Any, kind: str, values: Any) -> Any:
        known = [self.get("user", x.id) for x in self.records(Query(self.kinds["user"]), 9)] if kind == "lead" else []
        others = [x for x in known if x.team and x.team != self.me.team]
        return real(self, kind, values | ({"owner": others[0].id, "team": others[0].team} if others else {}))

    return patch.object(desks.Desk, "add", add)


def _all(*patches: AbstractContextManager[Any]) -> AbstractContextManager[Any]:
    @contextmanager
    def together() -> Iterator[None]:
        with ExitStack() as stack:
            for each in patches:
                stack.enter_context(each)
            yield

    return together()


PLANTED: Mapping[str, Plant] = {
    "cursor from the last page": _cursor_from_the_last_page,
    "mids not stored": _mids_not_stored,
    "last writer wins": _last_writer_wins,
    "no exits": _no_exits,
    "coalescing after sending": _coalescing_after_sending,
    "no backfill on a grant": _no_backfill,
    "base from the pristine copy": _pristine_base,
    "answers before the commit": _answers_before_the_commit,
    "pages laid in one by one": _page_by_page,
    "any answer will do": _any_answer_will_do,
    "a deletion beats an edit": _deletions_win,
    "lost scopes stay": _lost_scopes_stay,
    "what is answered is settled": _answered_is_settled,
    "refusals are dropped": _refusals_are_dropped,
    "refusals stay unheard": _refusals_stay_unheard,
    "sets as the form has them": _words_of_the_form,
    "texts as the form has them": _texts_of_the_form,
    "the cursor before the rows": _cursor_before_rows,
    "old forms know it all": _forms_know_it_all,
    "parents stay deleted": _parents_stay_deleted,
    "children stay behind": _children_stay_behind,
    "parking is dropped": _parking_is_dropped,
    "swept too early": _swept_too_early,
    "old cursors pass": _old_cursors_pass,
    "journals keep the erased": _journals_keep_the_erased,
    "what a restore lost stays lost": _a_restore_forgets,
    "a restore begins no epoch": _a_restore_begins_no_epoch,
    "echoes spared too widely": _spared_too_widely,
}
