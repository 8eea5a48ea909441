"""What the sync panel says: of what waits, of the round under way, of the last ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from salesdesk.desk.desk import Desk
from salesdesk.desk.sync_remedies import trouble_in_brief
from salesdesk.desk.sync_words import restored_words
from salesdesk.i18n import _, clock, isolated, joined, ngettext, number
from salesdesk.store.rounds import Round
from salesdesk.store.waiting import Told
from salesdesk.ui.pill_words import synced_words
from salesdesk.ui.rows import RowText
from salesdesk.ui.syncing import SyncState
from salesdesk.ui.theme import Tone
from salesdesk.ui.values import called, record_of
from salesdesk.ui.when import when

_LATELY = timedelta(days=1)
_KILO, _MEGA = 1_000, 1_000_000


def waiting_rows(desk: Desk, actions: Sequence[int], parts: Mapping[int, int]) -> dict[int, RowText]:
    """The rows of actions that wait; `parts` says in how many mutations each goes."""
    found = desk.store.waiting.told(actions)
    return {action: _waiting(desk, told, parts.get(action, 1)) for action, told in found.items()}


def _waiting(desk: Desk, told: Told, parts: int) -> RowText:
    title = _title(desk, told)
    below = [isolated(title)] if title and title not in told.label else []
    if parts > 1:
        below.append(ngettext("in %s part", "in %s parts", parts) % number(parts))
    elif told.records > 1:
        below.append(ngettext("%s record", "%s records", told.records) % number(told.records))
    return RowText(told.label, joined(*below), time=when(told.at, desk.clock()))


def _title(desk: Desk, told: Told) -> str:
    kind = desk.kinds.by_name.get(told.kind)
    return called(desk, kind, record_of(desk, kind, told.record, {})) if kind and told.record else ""


def count_words(actions: int, pending: int) -> str:
    """How much waits."""
    if actions == pending:
        return ngettext("%s change waits", "%s changes wait", pending) % number(pending)
    said = ngettext("%s action waits", "%s actions wait", actions) % number(actions)
    return f"{said} · {ngettext('in %s part', 'in %s parts', pending) % number(pending)}"


def doing_words(standing: SyncState) -> str:
    """What the round under way does, and how far it is."""
    rows = number(standing.rows)
    if standing.step == "filling":
        return filling_words(standing.rows, standing.total)
    if standing.step == "sending" and standing.rows:
        return ngettext("Sending: %s record so far", "Sending: %s records so far", standing.rows) % rows
    if standing.step == "fetching" and standing.rows:
        return ngettext("Fetching: %s record so far", "Fetching: %s records so far", standing.rows) % rows
    if standing.step == "returning":
        return _("The server was restored from a backup: giving back what it lost …")
    if standing.step == "repairing":
        return _("Looking for what is missing here …")
    return _("Syncing …")


def filling_words(rows: int, total: int) -> str:
    """How far the first pull is."""
    if total:
        said = _("Filling: %(rows)s of about %(total)s records. You can work meanwhile.")
        return said % {"rows": number(rows), "total": number(max(total, rows))}
    if not rows:
        return _("Filling this laptop. You can work meanwhile.")
    said = ngettext("Filling: %s record so far.", "Filling: %s records so far.", rows) % number(rows)
    return _("%s You can work meanwhile.") % said


def stopped_words(rows: int, total: int) -> str:
    """Where the first pull was stopped."""
    if total:
        said = _("Filling stopped at %(rows)s of about %(total)s records.")
        return said % {"rows": number(rows), "total": number(max(total, rows))}
    if not rows:
        return _("Filling this laptop has not begun yet.")
    return ngettext("Filling stopped at %s record.", "Filling stopped at %s records.", rows) % number(rows)


def last_words(last: datetime | None, next_in_ms: int, now: datetime) -> str:
    """When it was synced, and when the next round is due."""
    said = synced_words(last, now) if last else _("Not synced yet")
    if next_in_ms < 0:
        return said
    return joined(said, _("next round at %s") % clock(now + timedelta(milliseconds=next_in_ms)))


def round_row(done: Round, now: datetime) -> RowText:
    """One of the last rounds."""
    below = [_bytes(done)]
    if done.times > 1:
        below.insert(0, ngettext("%s round", "%s rounds", done.times) % number(done.times))
    if done.turned:
        below = [_("The server was restored from a backup")]
    trouble = trouble_in_brief(done.trouble) if done.trouble else ""
    return RowText(_brought(done), joined(*below), trouble, Tone.WARM, when(done.until, now))


def restored_lately(rounds: Sequence[Round], now: datetime) -> str:
    """That the server was restored within the last day, "" where it was not."""
    since = (now - _LATELY).timestamp() * 1_000_000
    found = next((done for done in rounds if done.turned and done.until > since), None)
    return restored_words(found.returned) if found is not None else ""


def _brought(done: Round) -> str:
    counted = (
        (done.returned, ngettext("%s given back", "%s given back", done.returned)),
        (done.sent, ngettext("%s sent", "%s sent", done.sent)),
        (done.came, ngettext("%s came", "%s came", done.came)),
        (done.merged, ngettext("%s merged", "%s merged", done.merged)),
        (done.conflicts, ngettext("%s conflict", "%s conflicts", done.conflicts)),
        (done.refused, ngettext("%s refused", "%s refused", done.refused)),
    )
    return joined(*(words % number(count) for count, words in counted if count)) or _("Nothing new")


def _bytes(done: Round) -> str:
    return _("%(up)s up, %(down)s down") % {"up": size(done.up), "down": size(done.down)}


def size(many: int) -> str:
    """Bytes as a person reads them."""
    if many < _KILO:
        return _("%s B") % number(many)
    if many < _MEGA:
        return _("%s kB") % number(round(many / _KILO))
    return _("%s MB") % number(round(many / _MEGA))
