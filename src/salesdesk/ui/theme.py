"""The look in one place: colours, type, space, and how they are put on the application."""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QGuiApplication

from salesdesk.resources import resource
from salesdesk.ui.widgets.palette import DARK, LIGHT, Palette, Tone
from salesdesk.ui.widgets.sheet import qt_palette, style_sheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


__all__ = [
    "CARD_RADIUS", "DARK", "LIGHT", "LIST_WIDTH", "RADIUS", "RAIL_WIDTH", "TARGET",
    "Palette", "Scheme", "Size", "Space", "Theme", "Tone", "Weight",
]  # fmt: skip


class Scheme(StrEnum):
    """Which colours the desk wears."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


class Size(IntEnum):
    """Type sizes in pixels at 100 %."""

    PAGE = 24
    PANE = 20
    SECTION = 15
    TEXT = 14
    SECOND = 13
    LABEL = 12


class Weight(IntEnum):
    """The four weights; 680 is drawn by the nearest shipped face."""

    NORMAL = 400
    MEDIUM = 500
    SEMI = 600
    HEAVY = 680


class Space(IntEnum):
    """The distances between parts."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    XXL = 36


RAIL_WIDTH, LIST_WIDTH = 196, 430
RADIUS, CARD_RADIUS = 7, 10
TARGET = 32
"""The least height of what can be clicked."""


FAMILIES = ("Inter", "SalesDesk Arabic")
_FACES = (
    "Inter-Regular.otf", "Inter-Medium.otf", "Inter-SemiBold.otf", "Inter-Bold.otf",
    "NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf",
)  # fmt: skip
_CJK_FACE = "NotoSansCJKsc-Regular.otf"
_IN_EVERY_CJK_FONT = "東"
_CJK_CHECK_AFTER_MS = 1000


class Theme(QObject):
    """The scheme and the text size in force; parts ask it for colours and fonts and follow `changed`."""

    changed = Signal()

    def __init__(self, scheme: str = Scheme.SYSTEM, scale: int = 100, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scheme = Scheme(scheme)
        self._scale = min(max(scale, 100), 200)
        self._fonts: dict[tuple[int, int, bool], QFont] = {}
        self._app: QApplication | None = None
        self._families = list(FAMILIES)
        self._loaded = False
        self.palette = self._pick()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    @property
    def scheme(self) -> Scheme:
        """What was asked for; with "system", `dark` tells what came of it."""
        return self._scheme

    @property
    def dark(self) -> bool:
        """Whether the dark colours are in force."""
        return self.palette is DARK

    @property
    def scale(self) -> int:
        """Text size in per cent, 100 to 200."""
        return self._scale

    def px(self, length: int) -> int:
        """A length that grows with the text."""
        return round(length * self._scale / 100)

    @property
    def rail_width(self) -> int:
        """The rail grows with the text, though less: it holds few words."""
        return RAIL_WIDTH + (self.px(RAIL_WIDTH) - RAIL_WIDTH) * 2 // 5

    def font(self, size: int = Size.TEXT, weight: int = Weight.NORMAL, *, tabular: bool = False) -> QFont:
        """A font of the desk; ask for `tabular` where figures stand in columns."""
        key = (int(size), int(weight), tabular)
        if key not in self._fonts:
            self._fonts[key] = self._make_font(*key)
        return self._fonts[key]

    def set_scheme(self, scheme: str) -> None:
        """Wears other colours at once."""
        self._scheme = Scheme(scheme)
        self._refresh()

    def set_scale(self, scale: int) -> None:
        """Writes larger or smaller at once, 100 to 200 per cent."""
        self._scale = min(max(scale, 100), 200)
        self._fonts.clear()
        self._refresh()

    def apply(self, app: QApplication) -> None:
        """Puts style, fonts, colours and sheet on the application; done once, before the first window."""
        self._app = app
        app.setStyle("Fusion")
        self._load_fonts()
        self._put_on(app)
        QTimer.singleShot(_CJK_CHECK_AFTER_MS, self, self._cover_cjk)

    def _load_fonts(self) -> None:
        if not self._loaded:
            for face in _FACES:
                QFontDatabase.addApplicationFont(str(resource("fonts", face)))
            self._loaded = True

    def _put_on(self, app: QApplication) -> None:
        app.setFont(self.font())
        app.setPalette(qt_palette(self.palette))
        app.setStyleSheet(style_sheet(self.palette, self.px(28)))

    def _make_font(self, size: int, weight: int, tabular: bool) -> QFont:
        font = QFont(self._families)
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight(min(round(weight, -2), 700)))
        if tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _pick(self) -> Palette:
        if self._scheme is Scheme.SYSTEM:
            return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT
        return DARK if self._scheme is Scheme.DARK else LIGHT

    def _refresh(self) -> None:
        self.palette = self._pick()
        if self._app is not None:
            self._put_on(self._app)
        self.changed.emit()

    @Slot()
    def _system_changed(self) -> None:
        if self._scheme is Scheme.SYSTEM and self._pick() is not self.palette:
            self._refresh()

    @Slot()
    def _cover_cjk(self) -> None:
        """Loads the shipped Chinese, Japanese and Korean face where the system has none."""
        if QFontMetrics(self.font()).inFontUcs4(ord(_IN_EVERY_CJK_FONT)):
            return
        number = QFontDatabase.addApplicationFont(str(resource("fonts", _CJK_FACE)))
        self._families += QFontDatabase.applicationFontFamilies(number)
        self._fonts.clear()
        self._refresh()
