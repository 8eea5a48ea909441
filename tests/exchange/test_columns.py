"""A figure goes into a sheet as a number only where none of its digits is lost there."""

from __future__ import annotations

from decimal import Decimal

import pytest

from salesdesk.exchange.columns import sheet_value


@pytest.mark.parametrize("figure", ["0", "-7", "1234.50", "123456789012345", "1200000000000000000", "0.000123"])
def test_what_a_sheet_can_keep_is_a_number_there(figure: str) -> None:
    assert sheet_value(Decimal(figure)) == float(figure)


@pytest.mark.parametrize("figure", ["1234567890123456", "49999999999999.499999999999995", "0.1234567890123456"])
def test_what_a_sheet_would_round_is_none(figure: str) -> None:
    assert sheet_value(Decimal(figure)) is None
