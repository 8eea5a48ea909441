"""Each trouble of a sync has a sentence of its own, and something to do about it."""

from __future__ import annotations

import inspect

import pytest

from salesdesk.desk.sync_remedies import REFUSALS, REMEDIES, Remedy, remedy, remedy_words
from salesdesk.desk.sync_words import sync_sentences
from salesdesk.desk.words import sentence
from salesdesk.protocol import service
from salesdesk.sync import errors

ERRORS = [x for _name, x in inspect.getmembers(errors, inspect.isclass) if x.__module__ == errors.__name__]
CODES = [x for name, x in inspect.getmembers(service) if name.isupper() and isinstance(x, str)]


@pytest.mark.parametrize("error", ERRORS)
def test_no_error_is_forgotten(error: type[Exception]) -> None:
    assert error in sync_sentences()
    assert error in REMEDIES


def test_narrower_errors_stand_first() -> None:
    for table in (sync_sentences(), REMEDIES):
        kinds = list(table)
        for place, kind in enumerate(kinds):
            assert not any(issubclass(later, kind) for later in kinds[place + 1 :]), kind


@pytest.mark.parametrize("code", CODES)
def test_no_refusal_is_forgotten(code: str) -> None:
    assert code in REFUSALS
    assert code not in sentence(service.Refusal(code))  # words, not the code


def test_whatever_else_happens_is_for_it_and_each_remedy_has_a_button() -> None:
    assert remedy(ValueError("x")) == remedy(service.Refusal("unheard_of")) == Remedy.REPORT
    assert len({remedy_words(what) for what in Remedy}) == len(Remedy)
