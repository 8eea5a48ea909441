"""A record's own steps are found by an index that follows the outbox, also in a file that had none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests import factories

from salesdesk.desk.desk import Desk


def plan(desk: Desk, id: str) -> str:
    """How the store looks a record's mutations up."""
    rows = desk.store._connections.rows(  # noqa: SLF001
        "EXPLAIN QUERY PLAN SELECT body FROM outbox o WHERE o.n IN (SELECT n FROM touched WHERE record = ?)", (id,)
    )
    return " ".join(str(row[-1]) for row in rows)


def touched(desk: Desk, id: str) -> int:
    """How many mutations the index knows of a record."""
    found: Any = desk.store._connections.one("SELECT count(*) FROM touched WHERE record = ?", (id,))  # noqa: SLF001
    return int(found[0])


def test_every_way_into_the_outbox_is_indexed(desk: Desk) -> None:
    made = [desk.draft("lead", {"name": f"V {n}"}) for n in range(1_200)]
    desk.add_many("Many", made)
    lead = desk.get("lead", made[700].id)
    desk.change(lead, {"city": "Linz"})
    desk.delete("lead", lead.id)
    assert [step.op for step in desk.history("lead", lead.id)] == ["create", "change", "delete"]
    assert "SCAN o" not in plan(desk, lead.id)


def test_the_index_follows_what_leaves_the_outbox(desk: Desk) -> None:
    lead = factories.lead(desk)
    desk.change(lead, {"city": "Linz"})
    with desk.store._connections.transaction() as writer:  # noqa: SLF001
        writer.execute("DELETE FROM outbox WHERE n = (SELECT max(n) FROM outbox)")
    assert touched(desk, lead.id) == 1


def test_an_older_file_gets_its_index(profile: Path, desk: Desk) -> None:
    lead = factories.lead(desk)
    desk.change(lead, {"city": "Linz"})
    with desk.store._connections.transaction() as writer:  # noqa: SLF001
        for event in ("insert", "delete", "update"):
            writer.execute(f"DROP TRIGGER touched_after_{event}")
        writer.execute("DROP TABLE touched")
        writer.execute("UPDATE meta SET value = 'older' WHERE name = 'layout'")
    again = factories.reopened(desk, profile)
    assert [step.op for step in again.history("lead", lead.id)] == ["create", "change"]
    assert touched(again, lead.id) == 2
    again.store.close()
