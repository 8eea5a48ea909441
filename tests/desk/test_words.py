"""Every error of ours has a sentence; values are read from texts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from salesdesk.capture import Unreadable
from salesdesk.desk.decisions import CannotDecide
from salesdesk.desk.values import parsed, parsed_and_wrong
from salesdesk.desk.words import sentence
from salesdesk.domain.fields import BadValue
from salesdesk.domain.kinds import KINDS
from salesdesk.domain.record import UnknownField, UnknownKind
from salesdesk.money.rates import RateMissing
from salesdesk.protocol import service
from salesdesk.store import errors
from salesdesk.sync import errors as sync_errors
from salesdesk.sync.address import BadAddress

LEAD = KINDS["lead"]


def _ours() -> Iterator[Exception]:
    yield BadValue(LEAD.field("country"), "Atlantis", "{label}: no country is called “{text}”.")
    yield UnknownField(LEAD, "colour")
    yield UnknownKind("colour")
    yield RateMissing("RUB", date(2026, 11, 4))
    yield Unreadable("The file is larger than {limit} MB.", limit=40)
    yield errors.NoProfile(Path("/desk"))
    yield errors.NotFound("lead", "7")
    yield errors.BrokenLink("Fair", "Fair", "7")
    for kind in (errors.WrongKey, errors.Damaged, errors.DiskFull, errors.ProfileInUse, errors.NetworkFolder,
                 errors.NothingToUndo, errors.StillWriting, errors.StoreError, errors.BadPull, errors.Unlike,
                 sync_errors.Offline, sync_errors.Untrusted,
                 sync_errors.LoggedOut, sync_errors.OtherPerson, sync_errors.OtherServer, sync_errors.Stopped,
                 sync_errors.Outdated, sync_errors.ServerOlder, sync_errors.WrongClock,
                 sync_errors.SyncError):  # fmt: skip
        yield kind("reason")
    yield sync_errors.NotOurs("a hotel's portal")
    yield sync_errors.Garbled("text/plain")
    yield sync_errors.Unwell(503)
    yield from (sync_errors.Cut(), sync_errors.TooSlow())
    yield sync_errors.Differs(("team:7",))
    yield sync_errors.Differs(("team:7",), (("lead", "7"),))
    yield from (BadAddress(why) for why in ("plain", "form"))
    yield from (CannotDecide(why) for why in ("decided", "value", "kept", "record", "part"))
    for code in (service.WRONG_PASSWORD, service.SLOW_DOWN, service.TOO_OLD, service.UNAUTHORISED, "anything else"):
        yield service.Refusal(code)


@pytest.mark.parametrize("error", list(_ours()), ids=lambda error: type(error).__name__)
def test_every_error_of_ours_has_a_whole_sentence(error: Exception) -> None:
    said = sentence(error)
    assert said[0].isupper() or isinstance(error, UnknownField | RateMissing | errors.BrokenLink)
    assert "%(" not in said
    assert "{" not in said


def test_no_error_of_store_and_sync_is_forgotten() -> None:
    every = (*vars(errors).values(), *vars(sync_errors).values())
    kinds = [kind for kind in every if isinstance(kind, type) and issubclass(kind, Exception)]
    assert {type(error) for error in _ours()} >= set(kinds)


def test_what_is_not_ours_is_named() -> None:
    assert sentence(ZeroDivisionError("by zero")).endswith("ZeroDivisionError: by zero")


def test_braces_in_what_she_typed_do_no_harm() -> None:
    error = BadValue(LEAD.field("country"), "{label} {0} %s", "{label}: no country is called “{text}”.")
    assert sentence(error) == "Country: no country is called “{label} {0} %s”."


def test_texts_become_values_or_what_is_wrong_with_them() -> None:
    texts = {"name": "Jane", "due": "2026-12-01", "country": "Atlantis"}
    values, wrong = parsed_and_wrong(LEAD, texts)
    assert values == {"name": "Jane", "due": date(2026, 12, 1)}
    assert list(wrong) == ["country"]
    with pytest.raises(BadValue):
        parsed(LEAD, texts)
    with pytest.raises(UnknownField):
        parsed(LEAD, {"colour": "red"})
