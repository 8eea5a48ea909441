"""Figures: numbers, amounts of money, rates and counts; never a float."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from salesdesk.domain.field import BadValue, Field
from salesdesk.i18n import N_

TEN_THOUSANDTHS = Decimal("0.0001")


LARGEST = Decimal(10) ** 14


# Less than any amount of two decimals comes to; what is smaller would be written with a million zeros.
LEAST_RATE = Decimal("1E-20")


class Number(Field):
    """A figure of at most four places after the point; kept as a whole number of ten-thousandths."""

    type: ClassVar[str] = "number"
    storage: ClassVar[str] = "INTEGER"
    empty: ClassVar[Any] = None
    plain_store: ClassVar[bool] = False

    def parse(self, text: str) -> Decimal | None:
        if not text.strip():
            return None
        try:
            value = Decimal(text.strip())
        except InvalidOperation:
            raise BadValue(self, text, N_("{label}: “{text}” is not a figure such as 1234.50.")) from None
        return self.check(value)

    def check(self, value: Any) -> Decimal | None:
        if value is None:
            return None
        figure = Decimal(value)
        if not figure.is_finite() or abs(figure) >= LARGEST:
            raise BadValue(self, str(figure), N_("{label}: “{text}” is out of range."))
        if figure != figure.quantize(TEN_THOUSANDTHS):
            raise BadValue(self, str(figure), N_("{label}: “{text}” has more than four decimals."))
        return figure

    def wire(self, value: Any) -> Any:
        return None if value is None else f"{value:f}"

    def unwire(self, value: Any) -> Any:
        return None if value is None else self.check(Decimal(value))

    def stored(self, value: Any) -> Any:
        return None if value is None else int(value / TEN_THOUSANDTHS)

    def loaded(self, value: Any) -> Any:
        return None if value is None else plain(Decimal(value) * TEN_THOUSANDTHS)


def plain(value: Decimal) -> Decimal:
    """`value` without zeros that say nothing: 12.5000 is 12.5, 1E+2 is 100."""
    value = value.normalize()
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value


class Amount(Number):
    """An amount of money; its currency is another field of the same unit."""

    type: ClassVar[str] = "money"


class Rate(Field):
    """An exchange rate, exact as written."""

    type: ClassVar[str] = "rate"
    empty: ClassVar[Any] = None
    plain_store: ClassVar[bool] = False

    def parse(self, text: str) -> Decimal | None:
        if not text.strip():
            return None
        try:
            return self.check(Decimal(text.strip()))
        except InvalidOperation:
            raise BadValue(self, text, N_("{label}: “{text}” is not a figure such as 1234.50.")) from None

    def check(self, value: Any) -> Decimal | None:
        if value is None:
            return None
        if not value.is_finite() or not LEAST_RATE <= value < LARGEST:
            raise BadValue(self, str(value), N_("{label}: “{text}” is out of range."))
        return Decimal(value)

    def wire(self, value: Any) -> Any:
        return None if value is None else f"{value:f}"

    def unwire(self, value: Any) -> Any:
        return None if value is None else self.check(Decimal(value))

    stored = wire

    def loaded(self, value: Any) -> Any:
        return None if value is None else Decimal(value)


class Count(Field):
    """A whole number."""

    type: ClassVar[str] = "count"
    storage: ClassVar[str] = "INTEGER"
    empty: ClassVar[Any] = None

    def parse(self, text: str) -> int | None:
        if not text.strip():
            return None
        try:
            return self.check(int(text))
        except ValueError as error:
            if isinstance(error, BadValue):
                raise
            raise BadValue(self, text, N_("{label}: “{text}” is not a whole number.")) from None

    def check(self, value: Any) -> int | None:
        if value is not None and abs(value) >= 2**53:
            raise BadValue(self, str(value), N_("{label}: “{text}” is out of range."))
        return None if value is None else int(value)

    def unwire(self, value: Any) -> Any:
        return self.check(value)
