"""Handing in what waits: the server takes or refuses each mutation, and none keeps those behind it up for ever."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from msgspec import structs

from salesdesk.protocol.service import MALFORMED, TOO_LARGE, Refusal
from salesdesk.protocol.wire import NOT_DONE, Answer, Mutation, Push, Pushed
from salesdesk.store.errors import BadPull
from salesdesk.store.store import Store


def hand_in(hand: Callable[[Push], Pushed], push: Push) -> Pushed:
    """The answers to the first mutations of a push, at least to one. Raises Refusal, SyncError.

    Where the server refuses the push as a whole, fewer are handed in, down to the one that it is about.
    """
    while True:
        try:
            return hand(push)
        except Refusal as refusal:
            if refusal.code not in {MALFORMED, TOO_LARGE}:
                raise
            batch = push.mutations
            if len(batch) == 1:
                # Were it not about this one, nothing at all would be taken either.
                none = hand(Push(push.epoch, push.schema, []))
                alone = Answer(batch[0].mid, "invalid", none.head, why=refusal.code)
                return Pushed(none.epoch, none.head, none.time, [alone])
            push = Push(push.epoch, push.schema, batch[: len(batch) // 2])


def understood(batch: Sequence[Mutation], pushed: Pushed) -> Pushed:
    """The answers to the first of a batch, each by its mutation's name; raises BadPull where they are to others."""
    done = batch[: len(pushed.answers)]
    answers = [_of(answer, mutation) for answer, mutation in zip(pushed.answers, done, strict=False)]
    if not done or len(answers) != len(pushed.answers) or not all(map(_fits, answers, done)):
        raise BadPull("the answers are not to what was sent")
    return structs.replace(pushed, answers=answers)


def keep(store: Store, pushed: Pushed) -> tuple[int, set[str]]:
    """Keeps answers; returns how many rows were refused, and kinds that changed by it."""
    count, kinds = 0, set[str]()
    for whole, some in groupby(pushed.answers, _is_whole):
        if not whole:
            count += len(store.outbox.answered(list(some), pushed.time))
            continue
        for answer in some:
            refused, touched = store.refusals.take(answer, pushed.time)
            count += refused
            kinds |= touched
    return count, kinds


def _of(answer: Answer, mutation: Mutation) -> Answer:
    """The answer by its place, where the server could not read whose it is."""
    return structs.replace(answer, mid=mutation.mid) if not answer.mid and _is_whole(answer) else answer


def _fits(answer: Answer, mutation: Mutation) -> bool:
    """Whether it is the mutation's answer, and the rows that it tells of are the mutation's."""
    return answer.mid == mutation.mid and all(0 <= row.n < len(mutation.writes) for row in answer.rows)


def _is_whole(answer: Answer) -> bool:
    """Whether nothing of a mutation was done: a reason is given for all of it, or no row is named."""
    return answer.status in NOT_DONE and (bool(answer.why) or not answer.rows)
