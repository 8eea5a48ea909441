"""The colours can be read, and the theme puts on what it was asked for."""

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtGui import QColor, QFontInfo, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.ui.theme import DARK, LIGHT, Palette, Size, Theme, Tone, Weight

LEAST_CONTRAST = 4.5
GROUNDS = ("panel", "bg", "rail")
INKS = ("text", "soft")
TONED = ("accent", "hot", "warm", "cold", "good")
PAIRS = [
    *product(INKS, GROUNDS),
    *product(TONED, GROUNDS),
    *product(("text", "soft"), [f"{tone}_ground" for tone in TONED]),
    *((tone, f"{tone}_ground") for tone in TONED),
    ("warm", "accent_ground"),  # the time of an unsynced row that is selected
    ("faint", "panel"),  # and nowhere else
    ("panel", "accent"),  # the primary button
]


@pytest.fixture(autouse=True)
def _plain_afterwards(qapp: QApplication) -> Iterator[None]:
    before = qapp.palette(), qapp.font()
    yield
    qapp.setStyleSheet("")
    qapp.setPalette(before[0])
    qapp.setFont(before[1])


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (colour.redF(), colour.greenF(), colour.blueF())
    )
    red, green, blue = parts
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(ink: QColor, ground: QColor) -> float:
    """The contrast of a text on its ground, from 1 to 21."""
    dark, light = sorted((luminance(ink), luminance(ground)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_text_can_be_read(palette: Palette, ink: str, ground: str) -> None:
    assert contrast(palette.named(ink), palette.named(ground)) >= LEAST_CONTRAST


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("tone", list(Tone))
def test_every_tone_can_be_read_on_its_ground(palette: Palette, tone: Tone) -> None:
    assert contrast(palette.ink(tone), palette.ground(tone)) >= LEAST_CONTRAST


def test_applied_the_application_wears_the_colours_and_the_type(qapp: QApplication) -> None:
    theme = Theme("dark")
    theme.apply(qapp)

    assert qapp.palette().color(QPalette.ColorRole.Window) == DARK.panel
    assert QFontInfo(qapp.font()).family() == "Inter"
    assert qapp.font().pixelSize() == Size.TEXT
    assert DARK.accent.name() in qapp.styleSheet()


def test_another_scheme_is_worn_at_once(qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme("light")
    theme.apply(qapp)

    with qtbot.waitSignal(theme.changed):
        theme.set_scheme("dark")

    assert theme.dark
    assert qapp.palette().color(QPalette.ColorRole.WindowText) == DARK.text


def test_larger_text_is_worn_at_once_and_within_bounds(qapp: QApplication, qtbot: QtBot) -> None:
    theme = Theme("light")
    theme.apply(qapp)

    with qtbot.waitSignal(theme.changed):
        theme.set_scale(300)

    assert theme.scale == 200
    assert qapp.font().pixelSize() == 2 * Size.TEXT
    assert theme.px(10) == 20


def test_the_system_decides_where_nothing_was_chosen(qapp: QApplication) -> None:
    assert Theme().palette is (DARK if Theme().dark else LIGHT)
    assert Theme().scheme == "system"


@pytest.mark.parametrize(
    ("weight", "face"), [(Weight.NORMAL, 400), (Weight.MEDIUM, 500), (Weight.SEMI, 600), (Weight.HEAVY, 700)]
)
def test_each_weight_has_a_face_of_its_own(qapp: QApplication, weight: Weight, face: int) -> None:
    theme = Theme("light")
    theme.apply(qapp)

    assert QFontInfo(theme.font(Size.TEXT, weight)).weight() == face


def test_figures_in_columns_are_of_one_width(qapp: QApplication) -> None:
    theme = Theme("light")
    theme.apply(qapp)
    metrics = QFontMetrics(theme.font(tabular=True))

    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")


def test_an_arabic_line_is_hardly_higher_than_a_latin_one(qapp: QApplication) -> None:
    theme = Theme("light")
    theme.apply(qapp)
    metrics = QFontMetrics(theme.font())

    assert metrics.size(0, "محمد علي").height() <= metrics.size(0, "Zoë").height() + 1
