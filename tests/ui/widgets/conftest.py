"""A theme in each dress, put on the application and taken off again."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from salesdesk.ui.theme import Theme

Wear = Callable[..., Theme]


@pytest.fixture
def wear(qapp: QApplication) -> Iterator[Wear]:
    """Puts a theme on: wear("dark", rtl=True, scale=200)."""
    worn: list[Theme] = []
    before = qapp.palette(), qapp.font()

    def put_on(scheme: str = "light", *, rtl: bool = False, scale: int = 100) -> Theme:
        qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        theme = Theme(scheme, scale)
        theme.apply(qapp)
        worn.append(theme)
        return theme

    yield put_on
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    qapp.setStyleSheet("")
    qapp.setPalette(before[0])
    qapp.setFont(before[1])


@pytest.fixture
def theme(wear: Wear) -> Theme:
    """The light theme."""
    return wear()
