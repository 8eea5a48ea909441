"""A firm on a server of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.server.laptops import Firm


@pytest.fixture(scope="session")
def one_firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    """The firm that all tests of a process begin with anew: a server takes a while to learn its statements."""
    made = Firm(tmp_path_factory.mktemp("firm"))
    yield made
    made.server.database.close()


@pytest.fixture
def firm(one_firm: Firm) -> Firm:
    """Europe, Iberia, the Nordics, and their people, as on their first day."""
    one_firm.begin_again()
    return one_firm
