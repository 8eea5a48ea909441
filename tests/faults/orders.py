"""A laptop in a process of its own that does what it is told: a line in, a line out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from tests.faults.hands import hurried, opened
from tests.sync.company import filled

from salesdesk.cli import main
from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.sync import answers, http


def serve(profile: str, patience: float) -> None:
    """Answers orders until none come; `patience` is how many seconds it waits for an answer."""
    hurried(patience)
    http.LONGEST_REQUEST = 2 * patience
    answers.LONGEST_ANSWER = 4 << 20
    desk = opened(profile)
    orders: dict[str, Callable[..., Any]] = {
        "add": lambda kind, values: desk.add(kind, values).id,
        "change": lambda kind, id, values: desk.change(desk.get(kind, id), values).id,
        "sync": lambda: _tried(desk, lambda: desk.office.sync().outcome.pushed),
        "login": lambda *words: _tried(desk, lambda: desk.office.log_in(*words)),
        "history": lambda kind, id: [step.op for step in desk.office.past(kind, id)],
        "forget": lambda: desk.store.facts.put(access="ran-out"),
        "state": lambda: _state(desk),
    }
    for line in sys.stdin:
        word, *arguments = json.loads(line)
        sys.stdout.write(json.dumps(orders[word](*arguments)) + "\n")
        sys.stdout.flush()
    desk.store.close()


def command(words: list[str]) -> int:
    """One call of the command line, which waits less for a server that does not answer."""
    hurried()
    return main(words)


def _tried(desk: Desk, work: Callable[[], Any]) -> dict[str, Any]:
    try:
        return {"done": work(), "error": "", "said": ""}
    except Exception as error:
        return {"done": None, "error": type(error).__name__, "said": sentence(error)}


def _state(desk: Desk) -> dict[str, Any]:
    state = desk.office.state()
    return {
        "pending": state.pending, "cursor": state.cursor, "inbox": state.inbox, "logged_in": state.logged_in,
        "device": state.device, "rows": filled(desk),
    }  # fmt: skip
