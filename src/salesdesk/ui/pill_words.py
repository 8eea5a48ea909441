"""What the pill at the rail's foot says of laptop and server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
        return Said(_doing(standing), Tone.ACCENT)
    if standing.error is not None:
        return _in_trouble(standing, standing.error, state.pending)
    if state.pending:
        return Said(_waiting(state.pending), Tone.WARM, press=_sync_now())
    if state.last_sync is None:
        return Said(_("Not synced yet"), Tone.WARM, press=_sync_now())
    return Said(_synced(state.last_sync, now), Tone.GOOD, press=_sync_now())


def _in_trouble(standing: SyncState, error: Exception, pending: int) -> Said:
    offline = standing.trouble == OFFLINE
    words = _with_waiting(_("Offline") if offline else _("Not synced"), pending)
    return Said(words, Tone.WARM, sentence(error), _sync_now(), offline)


def filling_words(rows: int) -> str:
    """How far the first pull is."""
    if not rows:
        return _("Filling this laptop …")
    return ngettext("Filling this laptop: %s row so far", "Filling this laptop: %s rows so far", rows) % number(rows)


def _sync_now() -> str:
    return _("Sync now")


def _doing(standing: SyncState) -> str:
    if standing.step == "filling":
        return _("Filling · %s") % number(standing.rows)
    return _("Syncing…")


def _synced(at: datetime, now: datetime) -> str:
    passed = (now - at).total_seconds()
    if 60 <= passed < 3_600:
        minutes = int(passed // 60)
        return ngettext("Synced %s min ago", "Synced %s min ago", minutes) % number(minutes)
    return _("Synced just now") if passed < 60 else _("Synced %s") % ago(at, now)


def _waiting(count: int) -> str:
    return ngettext("%s change waits", "%s changes wait", count) % number(count)


def _with_waiting(words: str, count: int) -> str:
    return f"{words} · {_waiting(count)}" if count else words
