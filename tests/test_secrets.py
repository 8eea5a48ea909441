"""A profile's data key: who can open it, and who cannot."""

import json
import os
import stat
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked

from salesdesk import secrets
from salesdesk.secrets import (
    Cost,
    DamagedKeyFile,
    KeyFileExists,
    KeyringLost,
    NewerKeyFile,
    NoKeyFile,
    NoKeyring,
    SecretsError,
    WrongPassphrase,
    create,
    needs_passphrase,
    open_key,
)

CHEAP = Cost(memory=65_536, passes=1)


class MemoryKeyring(KeyringBackend):
    priority = 0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


def no_keyring(module: Any = null) -> KeyringBackend:
    backend: KeyringBackend = module.Keyring()
    return backend


class LockedKeyring(MemoryKeyring):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("locked")


class ForgetfulKeyring(MemoryKeyring):
    def set_password(self, service: str, username: str, password: str) -> None:
        return


@pytest.fixture
def ring() -> MemoryKeyring:
    return MemoryKeyring()


def words(profile: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((profile / "key.json").read_text())
    return found


def rewrite(profile: Path, /, **changes: object) -> None:
    """Changes key.json as one would who knows its format."""
    changed = words(profile) | changes
    del changed["checksum"]
    changed["checksum"] = secrets._checksum(changed)  # noqa: SLF001
    (profile / "key.json").write_text(json.dumps(changed))


def test_the_keyring_alone_opens_the_profile(profile: Path, ring: MemoryKeyring) -> None:
    key = create(profile, None, ring)
    assert len(key) == 32
    assert open_key(profile, None, ring) == key
    assert not needs_passphrase(profile)
    assert [service for service, _user in ring.kept] == ["salesdesk"]


def test_a_passphrase_that_is_not_needed_does_no_harm(profile: Path, ring: MemoryKeyring) -> None:
    key = create(profile, None, ring)
    assert open_key(profile, "tea", ring) == key


def test_keyring_and_passphrase_are_needed_together(profile: Path, ring: MemoryKeyring) -> None:
    key = create(profile, "tea in Ōsaka", ring, cost=CHEAP)
    assert needs_passphrase(profile)
    assert open_key(profile, "tea in Ōsaka", ring) == key
    with pytest.raises(WrongPassphrase):
        open_key(profile, "coffee", ring)
    with pytest.raises(WrongPassphrase):
        open_key(profile, None, ring)
    with pytest.raises(KeyringLost):
        open_key(profile, "tea in Ōsaka", MemoryKeyring())


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring, LockedKeyring, ForgetfulKeyring])
def test_without_a_real_keyring_the_passphrase_alone_guards(profile: Path, backend: type[KeyringBackend]) -> None:
    key = create(profile, "tea", backend(), cost=CHEAP)
    assert words(profile)["keyring"] is False
    assert open_key(profile, "tea") == key
    with pytest.raises(WrongPassphrase):
        open_key(profile, "Tea")


def test_plaintext_keyrings_never_count(profile: Path) -> None:
    plaintext = type("PlaintextKeyring", (MemoryKeyring,), {"__module__": "keyrings.alt.file"})()
    with pytest.raises(NoKeyring):
        create(profile, None, plaintext)
    assert not plaintext.kept


@pytest.mark.parametrize("passphrase", [None, ""])
def test_with_neither_there_is_no_profile(profile: Path, passphrase: str | None) -> None:
    with pytest.raises(NoKeyring, match="SALESDESK_PASSPHRASE"):
        create(profile, passphrase, no_keyring(fail))
    assert not (profile / "key.json").exists()


def test_letters_are_the_same_however_the_keyboard_composes_them(profile: Path) -> None:
    key = create(profile, "Zu\u0308rich", no_keyring(), cost=CHEAP)
    assert open_key(profile, "Z\u00fcrich") == key


def test_a_locked_keyring_is_lost_for_now(profile: Path, ring: MemoryKeyring) -> None:
    create(profile, None, ring)
    with pytest.raises(KeyringLost):
        open_key(profile, None, LockedKeyring())


def test_another_secret_under_the_same_name_is_a_lost_keyring(profile: Path, ring: MemoryKeyring) -> None:
    create(profile, None, ring)
    for user in ring.kept:
        ring.kept[user] = b64encode(bytes(32)).decode()
    with pytest.raises(KeyringLost):
        open_key(profile, None, ring)


def test_the_file_holds_no_key_and_belongs_to_her_alone(profile: Path, ring: MemoryKeyring) -> None:
    key = create(profile, "tea", ring, cost=CHEAP)
    text = (profile / "key.json").read_text()
    for secret in (key.hex(), b64encode(key).decode(), "tea", *ring.kept.values()):
        assert secret not in text
    assert [file.name for file in profile.iterdir()] == ["key.json"]
    if os.name != "nt":
        assert stat.S_IMODE((profile / "key.json").stat().st_mode) == 0o600
        assert stat.S_IMODE(profile.stat().st_mode) == 0o700


def test_a_second_key_is_refused(profile: Path, ring: MemoryKeyring) -> None:
    key = create(profile, None, ring)
    with pytest.raises(KeyFileExists):
        create(profile, None, ring)
    assert open_key(profile, None, ring) == key


def test_no_file_is_no_profile(profile: Path) -> None:
    for use in (needs_passphrase, lambda folder: open_key(folder, None)):
        with pytest.raises(NoKeyFile):
            use(profile)


def test_a_file_from_the_future_asks_for_an_update(profile: Path, ring: MemoryKeyring) -> None:
    create(profile, None, ring)
    rewrite(profile, version=2)
    with pytest.raises(NewerKeyFile):
        open_key(profile, None, ring)


def test_any_flipped_bit_is_noticed(profile: Path, ring: MemoryKeyring) -> None:
    key = create(profile, "tea", ring, cost=CHEAP)
    whole = (profile / "key.json").read_bytes()
    for at in range(len(whole)):
        (profile / "key.json").write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            assert open_key(profile, "tea", ring) == key
        except (DamagedKeyFile, NewerKeyFile):
            continue


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", b"1", b"\xff\xfe", b"[" * 10_000, b'{"version": 1}', b'{"version": "1"}']
)
def test_nonsense_is_damage(profile: Path, content: bytes) -> None:
    profile.mkdir()
    (profile / "key.json").write_bytes(content)
    with pytest.raises(DamagedKeyFile):
        open_key(profile, None)


@pytest.mark.parametrize(
    "cost",
    [
        {"memory": 1 << 40},
        {"passes": 10**9},
        {"memory": 0},
        {"passes": 0},
        {"salt": "AAAA"},
        {"memory": "9999"},
        {"memory": 8192.0},
    ],
)
def test_hostile_costs_are_not_paid(profile: Path, cost: dict[str, object]) -> None:
    create(profile, "tea", no_keyring(), cost=CHEAP)
    rewrite(profile, argon2id=words(profile)["argon2id"] | cost)
    with pytest.raises(DamagedKeyFile):
        open_key(profile, "tea")


def test_a_wrapping_that_asks_for_nothing_is_damage(profile: Path, ring: MemoryKeyring) -> None:
    create(profile, None, ring)
    rewrite(profile, keyring=False)
    with pytest.raises(DamagedKeyFile):
        open_key(profile, None)


@pytest.mark.parametrize("change", [{"key": "AAAA"}, {"key": "ü"}, {"profile": 7}, {"version": "1"}, {"keyring": 1}])
def test_a_part_of_the_wrong_kind_is_damage(profile: Path, ring: MemoryKeyring, change: dict[str, object]) -> None:
    create(profile, None, ring)
    rewrite(profile, **change)
    with pytest.raises(DamagedKeyFile):
        open_key(profile, None, ring)


def test_a_cheaper_cost_slipped_in_does_not_open(profile: Path) -> None:
    create(profile, "tea", no_keyring(), cost=CHEAP)
    rewrite(profile, argon2id=words(profile)["argon2id"] | {"memory": 8_192})
    with pytest.raises(WrongPassphrase):
        open_key(profile, "tea")


def test_the_usual_cost_is_64_mebibytes_and_three_passes(profile: Path) -> None:
    create(profile, "tea", no_keyring())
    argon2id = words(profile)["argon2id"]
    assert (argon2id["memory"], argon2id["passes"]) == (64 * 1024 * 1024, 3)


def test_a_passphrase_alone_never_imports_keyring(profile: Path) -> None:
    create(profile, "tea", no_keyring(), cost=CHEAP)
    script = (
        "import sys; from pathlib import Path; from salesdesk.secrets import open_key\n"
        f"assert 'nacl' not in sys.modules; assert len(open_key(Path({str(profile)!r}), 'tea')) == 32\n"
        "assert 'keyring' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_a_broken_keyring_configuration_is_no_keyring(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring

    def broken() -> KeyringBackend:
        raise ValueError("Empty module name")

    monkeypatch.setattr(keyring, "get_keyring", broken)
    with pytest.raises(NoKeyring):
        create(profile, None)


def test_the_real_members_of_a_chain_count(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring

    def backend(module: str) -> MemoryKeyring:
        made: MemoryKeyring = type("Keyring", (MemoryKeyring,), {"__module__": module})()
        return made

    plaintext, real = backend("keyrings.alt.file"), backend("keyring.backends.SecretService")
    chain = type("Chain", (), {"__module__": "keyring.backends.chainer", "backends": [plaintext, real]})()
    monkeypatch.setattr(keyring, "get_keyring", lambda: chain)
    key = create(profile, None)
    assert open_key(profile, None) == key
    assert real.kept
    assert not plaintext.kept


def test_a_failed_write_leaves_nothing_behind(
    profile: Path, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        create(profile, None, ring)
    assert list(profile.iterdir()) == []
    assert not ring.kept


def test_every_error_says_a_sentence() -> None:
    for error in SecretsError.__subclasses__():
        assert str(error()).endswith(".")
