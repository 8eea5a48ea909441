"""Every drawing is there, in the colour asked for, and turns round only where it points."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from salesdesk.resources import resource
from salesdesk.ui import icons
from salesdesk.ui.theme import Theme

INK = QColor("#2f5fd0")


def drawn(name: str, ratio: float = 1.0) -> QImage:
    return icons.pixmap(name, INK, 24, ratio).toImage()


def test_every_file_has_a_name_and_every_name_a_file() -> None:
    files = {path.stem for path in resource("icons").glob("*.svg")}

    assert files == {*icons.NAMES, icons.APPLICATION}


@pytest.mark.parametrize("name", icons.NAMES)
def test_it_draws_in_the_colour_asked_for(qapp: QApplication, name: str) -> None:
    picture = drawn(name)
    pixels = [picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())]
    solid = {pixel.name() for pixel in pixels if pixel.alpha() == 255}

    assert INK.name() in solid


@pytest.mark.parametrize("name", icons.NAMES)
def test_it_turns_round_only_where_it_points(qapp: QApplication, theme: Theme, name: str) -> None:
    left_to_right = drawn(name)
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    assert (drawn(name) != left_to_right) == (name in icons.POINTING)


def test_on_a_dense_screen_it_has_more_pixels_at_the_same_size(qapp: QApplication) -> None:
    dense = icons.pixmap("leads", INK, 24, 2.0)

    assert dense.width() == 48
    assert dense.deviceIndependentSize().width() == 24


def test_the_program_has_a_sign_of_its_own(qapp: QApplication) -> None:
    assert not icons.application_icon().pixmap(48, 48).isNull()
    assert not icons.icon("plus", INK).isNull()
