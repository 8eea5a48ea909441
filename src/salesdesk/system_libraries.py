"""The system's libraries that Qt needs on Linux: which are missing, and how to install them. Loads no Qt."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

# What PySide6's libraries link to and do not bring along: the package of Debian, then that of Arch.
# (RPM and apk find a package by the library's own name.)
_ALWAYS = {
    "libEGL.so.1": ("libegl1", "libglvnd"),
    "libGL.so.1": ("libgl1", "libglvnd"),
    "libX11.so.6": ("libx11-6", "libx11"),
    "libbrotlicommon.so.1": ("libbrotli1", "brotli"),
    "libbrotlidec.so.1": ("libbrotli1", "brotli"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype2"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libgssapi_krb5.so.2": ("libgssapi-krb5-2", "krb5"),
    "libgthread-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
    "libz.so.1": ("zlib1g", "zlib"),
    "libzstd.so.1": ("libzstd1", "zstd"),
}
_CAMERA = {"libpulse.so.0": ("libpulse0", "libpulse")}
_PLATFORMS = {
    "wayland": {
        "libwayland-client.so.0": ("libwayland-client0", "wayland"),
        "libwayland-cursor.so.0": ("libwayland-cursor0", "wayland"),
    },
    "xcb": {
        "libX11-xcb.so.1": ("libx11-xcb1", "libx11"),
        "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
        "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
        "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
        "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
        "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
        "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
        "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
        "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
        "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
        "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
        "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
        "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
        "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
        "libxcb.so.1": ("libxcb1", "libxcb"),
        "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    },
}
_INSTALL = {
    "debian": "apt-get install",
    "fedora": "dnf install",
    "arch": "pacman -S",
    "suse": "zypper install",
    "alpine": "apk add",
}
_FAMILIES = {"ubuntu": "debian", "rhel": "fedora", "centos": "fedora", "opensuse": "suse"} | {f: f for f in _INSTALL}


def _finder() -> Callable[[str], bool]:
    try:
        cache = Path("/etc/ld.so.cache").read_bytes()
    except OSError:
        cache = b""
    # The linker's own cache costs 0.1 ms, loading the libraries 11: only what is not in it is tried.
    return lambda library: library.encode() + b"\0" in cache or _loads(library)


def _loads(library: str) -> bool:
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _platforms(environ: Mapping[str, str]) -> list[str]:
    chosen = environ.get("QT_QPA_PLATFORM")
    if chosen:
        return [name.split(":")[0] for name in chosen.split(";")]
    shown_by = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}
    return [platform for platform, variable in shown_by.items() if environ.get(variable)]


def missing(
    display: bool, finds: Callable[[str], bool] | None = None, environ: Mapping[str, str] = os.environ
) -> list[str]:
    """The libraries that Qt lacks here, with `display` also those of a window; one way to show it is enough."""
    if sys.platform != "linux":
        return []
    finds = finds or _finder()
    lacking = [library for library in _ALWAYS if not finds(library)]
    if display:
        ways = [[x for x in _PLATFORMS.get(name, {}) if not finds(x)] for name in _platforms(environ)]
        nearest = min(ways, key=len, default=[])
        lacking += nearest
    return lacking


def _family(release: Mapping[str, str]) -> str:
    names = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    return next((_FAMILIES[name] for name in names if name in _FAMILIES), "")


def _release() -> Mapping[str, str]:
    import platform

    try:
        return platform.freedesktop_os_release()
    except OSError:
        return {}


def _packages(libraries: Sequence[str], family: str) -> list[str]:
    known = _ALWAYS | _CAMERA | _PLATFORMS["wayland"] | _PLATFORMS["xcb"]
    match family:
        case "debian":
            names = [known[library][0] for library in libraries]
        case "arch":
            names = [known[library][1] for library in libraries]
        case "alpine":
            names = [f"so:{library}" for library in libraries]
        case _:
            names = [f"'{library}()(64bit)'" for library in libraries]
    return list(dict.fromkeys(names))


def install_line(libraries: Sequence[str], release: Mapping[str, str] | None = None) -> str:
    """The command, for a superuser, that brings the libraries; "" where the distribution is not known."""
    family = _family(_release() if release is None else release)
    return " ".join([_INSTALL[family], *_packages(libraries, family)]) if family and libraries else ""


def advice(libraries: Sequence[str], _: Callable[[str], str] = str, release: Mapping[str, str] | None = None) -> str:
    """What to tell the user, in the language of `_`; "" when nothing is missing."""
    if not libraries:
        return ""
    lacking = _("SalesDesk can't open a window: this system lacks {libraries}.").format(libraries=", ".join(libraries))
    command = install_line(libraries, release)
    if not command:
        return lacking + " " + _("Please install them with your distribution's package manager.")
    return lacking + " " + _("This installs them:") + f"\n\n    sudo {command}"


def has_display(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a window could be seen."""
    if platform in {"win32", "darwin"}:
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
