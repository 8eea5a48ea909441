"""What lies over the window while it is asked something; the rest of the window waits beneath."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from salesdesk.ui.theme import Space, Theme
from salesdesk.ui.widgets.panel import Panel

_ABOVE, _VEIL = 72, 190


class Overlay(QWidget):
    """A panel over `window`; Escape or a press beside it closes, Tab stays within, the cursor goes back."""

    def __init__(
        self, theme: Theme, window: QWidget, width: int, *, aside: bool = False, standing: bool = False
    ) -> None:
        """With `aside` it stands at the trailing edge, as high as the window; `standing` there, it leaves her to work.

        What stands covers no more than its own place, and Tab leads out of it.
        """
        super().__init__(window)
        self.theme = theme
        self._window = window
        self._width = width
        self._aside = aside
        self._standing = standing
        self._before: QWidget | None = None
        self.panel = Panel(theme, "panel", "line", parent=self)
        window.installEventFilter(self)
        theme.changed.connect(self.fit)
        self.hide()

    def appear(self) -> None:
        """Shows itself."""
        focus = self._window.window().focusWidget()
        if focus is not None and not self.isAncestorOf(focus):
            self._before = focus
        self.show()
        self.fit()
        self.raise_()

    def vanish(self) -> None:
        """Goes away and gives the cursor back."""
        if self.isHidden():
            return
        self.hide()
        before, self._before = self._before, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit(self) -> None:
        """Takes its place in the window."""
        if self.isHidden():
            return
        self.setGeometry(self._window.rect())
        width = min(self.theme.px(self._width), self.width() - 2 * Space.XL)
        room = self.height() - 2 * Space.M
        if self._aside:
            start = Space.M if self.isRightToLeft() else self.width() - width - Space.M
            if self._standing:
                self.setGeometry(start, Space.M, width, room)
            self.panel.setGeometry(0 if self._standing else start, 0 if self._standing else Space.M, width, room)
            return
        layout = self.panel.layout()
        wanted = layout.totalHeightForWidth(width) if layout is not None and layout.hasHeightForWidth() else 0
        height = min(wanted or self.panel.sizeHint().height(), room)
        above = min(_ABOVE, (self.height() - height) // 2)
        self.panel.setGeometry((self.width() - width) // 2, above, width, height)

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """Follows the window's size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutDirectionChange):
            self.fit()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent, /) -> bool:
        """Escape is its own while it is open, whatever the screen beneath would do with it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """What lies beneath steps back."""
        if self._standing:
            return
        veil = QColor(self.theme.palette.rail)
        veil.setAlpha(_VEIL)
        painter = QPainter(self)
        painter.fillRect(self.rect(), veil)
        painter.end()

    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Escape closes."""
        if _is_escape(event):
            self.vanish()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent, /) -> None:
        """A press beside the panel closes it."""
        if not self.panel.geometry().contains(event.position().toPoint()):
            self.vanish()

    def focusNextPrevChild(self, forward: bool, /) -> bool:
        """Tab goes round within the panel."""
        if self._standing:
            return super().focusNextPrevChild(forward)
        parts = [part for part in self.findChildren(QWidget) if _takes_tab(part)]
        focus = self._window.window().focusWidget()
        if not parts:
            return True
        ring = _in_tab_order(parts)
        place = ring.index(focus) if focus in ring else -1
        step = 1 if forward else -1
        ring[(place + step) % len(ring)].setFocus(
            Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        )
        return True


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape and not event.modifiers()


def _takes_tab(part: QWidget) -> bool:
    return bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus) and part.isVisible() and part.isEnabled()


def _in_tab_order(parts: list[QWidget]) -> list[QWidget]:
    """The parts in the order in which Qt's own chain leads through them."""
    ring, following = [parts[0]], parts[0].nextInFocusChain()
    while following is not None and following is not parts[0]:
        if following in parts:
            ring.append(following)
        following = following.nextInFocusChain()
    return ring
