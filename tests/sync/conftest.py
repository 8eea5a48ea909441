"""Companies for tests of the sync."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.sync.company import Company


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    """A server and its people."""
    made = Company(tmp_path / "company")
    yield made
    made.close()
