"""Which day of a fair it is."""

from datetime import date

import pytest

from salesdesk.domain.fair import Fair, day_of_fair

MEDICA = Fair(start=date(2026, 11, 16), end=date(2026, 11, 19))


@pytest.mark.parametrize(
    ("today", "which"),
    [
        (date(2026, 11, 15), None),
        (date(2026, 11, 16), (1, 4)),
        (date(2026, 11, 19), (4, 4)),
        (date(2026, 11, 20), None),
    ],
)
def test_the_days_are_counted_from_one(today: date, which: tuple[int, int] | None) -> None:
    assert day_of_fair(MEDICA, today) == which


def test_a_fair_without_days_has_none() -> None:
    assert day_of_fair(Fair(start=date(2026, 11, 16)), date(2026, 11, 16)) is None
    assert day_of_fair(Fair(end=date(2026, 11, 16)), date(2026, 11, 16)) is None
