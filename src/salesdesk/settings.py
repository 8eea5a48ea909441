"""What she has set on this laptop: declared once, kept as JSON. Nothing secret belongs here."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from salesdesk.i18n import N_

T = TypeVar("T", bool, int, str)
_LARGEST_FILE = 1 << 20
_LONGEST_TEXT = 10_000


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One setting: its name in the file, its default (which gives its type), its label and what it may be.

    A setting that is not `offered` is kept on the way, and is no matter for the settings screen.
    """

    name: str
    default: T
    label: str
    choices: tuple[tuple[T, str], ...] = ()
    least: int = 0
    most: int = 2**31 - 1
    offered: bool = True

    @property
    def type(self) -> type[T]:
        """bool, int or str."""
        return type(self.default)

    def takes(self, value: object) -> bool:
        """Whether the setting can be `value`."""
        if type(value) is not self.type:
            return False
        if self.choices:
            return value in {choice for choice, _label in self.choices}
        if isinstance(value, str):
            return len(value) <= _LONGEST_TEXT
        return isinstance(value, int) and self.least <= value <= self.most


class BadSetting(ValueError):
    """A value that a setting cannot take."""

    def __init__(self, setting: str, value: object) -> None:
        super().__init__(f"{setting}: {value!r:.80}")
        self.setting = setting
        self.value = value


THEME = Setting(
    "theme", "system", N_("Appearance"), (("system", N_("As the system")), ("light", N_("Light")), ("dark", N_("Dark")))
)
LANGUAGE = Setting("language", "", N_("Language"))
TEXT_SCALE = Setting("text_scale", 100, N_("Text size in per cent"), least=100, most=200)
FAIR = Setting("fair", "", N_("Fair that leads are captured at"), offered=False)
WINDOW = Setting("window", "", N_("Place of the window"), offered=False)
LEADS_SORT = Setting(
    "leads_sort",
    "newest",
    N_("Order of leads"),
    (("newest", N_("Newest first")), ("name", N_("Name")), ("company", N_("Company")), ("due", N_("Due first"))),
    offered=False,
)
SETTINGS: tuple[Setting[str] | Setting[int] | Setting[bool], ...] = (
    THEME,
    LANGUAGE,
    TEXT_SCALE,
    FAIR,
    WINDOW,
    LEADS_SORT,
)


class Settings:
    """The settings kept in one file; what the file does not say, or says wrongly, is the default."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values = self._read()

    def get(self, setting: Setting[T]) -> T:
        """The value of a setting."""
        value = self._values.get(setting.name)
        return cast(T, value) if setting.takes(value) else setting.default

    def set(self, setting: Setting[T], value: T) -> None:
        """Changes a setting and writes the file; raises BadSetting, OSError."""
        if not setting.takes(value):
            raise BadSetting(setting.name, value)
        self._values[setting.name] = value
        self._write()

    def _read(self) -> dict[str, Any]:
        try:
            with self._path.open("rb") as opened:
                content = opened.read(_LARGEST_FILE + 1)
        except OSError:
            return {}
        try:
            values = json.loads(content) if len(content) <= _LARGEST_FILE else None
        except (ValueError, RecursionError):
            values = None
        if isinstance(values, dict):
            return values
        self._set_aside()
        return {}

    def _set_aside(self) -> None:
        try:
            self._path.replace(self._path.with_name(f"{self._path.name}.damaged"))
        except OSError:  # a folder that cannot be written: the defaults do without
            return

    def _write(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=self._path.parent, prefix=f".{self._path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as opened:
                json.dump(self._values, opened, indent=1)
                opened.flush()
                os.fsync(opened.fileno())
            Path(fresh).replace(self._path)
        except BaseException:
            Path(fresh).unlink(missing_ok=True)
            raise
