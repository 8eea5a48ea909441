"""Settings: declared once, hard to break."""

import json
from pathlib import Path
from typing import Any

import pytest

from salesdesk.settings import FAIR, LANGUAGE, SETTINGS, TEXT_SCALE, THEME, BadSetting, Settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "settings.json"


def write(file: Path, content: bytes) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(content)


def test_everything_starts_at_its_default(file: Path) -> None:
    settings = Settings(file)
    assert (settings.get(THEME), settings.get(LANGUAGE), settings.get(TEXT_SCALE)) == ("system", "", 100)
    assert not file.exists()


def test_what_is_set_is_there_after_a_restart(file: Path) -> None:
    Settings(file).set(THEME, "dark")
    Settings(file).set(FAIR, "展")
    assert (Settings(file).get(THEME), Settings(file).get(FAIR)) == ("dark", "展")
    assert [found.name for found in file.parent.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    ("setting", "value"),
    [(THEME, "pink"), (THEME, 1), (TEXT_SCALE, 99), (TEXT_SCALE, 201), (TEXT_SCALE, True), (TEXT_SCALE, 120.0)],
)
def test_a_value_that_does_not_fit_is_refused(file: Path, setting: Any, value: Any) -> None:
    with pytest.raises(BadSetting):
        Settings(file).set(setting, value)
    assert not file.exists()


@pytest.mark.parametrize("value", ["pink", None, 7, ["dark"], {"a": 1}])
def test_a_value_in_the_file_that_does_not_fit_is_the_default(file: Path, value: object) -> None:
    write(file, json.dumps({"theme": value, "text_scale": value}).encode())
    assert (Settings(file).get(THEME), Settings(file).get(TEXT_SCALE)) == ("system", 100)


def test_what_another_version_wrote_is_kept(file: Path) -> None:
    write(file, b'{"zoom": {"deep": [1, null]}, "theme": "light", "odd": "\\ud800"}')
    Settings(file).set(TEXT_SCALE, 150)
    kept = json.loads(file.read_bytes())
    assert kept == {"zoom": {"deep": [1, None]}, "theme": "light", "odd": "\ud800", "text_scale": 150}


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"dark", b"\xff\xfe\x00", b"[" * 100_000, b"9" * 9_000, b'{"a":"' + b"x" * 2_000_000 + b'"}'],
)
def test_a_damaged_file_is_set_aside(file: Path, content: bytes) -> None:
    write(file, content)
    settings = Settings(file)
    assert settings.get(THEME) == "system"
    assert file.with_name("settings.json.damaged").read_bytes() == content
    settings.set(THEME, "dark")
    assert Settings(file).get(THEME) == "dark"


def test_a_folder_in_its_place_is_no_reason_to_stop(file: Path) -> None:
    file.mkdir(parents=True)
    assert Settings(file).get(THEME) == "system"


def test_a_failed_write_keeps_the_file_that_was(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(file)
    settings.set(THEME, "dark")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        settings.set(THEME, "light")
    assert Settings(file).get(THEME) == "dark"
    assert [found.name for found in file.parent.iterdir()] == ["settings.json"]


def test_declarations_agree_with_themselves() -> None:
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
    for setting in SETTINGS:
        assert setting.takes(setting.default)
        assert setting.label
