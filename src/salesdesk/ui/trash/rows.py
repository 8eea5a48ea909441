"""What the rows of the trash say: what it was, who deleted it when, and how long it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from salesdesk.desk.desk import Desk
from salesdesk.i18n import _, day, joined, within
from salesdesk.protocol.retention import KEPT_FOR_EVER, TRASH_DAYS
from salesdesk.store.facts import CLOCK_AHEAD, by_this_clock
from salesdesk.store.trash import Gone, Key
from salesdesk.ui.rows import RowText, said_of
from salesdesk.ui.theme import Tone
from salesdesk.ui.when import when

_SOON = timedelta(days=7)


def trash_rows(desk: Desk, keys: Sequence[Key]) -> Mapping[Key, RowText]:
    """The words of some rows; what was brought back meanwhile has none."""
    ahead = desk.store.facts.number(CLOCK_AHEAD)
    return {key: _row(desk, key[0], gone, ahead) for key, gone in desk.store.trash.several(keys).items()}


def _row(desk: Desk, name: str, gone: Gone, ahead: int) -> RowText:
    kind, now = desk.kinds[name], desk.clock()
    said = said_of(kind, gone.record, now)
    at = gone.at if gone.hers or not gone.known else by_this_clock(gone.at, ahead)
    mark, tone = "", Tone.NEUTRAL
    if gone.known and name not in KEPT_FOR_EVER:
        until = datetime.fromtimestamp(at / 1_000_000, UTC).astimezone() + timedelta(days=TRASH_DAYS)
        mark = _("kept until %s") % day(until.date())
        tone = Tone.WARM if until - now < _SOON else Tone.NEUTRAL
    by = _("deleted by you") if gone.hers else ""
    return RowText(said.title, joined(within(_(kind.label)), by, said.subtitle), mark, tone, when(at, now))
