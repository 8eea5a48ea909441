"""Plain dates, and instants with their zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from salesdesk.domain.field import BadValue, Field
from salesdesk.i18n import N_


class Zone(Field):
    """A time zone as its IANA name."""

    type: ClassVar[str] = "zone"

    def check(self, value: Any) -> str:
        if value:
            try:
                ZoneInfo(value)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                raise BadValue(self, value, N_("{label}: “{text}” is no time zone such as Asia/Tokyo.")) from None
        return str(value)


class Day(Field):
    """A plain date, without a zone on purpose."""

    type: ClassVar[str] = "day"
    empty: ClassVar[Any] = None
    plain_store: ClassVar[bool] = False

    def parse(self, text: str) -> date | None:
        if not text.strip():
            return None
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            raise BadValue(self, text, N_("{label}: “{text}” is not a day such as 2026-11-23.")) from None

    def wire(self, value: Any) -> Any:
        return None if value is None else value.isoformat()

    def unwire(self, value: Any) -> Any:
        return None if value is None else self.parse(value)

    stored = wire

    def loaded(self, value: Any) -> Any:
        return None if value is None else date.fromisoformat(value)


_WHOLE_SECOND = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Moment(Field):
    """An instant in UTC, to the microsecond; kept as microseconds since 1970."""

    type: ClassVar[str] = "moment"
    storage: ClassVar[str] = "INTEGER"
    empty: ClassVar[Any] = None
    plain_store: ClassVar[bool] = False

    def parse(self, text: str) -> datetime | None:
        text = text.strip()
        if not text:
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise BadValue(self, text, N_("{label}: “{text}” is not a time such as 2026-11-23T09:30Z.")) from None
        if moment.tzinfo is None:
            raise BadValue(self, text, N_("{label}: “{text}” needs its zone, as in 2026-11-23T09:30+09:00."))
        try:
            return moment.astimezone(UTC)
        except OverflowError:
            raise BadValue(self, text, N_("{label}: “{text}” is out of range.")) from None

    def is_plain(self, wire: str) -> bool:
        """Whether a text is what `wire` gives for a whole second."""
        try:
            return _WHOLE_SECOND.fullmatch(wire) is not None and datetime.fromisoformat(wire) is not None
        except ValueError:
            return False

    def wire(self, value: Any) -> Any:
        return None if value is None else value.isoformat().replace("+00:00", "Z")

    def unwire(self, value: Any) -> Any:
        return None if value is None else self.parse(value)

    def stored(self, value: Any) -> Any:
        if value is None:
            return None
        passed = value - EPOCH
        return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds

    def loaded(self, value: Any) -> Any:
        return None if value is None else EPOCH + timedelta(microseconds=value)
