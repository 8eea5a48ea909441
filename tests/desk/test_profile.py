"""Profiles: made, opened, and refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.factories import lead

from salesdesk.desk import profile
from salesdesk.desk.words import sentence
from salesdesk.secrets import NoKeyring, WrongPassphrase
from salesdesk.store.errors import NoProfile

PASSPHRASE = "correct horse"


def test_a_profile_is_made_and_opened_with_its_passphrase(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "profile"
    desk = profile.make(folder, PASSPHRASE, name="Ana Ruiz", team="Iberia")
    made = lead(desk)
    desk.store.close()
    assert profile.exists(folder)
    assert folder.stat().st_mode & 0o077 == 0
    again = profile.open_profile(folder, PASSPHRASE)
    assert again.get("lead", made.id) == made
    again.store.close()


def test_a_profile_is_made_once(tmp_path: Path) -> None:
    profile.make(tmp_path / "p", PASSPHRASE).store.close()
    with pytest.raises(FileExistsError):
        profile.make(tmp_path / "p", PASSPHRASE)


def test_a_wrong_or_missing_passphrase_is_refused_in_words(tmp_path: Path) -> None:
    profile.make(tmp_path / "p", PASSPHRASE).store.close()
    for given in ("wrong", "", None):
        with pytest.raises(WrongPassphrase) as refused:
            profile.open_profile(tmp_path / "p", given)
        assert "passphrase" in sentence(refused.value)


def test_without_keyring_and_passphrase_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(NoKeyring):
        profile.make(tmp_path / "p", None)
    assert not profile.exists(tmp_path / "p")
    profile.make(tmp_path / "p", PASSPHRASE).store.close()


def test_an_empty_folder_is_no_profile(tmp_path: Path) -> None:
    with pytest.raises(NoProfile) as refused:
        profile.open_profile(tmp_path, PASSPHRASE)
    assert str(tmp_path) in sentence(refused.value)


def test_a_start_that_was_cut_short_between_key_and_database_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    profile.make(folder, PASSPHRASE).store.close()
    for file in folder.glob("salesdesk.db*"):
        file.unlink()
    key = (folder / "key.json").read_bytes()
    with pytest.raises(WrongPassphrase):
        profile.make(folder, "another")
    profile.make(folder, PASSPHRASE, name="Ana Ruiz").store.close()
    assert (folder / "key.json").read_bytes() == key


def test_settings_lie_beside_the_database(tmp_path: Path) -> None:
    assert profile.settings_of(tmp_path) is not None
    assert profile.default_profile().name == "profile"
