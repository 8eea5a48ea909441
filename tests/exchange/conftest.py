"""A desk over a real encrypted profile, closed at the end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.factories import new_desk

from salesdesk.desk.desk import Desk


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """The folder of the profile."""
    return tmp_path / "profile"


@pytest.fixture
def desk(profile: Path) -> Iterator[Desk]:
    """Ana's desk."""
    made = new_desk(profile)
    yield made
    made.store.close()
