"""The named colours of both schemes, and the tones that parts speak in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QColor


class Tone(StrEnum):
    """What a coloured part says; it always says it in a word as well."""

    NEUTRAL = "neutral"
    ACCENT = "accent"
    HOT = "hot"
    WARM = "warm"
    COLD = "cold"
    GOOD = "good"


@dataclass(frozen=True)
class Palette:
    """The named colours of one scheme."""

    panel: QColor
    bg: QColor
    rail: QColor
    line: QColor
    text: QColor
    soft: QColor
    faint: QColor
    accent: QColor
    accent_ground: QColor
    hot: QColor
    hot_ground: QColor
    warm: QColor
    warm_ground: QColor
    cold: QColor
    cold_ground: QColor
    good: QColor
    good_ground: QColor

    def ink(self, tone: Tone) -> QColor:
        """The text colour of a tone."""
        return self.soft if tone is Tone.NEUTRAL else self.named(tone)

    def ground(self, tone: Tone) -> QColor:
        """What a part of that tone stands on."""
        return self.bg if tone is Tone.NEUTRAL else self.named(f"{tone}_ground")

    def named(self, name: str) -> QColor:
        """A colour by its token."""
        colour: QColor = getattr(self, name)
        return colour

    @classmethod
    def of(cls, *colours: str) -> Palette:
        """The palette of colours written as #rrggbb, in the order of the fields."""
        return cls(*map(QColor, colours))


LIGHT = Palette.of(
    "#ffffff", "#f6f7f9", "#eef0f4", "#e3e6ec", "#1b2330", "#5c6778", "#687384", "#2f5fd0", "#e8eefc",
    "#c0322a", "#fdeceb", "#995300", "#fdf1e0", "#256589", "#e6f2f8", "#19704a", "#e5f5ed",
)  # fmt: skip
DARK = Palette.of(
    "#1b2029", "#14181f", "#10141a", "#2a313d", "#e7ebf2", "#a3aebf", "#8a96a8", "#7aa2ff", "#22304f",
    "#ff8a80", "#43211f", "#f5b85c", "#3d2e16", "#7cc4e8", "#17323f", "#6fd3a0", "#17352a",
)  # fmt: skip


def blend(over: QColor, under: QColor, share: float) -> QColor:
    """`share` of one colour laid over another."""
    red, green, blue = (
        share * a + (1 - share) * b
        for a, b in (
            (over.redF(), under.redF()),
            (over.greenF(), under.greenF()),
            (over.blueF(), under.blueF()),
        )
    )
    return QColor.fromRgbF(red, green, blue)
