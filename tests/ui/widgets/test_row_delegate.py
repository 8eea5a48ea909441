"""The row of two lines: the mark at the end, the name at the beginning, fast."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from salesdesk.ui.theme import Theme, Tone
from salesdesk.ui.widgets.row_delegate import RowDelegate
from salesdesk.ui.widgets.row_role import RowRole, row_words

Wear = Callable[..., Theme]
WIDTH = 430


def model_of(*rows: tuple[str, str, str, str, str, bool]) -> QStandardItemModel:
    model = QStandardItemModel()
    for row in rows:
        item = QStandardItem(row[0])
        for role, value in zip(RowRole, row, strict=True):
            item.setData(value, role.value)
        model.appendRow(item)
    return model


ZOE = ("Zoë Ångström", "Ægir Marine AS · Bergen", "Hot", Tone.HOT.value, "10:42", True)
ALI = ("محمد علي", "شركة النور · دبي", "دافئ", Tone.WARM.value, "10:18", False)


def painted(
    theme: Theme,
    row: tuple[str, str, str, str, str, bool],
    rtl: bool = False,
    state: QStyle.StateFlag = QStyle.StateFlag.State_Enabled,
) -> QImage:
    delegate, model = RowDelegate(theme), model_of(row)
    option = QStyleOptionViewItem()
    option.state = state
    option.direction = Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
    height = delegate.sizeHint(option, model.index(0, 0)).height()
    option.rect = QRect(0, 0, WIDTH, height)
    picture = QImage(WIDTH, height, QImage.Format.Format_ARGB32)
    picture.fill(theme.palette.panel)
    painter = QPainter(picture)
    delegate.paint(painter, option, model.index(0, 0))
    painter.end()
    return picture


def columns(picture: QImage, colour: QColor) -> list[int]:
    """Where from left to right a colour occurs."""
    return [
        x for x in range(picture.width()) if any(picture.pixelColor(x, y) == colour for y in range(picture.height()))
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("rtl", [False, True])
def test_the_mark_stands_at_the_trailing_edge(wear: Wear, scheme: str, rtl: bool) -> None:
    theme = wear(scheme, rtl=rtl)
    chip = columns(painted(theme, ZOE, rtl), theme.palette.hot_ground)

    assert chip
    assert max(chip) < WIDTH / 2 if rtl else min(chip) > WIDTH / 2


@pytest.mark.parametrize("row", [ZOE, ALI], ids=["latin", "arabic"])
@pytest.mark.parametrize("rtl", [False, True])
def test_a_name_begins_at_the_leading_edge_whatever_its_script(
    wear: Wear, row: tuple[str, str, str, str, str, bool], rtl: bool
) -> None:
    theme = wear(rtl=rtl)
    name = columns(painted(theme, (row[0], "", "", "", "", False), rtl), theme.palette.text)

    assert (WIDTH - max(name) if rtl else min(name)) <= 24


@pytest.mark.parametrize("rtl", [False, True])
def test_the_chosen_row_has_a_bar_at_the_leading_edge(wear: Wear, rtl: bool) -> None:
    theme = wear(rtl=rtl)
    picture = painted(theme, ZOE, rtl, QStyle.StateFlag.State_Selected)
    edge, other = (WIDTH - 1, 0) if rtl else (0, WIDTH - 1)

    assert picture.pixelColor(edge, 20) == theme.palette.accent
    assert picture.pixelColor(other, 20) == theme.palette.accent_ground


def test_the_row_under_the_keyboard_has_a_ring(theme: Theme) -> None:
    picture = painted(theme, ZOE, False, QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)

    assert picture.pixelColor(WIDTH - 1, 20) == theme.palette.accent


def test_what_is_only_here_has_a_dot_and_says_so(theme: Theme) -> None:
    synced = (*ZOE[:5], False)

    assert columns(painted(theme, ZOE), theme.palette.warm)
    assert not columns(painted(theme, synced), theme.palette.warm)
    assert row_words("Zoë", "Ægir", "Hot", "10:42", dot=True) == "Zoë, Ægir, Hot, 10:42, on this laptop only"


def test_a_long_name_ends_before_the_mark(theme: Theme) -> None:
    long = ("Wolfeschlegelsteinhausenbergerdorff " * 3, *ZOE[1:])
    picture = painted(theme, long)

    assert max(columns(picture, theme.palette.text)) < min(columns(picture, theme.palette.hot_ground))


def test_rows_grow_with_the_text(wear: Wear) -> None:
    assert painted(wear(scale=200), ZOE).height() > 1.5 * painted(wear(), ZOE).height()
