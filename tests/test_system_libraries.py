"""The check of the system's libraries: here, and on systems that lack some."""

import re
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest

from salesdesk.system_libraries import advice, install_line, missing

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere Qt brings all it needs")

X11, WAYLAND = {"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "wayland-0"}


def all_but(*lacking: str) -> Callable[[str], bool]:
    return lambda library: library not in lacking


def none_of_them(library: str) -> bool:
    return False


def test_a_system_that_runs_these_tests_lacks_nothing_without_a_display() -> None:
    assert missing(display=False) == []


def test_a_library_that_the_linker_does_not_find_is_missing() -> None:
    assert missing(display=False, finds=all_but("libEGL.so.1")) == ["libEGL.so.1"]


@pytest.mark.parametrize(
    ("environ", "lacking", "found_missing"),
    [
        (X11, ["libxcb-cursor.so.0"], ["libxcb-cursor.so.0"]),
        (X11, ["libwayland-cursor.so.0"], []),
        (WAYLAND, ["libwayland-cursor.so.0"], ["libwayland-cursor.so.0"]),
        (X11 | WAYLAND, ["libwayland-cursor.so.0"], []),
        (X11 | WAYLAND, ["libwayland-cursor.so.0", "libxcb.so.1", "libxcb-shm.so.0"], ["libwayland-cursor.so.0"]),
        (X11 | {"QT_QPA_PLATFORM": "offscreen"}, ["libxcb.so.1"], []),
        ({"QT_QPA_PLATFORM": "xcb:multi"}, ["libxcb.so.1"], ["libxcb.so.1"]),
        ({}, ["libxcb.so.1"], []),
    ],
    ids=str,
)
def test_a_window_needs_one_way_to_be_shown(
    environ: Mapping[str, str], lacking: list[str], found_missing: list[str]
) -> None:
    assert missing(display=True, finds=all_but(*lacking), environ=environ) == found_missing


@pytest.mark.parametrize(
    ("release", "line"),
    [
        ({"ID": "debian"}, "apt-get install libgl1 libglib2.0-0"),
        ({"ID": "zorin", "ID_LIKE": "ubuntu debian"}, "apt-get install libgl1 libglib2.0-0"),
        ({"ID": "arch"}, "pacman -S libglvnd glib2"),
        ({"ID": "alpine"}, "apk add so:libGL.so.1 so:libglib-2.0.so.0 so:libgthread-2.0.so.0"),
        (
            {"ID": "rocky", "ID_LIKE": "rhel centos fedora"},
            "dnf install 'libGL.so.1()(64bit)' 'libglib-2.0.so.0()(64bit)' 'libgthread-2.0.so.0()(64bit)'",
        ),
        (
            {"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"},
            "zypper install 'libGL.so.1()(64bit)' 'libglib-2.0.so.0()(64bit)' 'libgthread-2.0.so.0()(64bit)'",
        ),
        ({"ID": "plan9"}, ""),
        ({}, ""),
    ],
    ids=str,
)
def test_the_install_line_is_the_distributions_own(release: Mapping[str, str], line: str) -> None:
    assert install_line(["libGL.so.1", "libglib-2.0.so.0", "libgthread-2.0.so.0"], release) == line


def test_the_advice_names_the_library_and_the_command_in_the_users_language() -> None:
    said = advice(["libGL.so.1"], lambda text: text.replace("This installs them:", "So geht es:"), {"ID": "debian"})
    assert "libGL.so.1" in said
    assert said.endswith("So geht es:\n\n    sudo apt-get install libgl1")


def test_the_advice_says_what_to_do_on_an_unknown_distribution() -> None:
    assert advice(["libGL.so.1"], release={}).endswith("Please install them with your distribution's package manager.")


def test_there_is_no_advice_when_nothing_is_missing() -> None:
    assert advice([]) == ""


@pytest.mark.parametrize(
    ("built", "environ"),
    [
        ("lib/libQt6Core.so.6", {}),
        ("lib/libQt6DBus.so.6", {}),
        ("lib/libQt6Gui.so.6", {}),
        ("lib/libQt6Svg.so.6", {}),
        ("lib/libQt6Widgets.so.6", {}),
        ("plugins/platforms/libqoffscreen.so", {}),
        ("lib/libQt6XcbQpa.so.6", X11),
        ("plugins/platforms/libqxcb.so", X11),
        ("lib/libQt6WaylandClient.so.6", WAYLAND),
        ("plugins/platforms/libqwayland.so", WAYLAND),
    ],
)
def test_all_that_qt_was_linked_to_is_looked_for(built: str, environ: Mapping[str, str]) -> None:
    spec = find_spec("PySide6")
    assert spec is not None
    assert spec.origin is not None
    linked = re.findall(rb"\0(lib[\w.+-]+\.so\.\d+)(?=\0)", (Path(spec.origin).parent / "Qt" / built).read_bytes())
    brought_along = re.compile(r"libQt6|libicu|lib(c|m|stdc\+\+|gcc_s)\.so")
    needed = {name for name in map(bytes.decode, linked) if not brought_along.match(name)}
    assert needed <= set(missing(display=True, finds=none_of_them, environ=environ))
