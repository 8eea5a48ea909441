"""A profile: the folder with the encrypted database, its wrapped key and its settings."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from salesdesk.desk.desk import Desk
from salesdesk.domain.kinds import KINDS
from salesdesk.domain.record import Kinds
from salesdesk.i18n import _
from salesdesk.money.rates import EcbRates
from salesdesk.settings import Settings
from salesdesk.store.errors import NoProfile
from salesdesk.store.store import DATABASE, Store

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend


def default_profile() -> Path:
    """Where a person's profile lies when nothing else is said."""
    from platformdirs import user_data_path

    return user_data_path("salesdesk", appauthor=False) / "profile"


def exists(profile: Path) -> bool:
    """Whether there is a profile in the folder."""
    return (profile / DATABASE).exists()


def make(
    profile: Path,
    passphrase: str | None,
    *,
    name: str = "",
    team: str = "",
    kinds: Kinds = KINDS,
    keyring: KeyringBackend | None = None,
) -> Desk:
    """Makes a profile for `name` in `team`, and opens it; raises NoKeyring, FileExistsError."""
    if exists(profile):
        raise FileExistsError(str(profile))
    from salesdesk import secrets

    profile.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A key without a database was left by a start that was cut short: it is as good as new.
    begun = (profile / secrets.FILE).exists()
    key = (secrets.open_key if begun else secrets.create)(profile, passphrase, keyring)
    desk = with_key(profile, key, kinds)
    settle(desk, name or getpass.getuser(), team or _("My team"))
    return desk


def settle(desk: Desk, name: str, team: str) -> None:
    """Makes the person and the team that the profile belongs to."""
    home = desk.add("team", {"name": team})
    user = desk.add("user", {"name": name, "team": home.id, "role": "manager"})
    desk.store.give_to(user.id)
    desk.store.take_reserve()


def open_profile(
    profile: Path,
    passphrase: str | None,
    *,
    kinds: Kinds = KINDS,
    wait: float = 0,
    keyring: KeyringBackend | None = None,
) -> Desk:
    """The desk of a profile; raises NoProfile, ProfileInUse, WrongPassphrase and the like."""
    if not exists(profile):
        raise NoProfile(profile)
    from salesdesk import secrets

    return with_key(profile, secrets.open_key(profile, passphrase, keyring), kinds, wait=wait)


def with_key(profile: Path, key: bytes, kinds: Kinds = KINDS, *, wait: float = 0) -> Desk:
    """The desk of a profile whose key is known already."""
    return Desk(Store(profile, key, kinds, wait=wait), EcbRates())


def settings_of(profile: Path) -> Settings:
    """The settings that lie beside the database."""
    return Settings(profile / "settings.json")
