"""What build.spec gives to PyInstaller on each system; the freeze itself is a task (poe freeze)."""

from __future__ import annotations

import configparser
import plistlib
import runpy
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree

import PyInstaller.compat
import PyInstaller.utils.hooks
import pytest
from PIL import Image
from PyInstaller.utils.hooks.qt import pyside6_library_info
from PyInstaller.utils.win32 import winmanifest

from salesdesk import __version__, catalogue

ROOT = Path(__file__).parents[2]
DESK, SERVER = "start-desk", "start-server"
FIRST = "pyi_rth_cryptography_openssl"


class Build:
    """PyInstaller's side of the spec: keeps what it is given."""

    def __init__(self, folder: Path, datas: list[tuple[str, str, str]]) -> None:
        self.programs: dict[str, Any] = {}
        self.bundle: dict[str, Any] = {}
        scripts = [(name, "", "PYSOURCE") for name in ("pyi_rth_mplconfig", FIRST, DESK, SERVER)]
        self.found = SimpleNamespace(scripts=scripts, binaries=[], datas=datas, pure=[])
        self.folder = folder / "dist" / "salesdesk"
        self.spec = runpy.run_path(
            str(ROOT / "build.spec"),
            {
                "SPECPATH": str(ROOT), "workpath": str(folder / "build"), "Analysis": self._analysis, "PYZ": list,
                "EXE": self._program, "COLLECT": self._collect, "BUNDLE": self._bundle,
            },
        )  # fmt: skip

    def _analysis(self, scripts: list[str], **named: Any) -> Any:
        self.asked = {"scripts": scripts, **named}
        return self.found

    def _program(self, _archive: Any, scripts: list[tuple[str, str, str]], _none: Any, **named: Any) -> str:
        self.programs[named["name"]] = named | {"scripts": [script[0] for script in scripts]}
        return str(named["name"])

    def _collect(self, *parts: Any, **_named: Any) -> Any:
        self.parts = parts
        return SimpleNamespace(name=str(self.folder))

    def _bundle(self, _folder: Any, **named: Any) -> None:
        self.bundle = named


def _built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, *datas: str) -> Build:
    monkeypatch.setattr(PyInstaller.compat, "win32api", None, raising=False)
    monkeypatch.setattr(PyInstaller.utils.hooks, "collect_submodules", lambda package: [package])
    monkeypatch.setattr(pyside6_library_info, "collect_plugins", lambda _kind: [])
    monkeypatch.setattr(sys, "platform", platform)
    return Build(tmp_path, [(name, "", "DATA") for name in datas])


def test_linux_has_a_desk_and_a_server_with_menu_entry_and_icons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = _built(tmp_path, monkeypatch, "linux")
    assert {name: program["scripts"] for name, program in build.programs.items()} == {
        "salesdesk": [FIRST, DESK],
        "salesdesk-server": [FIRST, SERVER],
    }
    assert not any(program["strip"] for program in build.programs.values())
    share = build.folder / "share"
    for side in (16, 48, 256, 512):
        with Image.open(share / f"icons/hicolor/{side}x{side}/apps/salesdesk.png") as icon:
            assert icon.size == (side, side)
            assert icon.getpixel((0, 0))[3] == 0  # type: ignore[index]
            assert icon.getpixel((side // 2, side // 8))[:3] == (0x2F, 0x5F, 0xD0)  # type: ignore[index]
    assert (share / "icons/hicolor/scalable/apps/salesdesk.svg").exists()
    launched = ElementTree.parse(share / "metainfo/org.salesdesk.SalesDesk.metainfo.xml").findtext("launchable")
    assert (share / "applications" / str(launched)).exists()


def test_the_menu_entry_opens_what_she_is_sent_and_speaks_every_language() -> None:
    entry = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(ROOT / "resources/desktop/salesdesk.desktop", "utf-8")
    said = entry["Desktop Entry"]
    assert said["Exec"] == "salesdesk open %F"
    assert {"text/vcard", "text/csv", "text/calendar"} <= set(said["MimeType"].split(";"))
    for language in catalogue.codes() - {catalogue.SOURCE}:
        assert {f"{key}[{language}]" for key in ("Name", "GenericName", "Comment", "Keywords")} <= set(said)


def test_windows_has_a_window_without_a_console_and_a_command_line_with_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = _built(tmp_path, monkeypatch, "win32")
    programs = build.programs
    assert {name: program["console"] for name, program in programs.items()} == {
        "salesdesk": False,
        "salesdesk-server": True,
        "salesdesk-cli": True,
    }
    assert programs["salesdesk-cli"]["scripts"] == programs["salesdesk"]["scripts"]
    with Image.open(programs["salesdesk"]["icon"]) as icon:
        assert icon.info["sizes"] == {(side, side) for side in (16, 24, 32, 48, 64, 128, 256)}
    completed: Any = winmanifest.create_application_manifest
    manifest = completed(programs["salesdesk"]["manifest"].encode()).decode()
    assert "PerMonitorV2" in manifest
    assert "Microsoft.Windows.Common-Controls" in manifest
    assert 'level="asInvoker"' in manifest


def test_windows_shows_name_and_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build = _built(tmp_path, monkeypatch, "win32")
    version = build.programs["salesdesk"]["version"]
    words = {each.name: each.val for each in version.kids[0].kids[0].kids}
    assert words["ProductName"] == "SalesDesk"
    assert words["ProductVersion"] == words["FileVersion"] == __version__
    assert words["OriginalFilename"] == "salesdesk.exe"
    number = version.ffi.fileVersionMS >> 16, version.ffi.fileVersionMS & 0xFFFF, version.ffi.fileVersionLS >> 16
    assert ".".join(map(str, number)) == __version__
    assert "SalesDesk".encode("utf-16-le") in version.toRaw()


def test_macos_has_an_application_that_may_ask_for_the_camera(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build = _built(tmp_path, monkeypatch, "darwin")
    assert build.bundle["name"] == "SalesDesk.app"
    assert build.bundle["version"] == __version__
    read = plistlib.loads(plistlib.dumps(build.bundle["info_plist"]))
    assert read["NSHighResolutionCapable"] is True
    assert read["NSCameraUsageDescription"]
    assert set(read["CFBundleLocalizations"]) == catalogue.codes()
    assert [kind["CFBundleTypeExtensions"] for kind in read["CFBundleDocumentTypes"]] == [["vcf"], ["csv"], ["ics"]]
    strings = {
        Path(to).stem: plistlib.loads(Path(source).read_bytes())
        for source, to in build.asked["datas"]
        if to.endswith(".lproj")
    }
    assert set(strings) == catalogue.codes()
    assert len({words["NSCameraUsageDescription"] for words in strings.values()}) == len(strings)
    with Image.open(build.bundle["icon"]) as icon:
        assert (512, 512, 2) in icon.info["sizes"]


def test_fonts_icons_and_catalogues_lie_where_the_program_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = {
        (Path(to) / Path(source).name).as_posix()
        for source, to in _built(tmp_path, monkeypatch, "linux").asked["datas"]
    }
    for folder in ("resources/fonts", "resources/icons", "translations"):
        wanted = [file for file in (ROOT / folder).rglob("*") if file.is_file()]
        assert wanted
        assert {f"salesdesk/shipped/{file.relative_to(ROOT).as_posix()}" for file in wanted} <= shipped
    assert not any("screenshots" in name for name in shipped)
    assert "currency_converter/eurofxref-hist.zip" in shipped


def test_what_nobody_reads_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = [
        "PySide6/Qt/translations/qtbase_de.qm", "PySide6\\translations\\qtbase_ar.qm", "babel/locale-data/fi.dat",
        "matplotlib/mpl-data/fonts/ttf/DejaVuSans.ttf", "salesdesk/shipped/translations/de/LC_MESSAGES/salesdesk.po",
    ]  # fmt: skip
    dropped = [
        "PySide6/Qt/translations/qtbase_fi.qm", "PySide6\\translations\\assistant_de.qm", "numpy/__init__.pyi",
        "matplotlib/mpl-data/sample_data/topobathy.npz", "matplotlib/mpl-data/fonts/afm/cmr10.afm",
    ]  # fmt: skip
    build = _built(tmp_path, monkeypatch, "linux", *kept, *dropped)
    assert [name for name, _source, _kind in build.parts[-1]] == kept


def test_of_qts_plugins_those_that_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used = [
        "platforms/libqxcb.so", "platforms/qwindows.dll", "platforms/libqcocoa.dylib", "imageformats/libqjpeg.so",
        "multimedia/libffmpegmediaplugin.so", "permissions/libqdarwincamerapermission.dylib",
        "styles/qmodernwindowsstyle.dll", "platforminputcontexts/libibusplatforminputcontextplugin.so",
    ]  # fmt: skip
    unused = [
        "platforms/libqeglfs.so", "imageformats/qpdf.dll", "platformthemes/libqgtk3.so", "tls/qopensslbackend.dll",
        "platforminputcontexts/libqtvirtualkeyboardplugin.so", "generic/libqtuiotouchplugin.so",
    ]  # fmt: skip
    spec = _built(tmp_path, monkeypatch, "linux").spec
    library = SimpleNamespace(
        collect_plugins=lambda kind: [(file, "") for file in used + unused if file.startswith(kind)]
    )
    spec["only_what_is_used"](library)
    kept = {
        file
        for kind in {file.partition("/")[0] for file in used + unused}
        for file, _to in library.collect_plugins(kind)
    }
    assert kept == set(used)
