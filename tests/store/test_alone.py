"""Records that only this laptop has: sent again, or removed from it, as one action that can be taken back."""

from __future__ import annotations

from typing import Any

import pytest
from tests import factories
from tests.ui import shared

from salesdesk.desk.alone import remove_here, send_again
from salesdesk.desk.desk import Desk
from salesdesk.desk.many import restore_many
from salesdesk.domain.record import Record, kind_of
from salesdesk.protocol.wire import Answer, Known, Row
from salesdesk.store.errors import NothingToUndo
from salesdesk.store.pulls import Arrived

SEQ = 7


@pytest.fixture
def joined(desk: Desk) -> Desk:
    shared.join(desk)
    desk.store.facts.put(cursor=1)
    return desk


def known(desk: Desk, *records: Record) -> list[Known]:
    """The server had shown these, and knows them no more."""
    came(desk, *records)
    return [Known(kind_of(type(record)).name, record.id, SEQ) for record in records]


def came(desk: Desk, *records: Record) -> None:
    """All that waits is answered, and these come as they stand here."""
    desk.store.outbox.answered([Answer(mutation.mid, "ok", SEQ - 1) for mutation in desk.store.outbox.batch()], 0)
    rows = []
    for record in records:
        kind = kind_of(type(record))
        wired = dict(kind.wire(desk.get(kind.name, record.id)))
        rows.append(Row(kind.name, wired.pop("id"), SEQ, wired, whole=True, scopes=[0]))
    desk.store.pulls.apply(Arrived(1, SEQ, shared.micro(), ["own"], rows))


def alone(desk: Desk, *records: Record) -> None:
    assert desk.store.alone.keep(known(desk, *records)) == len(records)


def waiting(desk: Desk) -> list[Any]:
    return [write for mutation in desk.store.outbox.batch() for write in mutation.writes]


def row(desk: Desk, record: Record) -> tuple[Any, ...]:
    table = kind_of(type(record)).name
    [found] = desk.store.facts._connections.rows(  # noqa: SLF001
        f'SELECT deleted IS NOT NULL, seq, scopes, "local" FROM {table} WHERE id = ?', (record.id,)
    )
    return found


def test_what_is_here_alone_is_sent_again_under_its_id_with_all_that_it_holds(joined: Desk) -> None:
    account = factories.account(joined, name="Acme", city="Linz")
    lead = factories.lead(joined, "Jane", notes="Wants DN80")
    alone(joined, lead, account)
    assert joined.store.alone.all() == [("account", account.id), ("lead", lead.id)]
    saved = send_again(joined)
    assert saved is not None
    assert (saved.label, dict(saved.many)) == ("Send 2 records again", {"account": 1, "lead": 1})
    told = {write.kind: write for write in waiting(joined)}
    assert [(told[x].op, told[x].id) for x in ("account", "lead")] == [("create", account.id), ("create", lead.id)]
    assert told["lead"].fields["notes"] == "Wants DN80"
    assert row(joined, lead) == (0, None, None, 1)
    assert joined.store.alone.all() == []
    assert joined.store.pulls.sums()["own"] == (0, 0)


def test_what_is_removed_lies_in_the_trash_and_the_server_hears_nothing(joined: Desk) -> None:
    lead, kept = factories.lead(joined, "Jane"), factories.lead(joined, "Joe")
    found = known(joined, lead, kept)
    assert joined.store.alone.keep(found[:1]) == 1
    saved = remove_here(joined)
    assert saved is not None
    assert saved.label == "Remove 1 record from this laptop"
    assert (waiting(joined), factories.titles(joined)) == ([], ["Joe"])
    assert joined.search("Jane", ["lead"]) == []
    [gone] = joined.store.trash.several([("lead", lead.id)]).values()
    assert (gone.known, gone.hers) == (False, False)
    assert row(joined, lead) == (1, None, None, 0)
    assert joined.store.pulls.sums()["own"][0] == 1


def test_a_removal_is_taken_back_as_one_action_and_what_comes_back_is_sent(joined: Desk) -> None:
    leads = [factories.lead(joined, name, notes=f"About {name}") for name in ("Jane", "Joe", "Jim")]
    alone(joined, *leads)
    remove_here(joined)
    joined.undo()
    assert sorted(factories.titles(joined)) == ["Jane", "Jim", "Joe"]
    told = waiting(joined)
    assert {write.op for write in told} == {"create"}
    assert sorted(write.fields["notes"] for write in told) == ["About Jane", "About Jim", "About Joe"]
    assert row(joined, leads[0]) == (0, None, None, 1)
    joined.redo()  # an ordinary deletion now: the server was told of them
    assert factories.titles(joined) == []
    assert {write.op for write in waiting(joined)} == {"create", "delete"}


@pytest.mark.parametrize("many", [False, True])
def test_what_was_removed_comes_back_out_of_the_trash_as_a_new_record(joined: Desk, many: bool) -> None:
    lead = factories.lead(joined, "Jane", notes="Wants DN80")
    alone(joined, lead)
    remove_here(joined)
    if many:
        restore_many(joined, [("lead", lead.id)], lambda _done: True)
    else:
        joined.undelete("lead", lead.id)
    [write] = waiting(joined)
    assert (write.op, write.id, write.fields["name"], write.fields["notes"]) == (
        "create",
        lead.id,
        "Jane",
        "Wants DN80",
    )
    assert row(joined, lead) == (0, None, None, 1)


def test_what_is_deleted_here_and_unknown_there_is_no_question(joined: Desk) -> None:
    lead = factories.lead(joined, "Jane")
    found = known(joined, lead)
    with joined.store.facts._connections.transaction(door=True) as writer:  # noqa: SLF001
        writer.execute("UPDATE lead SET deleted = 1 WHERE id = ?", (lead.id,))
    assert joined.store.alone.keep(found) == 0
    assert joined.store.alone.all() == []
    assert row(joined, lead) == (1, None, None, 0)
    assert joined.store.pulls.sums()["own"] == (0, 0)
    joined.undelete("lead", lead.id)
    assert [write.op for write in waiting(joined)] == ["create"]


def test_people_and_kinds_of_a_newer_program_are_not_hers_to_decide(joined: Desk) -> None:
    me = joined.me
    assert me is not None
    assert joined.store.alone.keep([Known("user", me.id, SEQ), Known("visit", factories.counted_ids()(), SEQ)]) == 2
    assert joined.store.alone.all() == []
    assert send_again(joined) is None
    assert remove_here(joined) is None
    joined.store.give_to(me.id)  # what was done before is not hers to undo
    with pytest.raises(NothingToUndo):
        joined.undo()


def test_what_came_meanwhile_or_was_found_no_more_is_alone_no_more(joined: Desk) -> None:
    lead, other = factories.lead(joined, "Jane"), factories.lead(joined, "Joe")
    alone(joined, lead, other)
    shared.pull(joined, SEQ + 1, lead, city="Graz")
    assert joined.store.alone.all() == [("lead", other.id)]
    assert joined.store.alone.keep(()) == 0
    assert joined.store.alone.all() == []


def test_a_thousand_go_as_one_action(joined: Desk) -> None:
    joined.add_many("Import", [joined.draft("lead", {"name": f"V {n}"}) for n in range(1_200)])
    answers = [Answer(mutation.mid, "ok", SEQ) for mutation in joined.store.outbox.batch()]
    joined.store.outbox.answered(answers, 0)
    with joined.store.facts._connections.transaction(door=True) as writer:  # noqa: SLF001
        writer.execute("UPDATE lead SET seq = ?, scopes = '', \"local\" = 0", (SEQ,))
        ids = [id for (id,) in writer.execute("SELECT id FROM lead").fetchall()]
    assert joined.store.alone.keep([Known("lead", id, SEQ) for id in ids]) == 1_200
    remove_here(joined)
    assert factories.titles(joined) == []
    joined.undo()
    assert len(waiting(joined)) == 1_200
