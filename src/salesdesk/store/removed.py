"""Records in the trash that no server knows: whoever brings one back makes it anew for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from salesdesk.domain.changes import Change, Written, written
from salesdesk.domain.record import Kind, Record
from salesdesk.schema.columns import quoted


def removed_here(writer: Any, kind: Kind, ids: Sequence[str]) -> set[str]:
    """Those of the records that were removed on this laptop alone: the server knows none, and nothing waits."""
    marks = ", ".join("?" * len(ids))
    sql = (
        f"SELECT id FROM {quoted(kind.name)} "
        f'WHERE id IN ({marks}) AND deleted IS NOT NULL AND seq IS NULL AND "local" = 0'
    )
    return {str(id) for (id,) in writer.execute(sql, ids)}


def made_again(writer: Any, record: Record) -> Written:
    """A mutation's row that makes a record which is here already, with all that it holds; it is alone no more."""
    row = written(Change(None, record))
    assert row is not None
    writer.execute("DELETE FROM alone WHERE kind = ? AND id = ?", (row.kind, row.id))
    return row
