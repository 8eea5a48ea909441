"""The data key of a profile, wrapped by the system's keyring, a passphrase, or both together.

`key.json` beside the database says how the key is wrapped and holds it sealed (XChaCha20-Poly1305); the
wrapping key is a keyed BLAKE2b of Argon2id(passphrase) under the secret that the keyring guards.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.i18n import N_, _

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

FILE = "key.json"
SERVICE = "salesdesk"
VERSION = 1
KEY_BYTES = 32
_SEALED_BYTES = 24 + KEY_BYTES + 16
_LARGEST_FILE = 16_384
_MEBIBYTE = 1 << 20
_REAL = frozenset(f"keyring.backends.{name}" for name in ("macOS", "Windows", "SecretService", "kwallet", "libsecret"))
_PLAINTEXT_OR_NONE = ("keyrings.", "keyring.backends.null", "keyring.backends.fail")


class SecretsError(Exception):
    """The data key cannot be made or opened; as text, one sentence in the language in use."""

    sentence = ""

    def __str__(self) -> str:
        return _(self.sentence)


class WrongPassphrase(SecretsError):
    """The passphrase does not open the profile, or none was given where one is needed."""

    sentence = N_("The passphrase is wrong or missing: type it again, or set SALESDESK_PASSPHRASE.")


class NoKeyring(SecretsError):
    """Neither a keyring nor a passphrase that could guard a new profile."""

    sentence = N_(
        "This computer has no keyring to guard the data: set a passphrase (SALESDESK_PASSPHRASE) or install one,"
        " such as GNOME Keyring or KWallet."
    )


class KeyringLost(SecretsError):
    """The keyring cannot be reached, or no longer holds the profile's secret."""

    sentence = N_("The keyring of this computer is locked or no longer holds the secret of this profile.")


class DamagedKeyFile(SecretsError):
    """`key.json` is not what was written."""

    sentence = N_("The profile's key.json is damaged: bring it back from a backup of the profile.")


class NewerKeyFile(SecretsError):
    """`key.json` was written by a version to come."""

    sentence = N_("The profile was made by a newer SalesDesk: update this one.")


class NoKeyFile(SecretsError):
    """The directory has no `key.json`."""

    sentence = N_("This folder is no SalesDesk profile: it has no key.json.")


class KeyFileExists(SecretsError):
    """The profile has a data key already; another would make its data unreadable."""

    sentence = N_("This folder is a SalesDesk profile already.")


@dataclass(frozen=True)
class Cost:
    """What one guess of a passphrase costs: Argon2id's memory in bytes, and its passes."""

    memory: int = 64 * _MEBIBYTE
    passes: int = 3


@dataclass(frozen=True)
class _Wrapping:
    """How a data key is wrapped: all of `key.json` but the sealed key."""

    profile: str
    keyring: bool
    salt: bytes = b""
    cost: Cost | None = None

    def words(self) -> dict[str, Any]:
        argon2id = self.cost and {"memory": self.cost.memory, "passes": self.cost.passes, "salt": _text(self.salt)}
        return {"version": VERSION, "profile": self.profile, "keyring": self.keyring, "argon2id": argon2id}


def create(
    profile: Path, passphrase: str | None, keyring_backend: KeyringBackend | None = None, *, cost: Cost | None = None
) -> bytes:
    """Makes the profile's directory and its 256-bit data key; raises NoKeyring, KeyFileExists, OSError."""
    from nacl.secret import Aead

    profile.mkdir(mode=0o700, parents=True, exist_ok=True)
    profile.chmod(0o700)
    if (profile / FILE).exists():
        raise KeyFileExists
    name = os.urandom(16).hex()
    secret = _new_secret(name, keyring_backend)
    if not secret and not passphrase:
        raise NoKeyring
    wrapping = _Wrapping(name, bool(secret))
    if passphrase:
        wrapping = _Wrapping(name, bool(secret), os.urandom(16), cost or Cost())
    data_key = os.urandom(KEY_BYTES)
    sealed = Aead(_wrapping_key(wrapping, secret, passphrase)).encrypt(data_key, _canonical(wrapping.words()))
    words = wrapping.words() | {"key": _text(sealed)}
    try:
        _write(profile / FILE, words | {"checksum": _checksum(words)})
    except OSError:
        _forget_secret(name, keyring_backend)
        raise
    return data_key


def open_key(profile: Path, passphrase: str | None, keyring_backend: KeyringBackend | None = None) -> bytes:
    """The profile's data key; raises WrongPassphrase, KeyringLost, DamagedKeyFile, NewerKeyFile, NoKeyFile."""
    from nacl.exceptions import CryptoError
    from nacl.secret import Aead

    wrapping, sealed = _read(profile / FILE)
    if wrapping.cost and not passphrase:
        raise WrongPassphrase
    secret = _kept_secret(wrapping.profile, keyring_backend) if wrapping.keyring else b""
    try:
        return Aead(_wrapping_key(wrapping, secret, passphrase)).decrypt(sealed, _canonical(wrapping.words()))
    except CryptoError:
        raise (WrongPassphrase if wrapping.cost else KeyringLost) from None


def needs_passphrase(profile: Path) -> bool:
    """Whether the profile opens with a passphrase only; raises DamagedKeyFile, NewerKeyFile, NoKeyFile."""
    return _read(profile / FILE)[0].cost is not None


def _wrapping_key(wrapping: _Wrapping, secret: bytes, passphrase: str | None) -> bytes:
    stretched = b""
    if wrapping.cost:
        from nacl.pwhash import argon2id

        typed = unicodedata.normalize("NFC", passphrase or "").encode("utf-8", "surrogatepass")
        stretched = argon2id.kdf(KEY_BYTES, typed, wrapping.salt, wrapping.cost.passes, wrapping.cost.memory)
    return hashlib.blake2b(stretched, key=secret, digest_size=KEY_BYTES, person=b"salesdesk key 1").digest()


def _new_secret(name: str, passed: KeyringBackend | None) -> bytes:
    """A fresh secret that a keyring has taken and gives back, or b"" where none does."""
    secret = os.urandom(KEY_BYTES)
    for backend in _real_backends(passed):
        # A backend fails in its own ways (D-Bus, COM, a prompt turned down): the next one may take it.
        with suppress(Exception):
            backend.set_password(SERVICE, name, _text(secret))
            if backend.get_password(SERVICE, name) == _text(secret):
                return secret
    return b""


def _forget_secret(name: str, passed: KeyringBackend | None) -> None:
    for backend in _real_backends(passed):
        with suppress(Exception):
            backend.delete_password(SERVICE, name)


def _kept_secret(name: str, passed: KeyringBackend | None) -> bytes:
    for backend in _real_backends(passed):
        with suppress(Exception):
            secret = b64decode(backend.get_password(SERVICE, name) or "", validate=True)
            if len(secret) == KEY_BYTES:
                return secret
    raise KeyringLost


def _real_backends(passed: KeyringBackend | None) -> Iterator[KeyringBackend]:
    """The keyrings that encrypt, best first; one that was passed in counts unless it is known not to."""
    if passed is not None:
        if not type(passed).__module__.startswith(_PLAINTEXT_OR_NONE):
            yield passed
        return
    try:
        import keyring

        found: Any = keyring.get_keyring()
        members = found.backends if type(found).__module__ == "keyring.backends.chainer" else [found]
    except Exception:  # a broken keyring configuration raises anything; it is no keyring
        return
    yield from (backend for backend in members if type(backend).__module__ in _REAL)


def _read(file: Path) -> tuple[_Wrapping, bytes]:
    try:
        with file.open("rb") as opened:
            words = json.loads(opened.read(_LARGEST_FILE))
        return _parsed(words)
    except FileNotFoundError:
        raise NoKeyFile from None
    except (ValueError, TypeError, KeyError, RecursionError):
        raise DamagedKeyFile from None


def _parsed(words: Mapping[str, Any]) -> tuple[_Wrapping, bytes]:
    """The wrapping and the sealed key; raises ValueError, TypeError or KeyError where anything is amiss."""
    version, name, keyring = words["version"], words["profile"], words["keyring"]
    if type(version) is int and version > VERSION:
        raise NewerKeyFile
    if words["checksum"] != _checksum({name: word for name, word in words.items() if name != "checksum"}):
        raise ValueError("checksum")
    sealed = b64decode(words["key"], validate=True)
    salt, cost = _argon2id(words["argon2id"])
    sound = (type(version), type(name), type(keyring), len(sealed)) == (int, str, bool, _SEALED_BYTES)
    if not sound or not (keyring or cost):
        raise ValueError("wrapping")
    return _Wrapping(name, keyring, salt, cost), sealed


def _argon2id(words: Mapping[str, Any] | None) -> tuple[bytes, Cost | None]:
    if words is None:
        return b"", None
    salt, cost = b64decode(words["salt"], validate=True), Cost(words["memory"], words["passes"])
    whole = type(cost.memory) is type(cost.passes) is int
    if not whole or len(salt) != 16 or not 8_192 <= cost.memory <= 1_024 * _MEBIBYTE or not 1 <= cost.passes <= 16:
        raise ValueError("argon2id")
    return salt, cost


def _write(file: Path, words: Mapping[str, Any]) -> None:
    """Replaces `file` in one step, readable by its owner only."""
    handle, fresh = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            json.dump(words, opened, indent=1)
            opened.flush()
            os.fsync(opened.fileno())
        Path(fresh).replace(file)
    except BaseException:
        Path(fresh).unlink(missing_ok=True)
        raise
    if os.name != "nt":
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _canonical(words: Mapping[str, Any]) -> bytes:
    return json.dumps(words, sort_keys=True, separators=(",", ":")).encode()


def _checksum(words: Mapping[str, Any]) -> str:
    return hashlib.blake2b(_canonical(words), digest_size=16).hexdigest()


def _text(secret: bytes) -> str:
    return b64encode(secret).decode()
