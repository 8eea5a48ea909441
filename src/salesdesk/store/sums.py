"""Sums that SQL makes, never a loop over records."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from salesdesk.domain.budget import SpentSum
from salesdesk.domain.fields import TEN_THOUSANDTHS
from salesdesk.store.connection import Connections

# Answers come in the order of the outbox.
ANSWERED = "(SELECT coalesce(max(n), 0) FROM answer)"


class Sums:
    """Figures over many records."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def spent_by_category(self, trip: str) -> dict[str, SpentSum]:
        """What a trip's expenses come to by category, in the trip's currency; unpriced ones aside."""
        rows = self._connections.rows(
            "SELECT category, sum(base_amount), count(*) FROM expense "
            "WHERE trip = ? AND deleted IS NULL AND base_amount IS NOT NULL GROUP BY category",
            (trip,),
        )
        return {str(category): SpentSum(_amount(total), int(count)) for category, total, count in rows}

    def unpriced(self, trip: str) -> int:
        """How many of a trip's expenses have no amount in its currency yet."""
        row = self._connections.one(
            "SELECT count(*) FROM expense WHERE trip = ? AND deleted IS NULL AND base_amount IS NULL", (trip,)
        )
        return int(row[0]) if row else 0

    def currencies(self, trip: str) -> int:
        """How many currencies a trip's expenses were paid in."""
        row = self._connections.one(
            "SELECT count(DISTINCT currency) FROM expense WHERE trip = ? AND deleted IS NULL AND currency <> ''",
            (trip,),
        )
        return int(row[0]) if row else 0

    def spent_by_day(self, trip: str) -> list[tuple[date, Decimal]]:
        """What was spent on each day that has an expense, in the trip's currency."""
        rows = self._connections.rows(
            "SELECT day, sum(base_amount) FROM expense WHERE trip = ? AND deleted IS NULL AND day IS NOT NULL "
            "AND base_amount IS NOT NULL GROUP BY day ORDER BY day",
            (trip,),
        )
        return [(date.fromisoformat(day), _amount(total)) for day, total in rows]

    def pending(self) -> int:
        """How many mutations the server has not answered yet."""
        row = self._connections.one(f"SELECT count(*) FROM outbox WHERE n > {ANSWERED}")
        return int(row[0]) if row else 0


def _amount(ten_thousandths: int | None) -> Decimal:
    return Decimal(ten_thousandths or 0) * TEN_THOUSANDTHS
