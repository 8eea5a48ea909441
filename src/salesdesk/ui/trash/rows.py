"""What the rows of the trash say: what it was, who deleted it when, and how long it is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from salesdesk.desk.desk import Desk
from salesdesk.i18n import _, day, isolated, joined, within
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
    return RowText(said.title, joined(within(_(kind.label)), _by(desk, gone), said.subtitle), mark, tone, when(at, now))


def _by(desk: Desk, gone: Gone) -> str:
    if gone.hers or (desk.me is not None and gone.by == desk.me.id):
        return _("deleted by you")
    if not gone.by:
        return ""
    name = getattr(desk.find("user", gone.by), "name", "")
    return _("deleted by %s") % isolated(name) if name else _("deleted by a colleague")
