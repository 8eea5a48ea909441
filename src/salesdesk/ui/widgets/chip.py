"""The chip: a small fact, or a choice that is on or off."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from salesdesk.ui.theme import TARGET, Size, Space, Theme, Tone
from salesdesk.ui.widgets.keycap import draw_key, key_size
from salesdesk.ui.widgets.painting import focus_ring, line_of_text, rounded, visual
from salesdesk.ui.widgets.pressable import Pressable

_SIDE, _ABOVE, _KEYED_RADIUS = 12, 3, 8


class Chip(Pressable):
    """A word on a coloured ground; `checkable` makes it a choice, `pressable` a command."""

    FONT_SIZE = Size.LABEL

    def __init__(
        self,
        theme: Theme,
        text: str,
        tone: Tone = Tone.NEUTRAL,
        *,
        checkable: bool = False,
        pressable: bool = False,
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._tone = tone
        self._key = key
        self._live = checkable or pressable
        super().__init__(theme, text, parent)
        self.setCheckable(checkable)
        if not self._live:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_tone(self, tone: Tone) -> None:
        """Speaks in another tone."""
        self._tone = tone
        self.update()

    def sizeHint(self) -> QSize:
        """The word with its key cap; a live chip is a target of full height."""
        width = self.metrics().horizontalAdvance(self.text()) + 2 * _SIDE
        if self._key:
            width += Space.S + key_size(self.theme, self._key).width()
        height = self._pill_height()
        return QSize(width, max(TARGET, height) if self._live else height)

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draws the pill in the middle of its target."""
        painter = QPainter(self)
        pill = self._pill()
        ink, fill, line = self._look()
        radius = _KEYED_RADIUS if self._key else pill.height() / 2
        rounded(painter, pill, radius, self.lively(fill) if self._live else fill, line)
        self._draw_words(painter, pill, ink)
        if self.hasFocus():
            focus_ring(painter, pill, radius, self.theme.palette.accent)
        painter.end()

    def _pill_height(self) -> int:
        if self._key:
            return max(TARGET, key_size(self.theme, self._key).height() + 2 * Space.S)
        return self.metrics().height() + 2 * (_ABOVE + (2 if self._live else 0))

    def _pill(self) -> QRect:
        height = min(self._pill_height(), self.height())
        return QRect(0, (self.height() - height) // 2, self.width(), height)

    def _draw_words(self, painter: QPainter, pill: QRect, ink: QColor) -> None:
        width = self.metrics().horizontalAdvance(self.text())
        box = QRect(_SIDE, pill.top(), min(width, pill.width() - 2 * _SIDE), pill.height())
        painter.setFont(self.font())
        painter.setPen(ink)
        line_of_text(painter, self.metrics(), visual(box, self.rect(), self.rtl()), self.text())
        if self._key:
            size = key_size(self.theme, self._key)
            at = QRect(box.right() + 1 + Space.S, (self.height() - size.height()) // 2, size.width(), size.height())
            draw_key(painter, self.theme, visual(at, self.rect(), self.rtl()), self._key)

    def _look(self) -> tuple[QColor, QColor, QColor | None]:
        p = self.theme.palette
        if not self.isCheckable():
            return p.ink(self._tone), p.ground(self._tone), None
        tone = Tone.ACCENT if self._tone is Tone.NEUTRAL else self._tone
        if self.isChecked():
            return p.ink(tone), p.ground(tone), p.ink(tone)
        return p.soft, p.bg, p.line
