"""What holds for every test: no screen, no network, nobody's home, the same examples each time in CI."""

import gc
import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.backends import Backend
    from tests.postgres import Postgres

    from salesdesk.desk.desk import Desk

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before Qt is imported
os.environ["LC_ALL"] = "C.UTF-8"  # nor the developer's language
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # never the developer's own

settings.register_profile("salesdesk", deadline=None)
settings.register_profile("salesdesk-ci", deadline=None, derandomize=True, database=None)
settings.load_profile("salesdesk-ci" if os.environ.get("CI") else "salesdesk")


class NetworkRefused(RuntimeError):
    """A test asked for a host other than this one."""


def pytest_configure(config: pytest.Config) -> None:
    """Keeps matplotlib's list of fonts, which takes seconds to make, for the next run."""
    cache: pytest.Cache | None = getattr(config, "cache", None)  # absent under -p no:cacheprovider
    if cache is not None:
        os.environ["MPLCONFIGDIR"] = str(cache.mkdir("matplotlib"))


def pytest_collection_finish() -> None:
    """Keeps what was imported out of every later search for garbage."""
    gc.collect()
    gc.freeze()


def _is_here(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def guarded(call: Any, host_of: Any) -> Any:
        def refusing(*args: Any, **kwargs: Any) -> Any:
            host = host_of(args)
            if not _is_here(host):
                raise NetworkRefused(f"a test may not reach {host}")
            return call(*args, **kwargs)

        return refusing

    def peer(args: Any) -> Any:
        sock, address = args
        return address[0] if sock.family in (socket.AF_INET, socket.AF_INET6) else None

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, guarded(getattr(socket.socket, name), peer))
    monkeypatch.setattr(socket, "getaddrinfo", guarded(socket.getaddrinfo, lambda args: args[0]))


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    for name in [name for name in os.environ if name.startswith(("XDG_", "SALESDESK_"))]:
        monkeypatch.delenv(name)
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(home))


@pytest.fixture(scope="session")
def postgres() -> "Iterator[Postgres]":
    """A PostgreSQL for all tests of this process, started for the first one that asks."""
    from tests.postgres import Postgres

    made = Postgres()
    yield made
    made.remove()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def backend_name(request: pytest.FixtureRequest) -> str:
    """What a server keeps its rows in: whoever asks is run on each."""
    name: str = request.param
    return name


@pytest.fixture
def new_backend(backend_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> "Iterator[Callable[[], Backend]]":
    """Makes empty databases, removed at the end."""
    from tests.backends import made_backend

    made: list[Backend] = []

    def make() -> "Backend":
        folder = tmp_path / f"backend{len(made)}"
        made.append(made_backend(backend_name, folder, lambda: request.getfixturevalue("postgres")))
        return made[-1]

    yield make
    for backend in made:
        backend.close()


@pytest.fixture
def bare(backend_name: str, tmp_path: Path, request: pytest.FixtureRequest) -> "Iterator[Backend]":
    """A database that no server has opened yet."""
    from tests.backends import made_backend

    made = made_backend(backend_name, tmp_path / "bare", lambda: request.getfixturevalue("postgres"), bare=True)
    yield made
    made.close()


@pytest.fixture
def backend(new_backend: "Callable[[], Backend]") -> "Backend":
    """An empty database of one's own."""
    return new_backend()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """The folder of a profile."""
    return tmp_path / "profile"


@pytest.fixture
def desk(profile: Path) -> "Iterator[Desk]":
    """Ana's desk over a real encrypted profile, closed at the end."""
    from tests.factories import new_desk

    made = new_desk(profile)
    yield made
    made.store.close()
