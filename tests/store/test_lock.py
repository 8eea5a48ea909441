"""One writer a profile, on a disk that a database can trust."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.factories import KEY, lead, new_desk, open_desk

from salesdesk.desk.desk import Desk
from salesdesk.domain.kinds import KINDS
from salesdesk.store.errors import NetworkFolder, ProfileInUse, StoreError
from salesdesk.store.lock import refuse_network_folder
from salesdesk.store.store import Store

HOLDER = """
import sys
from pathlib import Path
from salesdesk.desk.profile import with_key
desk = with_key(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
print("open", flush=True)
sys.stdin.readline()
desk.store.close()
print("closed", flush=True)
sys.stdin.readline()
"""


@contextmanager
def another_process(profile: Path) -> Iterator[subprocess.Popen[str]]:
    """A second program that has the profile open."""
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(profile), KEY.hex()],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with holder:
        assert holder.stdout
        assert holder.stdout.readline() == "open\n"
        yield holder
        holder.kill()


def test_a_profile_that_another_process_has_open_is_refused(profile: Path) -> None:
    new_desk(profile).store.close()
    with another_process(profile) as holder:
        with pytest.raises(ProfileInUse):
            open_desk(profile)
        assert holder.stdin
        assert holder.stdout
        holder.stdin.write("\n")
        holder.stdin.flush()
        assert holder.stdout.readline() == "closed\n"
        open_desk(profile).store.close()


def test_a_profile_is_free_again_when_its_process_was_killed(profile: Path) -> None:
    new_desk(profile).store.close()
    with another_process(profile) as holder:
        holder.kill()
        holder.wait()
        open_desk(profile).store.close()


def test_waiting_for_the_profile_gets_it_when_the_other_closes(profile: Path) -> None:
    new_desk(profile).store.close()
    with another_process(profile) as holder:
        assert holder.stdin
        holder.stdin.write("\n")
        holder.stdin.flush()
        Store(profile, KEY, KINDS, wait=60).close()


def test_the_same_process_cannot_open_it_twice_either(desk: Desk, profile: Path) -> None:
    with pytest.raises(ProfileInUse):
        open_desk(profile)
    lead(desk, "Still saved")


def test_closing_on_another_thread_lets_the_profile_go(desk: Desk, profile: Path) -> None:
    closing = threading.Thread(target=desk.store.close)
    closing.start()
    closing.join()
    open_desk(profile).store.close()


def test_a_refused_opening_leaves_nothing_locked(desk: Desk, profile: Path) -> None:
    desk.store.close()
    for _ in range(2):
        with pytest.raises(Exception, match="not a database"):
            Store(profile, bytes(32), KINDS)
    open_desk(profile).store.close()


MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
server:/srv /srv nfs4 rw 0 0
/dev/sdb1 /srv/ana/disk ext4 rw 0 0
//nas/share /mnt/my\\040share cifs rw 0 0
ana@host: /mnt/ssh fuse.sshfs rw 0 0
tmpfs /run tmpfs rw 0 0
"""


@pytest.mark.parametrize("folder", ["/srv/ana/profile", "/srv", "/mnt/my share/desk", "/mnt/ssh/x"])
def test_a_network_drive_is_refused(folder: str) -> None:
    with pytest.raises(NetworkFolder):
        refuse_network_folder(Path(folder), MOUNTS)


@pytest.mark.parametrize("folder", ["/var/desk", "/srv/ana/disk/desk", "/run/x", "/srvices/ana", "/mnt/myshare"])
def test_a_disk_of_this_computer_is_taken(folder: str) -> None:
    refuse_network_folder(Path(folder), MOUNTS)


def test_a_windows_share_is_refused() -> None:
    with pytest.raises(NetworkFolder):
        refuse_network_folder(Path("\\\\nas\\share\\desk"), "")


def test_an_odd_line_among_the_mounts_does_no_harm() -> None:
    refuse_network_folder(Path("/var/desk"), "\nodd\n" + MOUNTS)


def test_what_is_closed_stays_closed(tmp_path: Path) -> None:
    desk = new_desk(tmp_path / "profile")
    desk.store.close()
    with pytest.raises(StoreError):
        desk.store.facts.get("server")
    with pytest.raises(StoreError):
        desk.store.facts.put(server="https://desk.example")
    desk.store.close()
