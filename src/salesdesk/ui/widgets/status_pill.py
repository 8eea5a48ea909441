"""What the link to the server is like, at the foot of the rail."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.ui.theme import Size, Space, Theme, Tone, Weight
from salesdesk.ui.widgets.painting import focus_ring, rounded
from salesdesk.ui.widgets.pressable import Pressable

_RADIUS, _SIDE, _ABOVE, _GAP = 9, 12, 9, 2
_ROOM = 10_000


class StatusPill(Pressable):
    """Two lines: the state in its tone, and whose desk this is; pressing it tells more."""

    FONT_SIZE = Size.LABEL

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._lines = ("", "")
        self._tone = Tone.NEUTRAL
        super().__init__(theme, "", parent)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_state(self, first: str, second: str, tone: Tone = Tone.NEUTRAL) -> None:
        """Says another state."""
        self._lines = (first, second)
        self._tone = tone
        self.setText(first)
        self.setAccessibleDescription(second)

    def hasHeightForWidth(self) -> bool:
        """Long states take a second line."""
        return True

    def heightForWidth(self, width: int, /) -> int:
        """The height of both lines, wrapped at `width`."""
        heights = [box.height() for box in self._boxes(width)]
        return max(sum(heights) + _GAP + 2 * _ABOVE, self.theme.px(44))

    def sizeHint(self) -> QSize:
        """As wide as the rail lets it."""
        width = self.theme.rail_width - 2 * Space.M
        return QSize(width, self.heightForWidth(width))

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draws both lines on their ground."""
        p = self.theme.palette
        painter = QPainter(self)
        rounded(painter, self.rect(), _RADIUS, self.lively(p.panel), p.line)
        top = _ABOVE
        for text, font, ink, box in zip(
            self._lines, self._fonts(), (p.ink(self._tone), p.soft), self._boxes(self.width()), strict=True
        ):
            painter.setFont(font)
            painter.setPen(ink)
            painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
            area = QRect(_SIDE, top, self.width() - 2 * _SIDE, box.height())
            painter.drawText(area, self._flags(), text)
            top += box.height() + _GAP
        if self.hasFocus():
            focus_ring(painter, self.rect(), _RADIUS, p.accent)
        painter.end()

    def _fonts(self) -> tuple[QFont, QFont]:
        return self.theme.font(Size.LABEL, Weight.SEMI), self.theme.font(Size.LABEL)

    def _flags(self) -> int:
        edge = Qt.AlignmentFlag.AlignRight if self.rtl() else Qt.AlignmentFlag.AlignLeft
        return (edge | Qt.AlignmentFlag.AlignAbsolute).value | Qt.TextFlag.TextWordWrap.value

    def _boxes(self, width: int) -> list[QRect]:
        room = QRect(0, 0, width - 2 * _SIDE, _ROOM)
        pairs = zip(self._lines, self._fonts(), strict=True)
        return [QFontMetrics(font).boundingRect(room, self._flags(), text) for text, font in pairs]
