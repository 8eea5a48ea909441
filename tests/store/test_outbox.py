"""What is handed to the server fits into a push, however long its bases are."""

from __future__ import annotations

import msgspec
from tests.factories import lead

from salesdesk.desk.desk import Desk
from salesdesk.domain.changes import Change
from salesdesk.domain.ids import uuid7
from salesdesk.domain.texts import Text
from salesdesk.protocol.wire import BYTES_A_PUSH, EVERY_UNIT, ROWS_A_PUSH, Answer, Mutation, Push
from salesdesk.store.bulk import New
from salesdesk.store.listing import Query


def handed_in(desk: Desk) -> list[Mutation]:
    """Everything that waits, a push after the other, each of which fits."""
    sent: list[Mutation] = []
    while batch := desk.store.outbox.batch():
        assert len(msgspec.json.encode(Push(1, 1, batch))) <= BYTES_A_PUSH
        sent += batch
        desk.store.outbox.answered([Answer(x.mid, "ok", len(sent)) for x in batch], 0)
    return sent


def test_leads_that_are_deleted_before_they_were_sent_fit(desk: Desk) -> None:
    kind = desk.kinds["lead"]
    desk.store.door.add("Import", [New(kind, uuid7(), {"name": f"Visitor {n}"}) for n in range(2_000)])
    desk.undo()
    desk.redo()
    desk.undo()
    assert sum(len(x.writes) for x in handed_in(desk)) >= 4 * 2_000


def test_a_push_is_filled_by_what_travels(desk: Desk) -> None:
    kind = desk.kinds["lead"]
    said = {field.name: "x" * 20 for field in [x for x in kind.fields if type(x) is Text][:14]}
    desk.store.door.add("Import", [New(kind, uuid7(), said) for _ in range(1_000)])
    assert [len(mutation.writes) for mutation in desk.store.outbox.batch()][-2:] == [500, 500]
    assert sum(len(mutation.writes) for mutation in handed_in(desk)) > 1_000


def test_what_is_taken_out_of_sets_fits(desk: Desk) -> None:
    words = {letter: tuple(f"{letter * 190} {n}" for n in range(200)) for letter in "ab"}
    leads = [lead(desk, f"Visitor {n}", products=words["a"]) for n in range(30)]
    for one in leads:
        desk.change(one, {"products": words["b"]})
    sent = [write.sets["products"] for mutation in handed_in(desk) for write in mutation.writes if write.sets]
    a, b = (set(words[letter]) for letter in "ab")
    assert [(set(adds), set(gone)) for adds, gone in sent] == [(a, set())] * 30 + [(b, a)] * 30


def test_edits_that_were_typed_over_edits_fit(desk: Desk) -> None:
    kind = desk.kinds["lead"]
    rows = [New(kind, uuid7(), {"name": "x"}) for _ in range(500)]
    desk.store.door.add("Import", rows)
    leads = desk.records(Query(kind), 500)
    names = [field.name for field in kind.fields if type(field) is Text][:8]
    for word in "abcdef":
        done = [Change(x, x.but(**dict.fromkeys(names, word))) for x in leads]
        desk.store.door.save("All", done)
        leads = [x.after for x in done]
    assert sum(len(x.writes) for x in handed_in(desk)) >= 7 * 500


def test_a_deletion_names_what_most_units_stand_on_once(desk: Desk) -> None:
    made = lead(desk, "Jane")
    desk.change(made, {"city": "Linz"})
    desk.delete("lead", made.id)
    *_others, create, change, delete = handed_in(desk)
    assert delete.writes[0].bases == {"": create.mid, EVERY_UNIT: create.mid, "city": change.mid}


def test_what_is_made_ready_while_a_batch_is_on_its_way_stands_on_that_batch(desk: Desk) -> None:
    rows = [New(desk.kinds["lead"], uuid7(), {"name": f"Visitor {n}"}) for n in range(ROWS_A_PUSH + 1)]
    desk.store.door.add("Import", rows)
    desk.change(desk.get("lead", rows[0].id), {"city": "Linz"})
    under_way = desk.store.outbox.batch()
    ready = desk.store.outbox.batch(behind=under_way[-1].mid)
    [made] = [x.mid for x in under_way if rows[0].id in {write.id for write in x.writes}]
    assert ready[-1].writes[0].bases == {"city": made}
    assert not {x.mid for x in ready} & {x.mid for x in under_way}
    desk.store.outbox.answered([Answer(x.mid, "ok", n) for n, x in enumerate(under_way, 1)], 0)
    assert desk.store.outbox.batch() == ready
