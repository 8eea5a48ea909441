"""What went wrong, in one sentence of the user's language that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from salesdesk.desk.rules import CurrencyFrozen
from salesdesk.domain.fields import BadValue
from salesdesk.domain.record import UnknownField, UnknownKind
from salesdesk.i18n import _, within
from salesdesk.money.rates import RateMissing
from salesdesk.store import errors


def sentence(error: Exception) -> str:
    """The sentence for any error; one that is not ours is named, so that it can be reported."""
    for kind, words in _sentences().items():
        if isinstance(error, kind):
            said = words(error)
            return said[:1].upper() + said[1:]
    return _("That failed, and nothing was changed: %(what)s") % {"what": f"{type(error).__name__}: {error}"}


def _bad_value(error: BadValue) -> str:
    return _(error.why).replace("{label}", _(error.field.label)).replace("{text}", error.text)


def _unknown_field(error: UnknownField) -> str:
    words = {"kind": error.kind.name, "name": error.name, "known": ", ".join(error.kind.by_name)}
    return _("%(kind)s has no field “%(name)s”; it has: %(known)s.") % words


def _broken_link(error: errors.BrokenLink) -> str:
    words = {"field": _(error.field), "kind": within(_(error.to)), "id": error.id}
    return _("%(field)s: there is no %(kind)s %(id)s.") % words


@cache
def _sentences() -> Mapping[type[Exception], Callable[[Any], str]]:
    # Only where something failed: a start does without them.
    from salesdesk.capture import Unreadable
    from salesdesk.desk.sync_words import sync_sentences
    from salesdesk.secrets import SecretsError

    return {
        **sync_sentences(),
        BadValue: _bad_value,
        UnknownField: _unknown_field,
        UnknownKind: lambda e: _("There is no kind of record called “%s”; see salesdesk kinds.") % e.args[0],
        CurrencyFrozen: lambda _e: _("The claim of this trip is handed in: its currency can no longer be changed."),
        RateMissing: lambda e: e.explain(),
        Unreadable: lambda e: _(e.why).format(**e.params),
        SecretsError: str,
        errors.WrongKey: lambda _e: _("This key does not open the desk's database: check the passphrase."),
        errors.Damaged: lambda _e: _("The database is damaged; nothing was changed. Run: salesdesk verify."),
        errors.DiskFull: lambda _e: _(
            "The disk is full: free some space, then save again. What you typed is still here."
        ),
        errors.ProfileInUse: lambda _e: _("Another SalesDesk has this profile open: use that one, or close it first."),
        errors.NetworkFolder: lambda _e: _(
            "The profile lies on a network drive, where a database is not safe: choose a folder on this computer."
        ),
        errors.NoProfile: lambda e: _("There is no profile in %s: make one with salesdesk init.") % e.folder,
        errors.NotFound: lambda e: _("There is no %(kind)s %(id)s.") % {"kind": e.kind, "id": e.id},
        errors.NothingToUndo: lambda _e: _("There is nothing to undo."),
        errors.StillWriting: lambda _e: _("That is still being written: stop it first, then undo it."),
        errors.BrokenLink: _broken_link,
        errors.StoreError: lambda e: _("The database refused: %s") % e,
    }
