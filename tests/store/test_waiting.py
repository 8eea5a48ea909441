"""What waits, as actions."""

from __future__ import annotations

from tests import factories

from salesdesk.desk.desk import Desk
from salesdesk.protocol.wire import Answer


def test_actions_wait_until_their_last_part_is_answered(desk: Desk) -> None:
    before = len(desk.store.waiting.actions())
    lead = factories.lead(desk, "Jane Doe")
    desk.add_many("Many", [desk.draft("lead", {"name": f"V {n}"}) for n in range(1_100)])
    desk.change(lead, {"city": "Linz"})
    waits = desk.store.waiting.actions()[before:]
    assert [x.parts for x in waits] == [1, 3, 1]
    told = desk.store.waiting.told([x.action for x in waits])
    assert [told[x.action].label for x in waits] == ["Add lead", "Many", "Edit Jane Doe"]
    assert [told[x.action].records for x in waits] == [1, 500, 1]
    assert told[waits[2].action].record == lead.id
    batch = desk.store.outbox.batch()
    desk.store.outbox.answered([Answer(mutation.mid, "ok", 9) for mutation in batch[: before + 2]], 0)
    assert [(x.action, x.parts) for x in desk.store.waiting.actions()] == [
        (waits[1].action, 2), (waits[2].action, 1),
    ]  # fmt: skip
