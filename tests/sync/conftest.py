"""Companies for tests of the sync."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.backends import Backend
from tests.sync.company import Company

from salesdesk.server.room import Most


@pytest.fixture
def company(tmp_path: Path, backend: Backend) -> Iterator[Company]:
    """A server and its people."""
    made = Company(tmp_path / "company", backend)
    yield made
    made.close()


@pytest.fixture
def small(tmp_path: Path, backend: Backend) -> Iterator[Company]:
    """A company whose pages hold three rows."""
    made = Company(tmp_path / "company", backend, page=Most(3))
    yield made
    made.close()
