"""Erasing while others write."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from tests.server.laptops import Firm

from salesdesk.domain.ids import uuid7
from salesdesk.protocol.wire import Write
from salesdesk.server.erasing import ErasedList, Erasing, NothingToErase
from salesdesk.server.rows import Key


def test_what_is_handed_in_while_a_record_is_erased_goes_with_it(firm: Firm, tmp_path: Path) -> None:
    contact, lead = uuid7(), uuid7()
    hers = {"name": "Jane", "owner": firm.ana.user, "team": firm.iberia}
    firm.ana.write(Write("contact", contact, "create", hers))

    class Meanwhile(ErasedList):
        def add(self, keys: Iterable[Key]) -> None:
            super().add(keys)
            firm.ana.write(Write("lead", lead, "create", hers | {"contact": contact}))

    listed = Meanwhile(tmp_path / "erased")
    erased = Erasing(firm.server.database, listed, lambda: 5).erase("contact", contact)
    assert set(erased) == set(listed.read()) == {("contact", contact), ("lead", lead)}
    assert not firm.ana.has(contact)
    assert not firm.ana.has(lead)


def test_of_what_was_erased_there_is_nothing_left_to_erase(firm: Firm, tmp_path: Path) -> None:
    contact = uuid7()
    firm.ana.write(Write("contact", contact, "create", {"name": "Jane", "owner": firm.ana.user, "team": firm.iberia}))
    erasing = Erasing(firm.server.database, ErasedList(tmp_path / "erased"), lambda: 5)
    erasing.erase("contact", contact)
    with pytest.raises(NothingToErase):
        erasing.erase("contact", contact)
    assert erasing.apply_list() == 0
