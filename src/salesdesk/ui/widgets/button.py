"""The button, in four roles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from salesdesk.ui import icons
from salesdesk.ui.theme import RADIUS, TARGET, Space, Theme, Tone
from salesdesk.ui.widgets.keycap import draw_key, key_size
from salesdesk.ui.widgets.painting import RING, focus_ring, line_of_text, rounded, visual
from salesdesk.ui.widgets.pressable import Pressable

_SIDE, _ABOVE, _ICON = 14, 7, 16


class Role(StrEnum):
    """How much a button asks for attention; one primary in a view."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    QUIET = "quiet"
    DANGER = "danger"


@dataclass(frozen=True)
class _Look:
    fill: QColor
    ink: QColor
    line: QColor | None = None


class Button(Pressable):
    """A button; without words it is an icon and `name` says what it does."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: str = Role.SECONDARY,
        *,
        icon: str = "",
        key: str = "",
        tone: Tone = Tone.ACCENT,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._role = Role(role)
        self._icon = icon
        self._key = key
        self._tone = tone
        super().__init__(theme, text, parent)
        if name:
            self.setAccessibleName(name)
            self.setToolTip(name)

    def sizeHint(self) -> QSize:
        """Icon, words and key cap side by side."""
        widths = [size.width() for size in self._parts()]
        inner = sum(widths) + Space.S * (len(widths) - 1)
        height = max(TARGET, self.metrics().height() + 2 * _ABOVE)
        return QSize(max(inner + 2 * self._side(), height), height)

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draws the ground, the parts, and the ring when the keyboard is here."""
        painter = QPainter(self)
        look = self._look()
        rounded(painter, self.rect(), RADIUS, self.lively(look.fill), look.line)
        self._draw_parts(painter, look.ink)
        if self.hasFocus():
            self._draw_ring(painter)
        painter.end()

    def _side(self) -> int:
        return _SIDE if self.text() else Space.S

    def _parts(self) -> list[QSize]:
        parts = []
        if self._icon:
            parts.append(QSize(self._icon_size(), self._icon_size()))
        if self.text():
            parts.append(QSize(self.metrics().horizontalAdvance(self.text()), self.metrics().height()))
        if self._key:
            parts.append(key_size(self.theme, self._key))
        return parts

    def _icon_size(self) -> int:
        return self.theme.px(_ICON)

    def _draw_parts(self, painter: QPainter, ink: QColor) -> None:
        parts = self._parts()
        used = sum(size.width() for size in parts) + Space.S * (len(parts) - 1)
        left = max((self.width() - used) // 2, 0)
        kinds = [kind for kind, there in (("icon", self._icon), ("text", self.text()), ("key", self._key)) if there]
        for kind, size in zip(kinds, parts, strict=True):
            box = QRect(left, (self.height() - size.height()) // 2, size.width(), size.height())
            self._draw_part(painter, kind, visual(box, self.rect(), self.rtl()), ink)
            left += size.width() + Space.S

    def _draw_part(self, painter: QPainter, kind: str, box: QRect, ink: QColor) -> None:
        if kind == "icon":
            painter.drawPixmap(
                box.topLeft(), icons.pixmap(self._icon, ink, self._icon_size(), self.devicePixelRatioF())
            )
        elif kind == "key":
            draw_key(painter, self.theme, box, self._key)
        else:
            painter.setFont(self.font())
            painter.setPen(ink)
            line_of_text(painter, self.metrics(), box, self.text())

    def _draw_ring(self, painter: QPainter) -> None:
        p = self.theme.palette
        focus_ring(painter, self.rect(), RADIUS, p.accent)
        if self._role is Role.PRIMARY:  # its ground is the ring's own colour: a gap sets them apart
            inner = self.rect().adjusted(RING, RING, -RING, -RING)
            focus_ring(painter, inner, RADIUS - RING, p.panel)

    def _look(self) -> _Look:
        p = self.theme.palette
        if not self.isEnabled():
            return _Look(p.panel, p.faint, None if self._role is Role.QUIET else p.line)
        match self._role:
            case Role.PRIMARY:
                return _Look(p.accent, p.panel)
            case Role.DANGER:
                return _Look(p.hot_ground, p.hot)
            case Role.QUIET:
                bare_icon = not self.text() and self._tone is Tone.ACCENT
                return _Look(QColor(0, 0, 0, 0), p.soft if bare_icon else p.ink(self._tone))
        return _Look(p.bg, p.text, p.line)
