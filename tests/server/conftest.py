"""A firm on a server of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.backends import made_backend
from tests.server.laptops import Firm


@pytest.fixture(scope="session")
def one_firm(
    backend_name: str, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Firm]:
    """The firm that all tests of a process begin with anew: a server takes a while to learn its statements."""
    folder = tmp_path_factory.mktemp("firm")
    backend = made_backend(backend_name, folder, lambda: request.getfixturevalue("postgres"))
    made = Firm(backend)
    yield made
    made.close()
    backend.close()


@pytest.fixture
def firm(one_firm: Firm) -> Firm:
    """Europe, Iberia, the Nordics, and their people, as on their first day."""
    one_firm.begin_again()
    return one_firm
