"""What the pill at the rail's foot says of laptop and server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from salesdesk.desk.office import State
from salesdesk.desk.words import sentence
from salesdesk.i18n import _, ago, ngettext, number
from salesdesk.ui.syncing import LOGGED_OUT, OFFLINE, SyncState
from salesdesk.ui.theme import Tone


@dataclass(frozen=True)
class Said:
    """The first line, its tone, what is wrong in a sentence, what a press does; `brief` leaves the why to a tip."""

    first: str
    tone: Tone
    why: str = ""
    press: str = ""
    brief: bool = True


def pill_words(standing: SyncState, now: datetime) -> Said:
    """The words for how things stand."""
    state = standing.state
    if state is None:
        return Said("", Tone.NEUTRAL)
    if not state.joined:
        kept = ngettext("On this laptop · %s change kept", "On this laptop · %s changes kept", state.pending)
        return Said(kept % number(state.pending), Tone.NEUTRAL, press=_("Log in to the company's server"))
    if not state.logged_in or standing.trouble == LOGGED_OUT:
        return Said(_with_waiting(_("Log in again"), state.pending), Tone.WARM, press=_("Log in again"))
    if standing.running:
        return Said(_doing(standing), Tone.ACCENT, press=_more())
    if standing.error is not None:
        return _in_trouble(standing, standing.error, state.pending)
    return _at_rest(state, now)


def _at_rest(state: State, now: datetime) -> Said:
    if state.filling and state.filled:
        stopped = _("Filling stopped · %s") % _of(state.filled, state.fill_total)
        return Said(stopped, Tone.WARM, press=_more())
    if state.pending:
        return Said(_waiting(state.pending), Tone.WARM, press=_more())
    if state.last_sync is None:
        return Said(_("Not synced yet"), Tone.WARM, press=_more())
    return Said(synced_words(state.last_sync, now), Tone.GOOD, press=_more())


def _in_trouble(standing: SyncState, error: Exception, pending: int) -> Said:
    offline = standing.trouble == OFFLINE
    words = _with_waiting(_("Offline") if offline else _("Not synced"), pending)
    return Said(words, Tone.WARM, sentence(error), _more(), offline)


def _more() -> str:
    return _("What waits, goes and comes")


def _doing(standing: SyncState) -> str:
    if standing.step == "filling":
        return _("Filling · %s") % _of(standing.rows, standing.total)
    return _("Syncing…")


def _of(rows: int, total: int) -> str:
    if not total:
        return number(rows)
    return _("%(rows)s of %(total)s") % {"rows": number(rows), "total": number(max(rows, total))}


def synced_words(at: datetime, now: datetime) -> str:
    """When it was synced."""
    passed = (now - at).total_seconds()
    if 60 <= passed < 3_600:
        minutes = int(passed // 60)
        return ngettext("Synced %s min ago", "Synced %s min ago", minutes) % number(minutes)
    return _("Synced just now") if passed < 60 else _("Synced %s") % ago(at, now)


def _waiting(count: int) -> str:
    return ngettext("%s change waits", "%s changes wait", count) % number(count)


def _with_waiting(words: str, count: int) -> str:
    return f"{words} · {_waiting(count)}" if count else words
