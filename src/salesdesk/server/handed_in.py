"""A push as it was handed in: what can be read of it, and what cannot, each mutation by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

import msgspec
from msgspec import structs

from salesdesk.protocol.service import MALFORMED, SERVER_OLDER, TOO_LARGE, Refusal
from salesdesk.protocol.wire import MUTATIONS_A_PUSH, Answer, Mutation, Push, Pushed, Refused
from salesdesk.server import checking
from salesdesk.server.refused import of_unread

UNREADABLE = "unreadable"
# Half a character is one of them.
_UNREADABLE = (ValueError, OverflowError, RecursionError)


@dataclass(frozen=True)
class HandedIn:
    """What can be read; by their places the answers to what cannot, and as much of that as can be read."""

    push: Push
    unread: Mapping[int, Answer] = field(default_factory=dict)
    refused: Sequence[Refused] = ()

    def with_unread(self, pushed: Pushed) -> Pushed:
        """The answers to what was read, with those to what was not in between."""
        if not self.unread:
            return pushed
        read = iter(pushed.answers)
        answers: list[Answer] = []
        for place in range(len(self.push.mutations) + len(self.unread)):
            unread = self.unread.get(place)
            answer = structs.replace(unread, seq=pushed.head) if unread else next(read, None)
            if answer is None:  # what stands behind is for a newer server
                break
            answers.append(answer)
        return structs.replace(pushed, answers=answers)


class _Frame(msgspec.Struct):
    """A push of whatever there is."""

    epoch: int
    schema: int
    mutations: list[Any]


def handed_in(plain: bytes, schema: int) -> HandedIn:
    """A push out of its JSON; raises Refusal where that is none, or no push.

    What cannot be read of a laptop whose schema is newer than the server's `schema` waits there, and all behind it.
    """
    try:
        return HandedIn(msgspec.json.decode(plain, type=Push))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        frame = _frame(plain)
    return _of_the_future(frame) if frame.schema > schema else _one_by_one(frame)


def _of_the_future(frame: _Frame) -> HandedIn:
    read: list[Mutation] = []
    for said in frame.mutations:
        try:
            read.append(_mutation(said))
        except _UNREADABLE:
            break
    if not read:
        raise Refusal(SERVER_OLDER, f"schema {frame.schema}")
    return HandedIn(Push(frame.epoch, frame.schema, read))


def _one_by_one(frame: _Frame) -> HandedIn:
    read: list[Mutation] = []
    unread: dict[int, Answer] = {}
    refused: list[Refused | None] = []
    for place, said in enumerate(frame.mutations):
        try:
            read.append(_mutation(said))
        except UnicodeEncodeError:
            unread[place] = _unread(said, checking.BAD_CHARACTER)
            refused.append(of_unread(said, checking.BAD_CHARACTER))
        except _UNREADABLE:
            unread[place] = _unread(said, UNREADABLE)
            refused.append(of_unread(said, UNREADABLE))
    return HandedIn(Push(frame.epoch, frame.schema, read), unread, [x for x in refused if x])


def _frame(plain: bytes) -> _Frame:
    try:
        frame = msgspec.convert(json.loads(plain.decode(), parse_constant=_no_number), _Frame)
    except (ValueError, RecursionError, OverflowError) as error:
        raise Refusal(MALFORMED, str(error)[:200]) from None
    if len(frame.mutations) > MUTATIONS_A_PUSH:
        raise Refusal(TOO_LARGE, f"{MUTATIONS_A_PUSH} mutations")
    return frame


def _mutation(said: Any) -> Mutation:
    json.dumps(said, ensure_ascii=False).encode()  # half a character comes in, and could not go out again
    return msgspec.convert(said, Mutation)


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


def _unread(said: Any, why: str) -> Answer:
    mid = said.get("mid") if isinstance(said, dict) else None
    return Answer(mid if isinstance(mid, str) and checking.is_id(mid) else "", "invalid", 0, why=why)
