"""Calls of the command line in this process, and what they gave."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

PASSPHRASE = "correct horse"
Run = Callable[..., "Answer"]


class Answer:
    """What a call gave."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


def done(answer: Answer) -> Any:
    """The document of a call that went well."""
    assert (answer.code, answer.err) == (0, "")
    return answer.document


def refused(answer: Answer, code: int, *words: str) -> None:
    """Asserts a refusal with one sentence, and nothing on standard output."""
    assert (answer.code, answer.out) == (code, "")
    assert answer.err.count("\n") == 1
    assert answer.err.rstrip().endswith((".", ")"))
    assert all(word in answer.err for word in words), answer.err
