"""Companies for tests of the sync."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.backends import SQLITE, Backend
from tests.sync.company import Company


@pytest.fixture(scope="session", params=[SQLITE])
def backend_name(request: pytest.FixtureRequest) -> str:
    """What a laptop makes of an answer is no matter of the server's database, unless a module says so."""
    name: str = request.param
    return name


@pytest.fixture
def company(tmp_path: Path, backend: Backend) -> Iterator[Company]:
    """A server and its people."""
    made = Company(tmp_path / "company", backend)
    yield made
    made.close()


@pytest.fixture
def small(tmp_path: Path, backend: Backend) -> Iterator[Company]:
    """A company whose pages hold three rows."""
    made = Company(tmp_path / "company", backend, page=3)
    yield made
    made.close()
