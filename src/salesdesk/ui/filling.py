"""The first pull, over the foot of the window: how far it is, and how to stop it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.ui.theme import Space, Theme
from salesdesk.ui.widgets.panel import Panel
from salesdesk.ui.widgets.progress_strip import ProgressStrip

# Above the place where the undo bar comes.
_WIDTH, _ABOVE_THE_FOOT = 420, 76


class FillingBar(Panel):
    """Lies over `parent` and moves nothing; `cancelled` when she has had enough."""

    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "panel", "line", parent=parent)
        self.setObjectName("filling")
        self._over = parent
        self.strip = ProgressStrip(theme)
        self.strip.cancelled.connect(self.cancelled)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.addWidget(self.strip)
        parent.installEventFilter(self)
        theme.changed.connect(self._place)
        self.hide()

    def tell(self, words: str) -> None:
        """Says how far it is; "" says that it is over."""
        if not words:
            self.hide()
        elif self.isHidden():
            self.strip.start(words)
            self.show()
        else:
            self.strip.set_progress(0, words)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """Stays at the foot of its parent."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutDirectionChange):
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        if self.isHidden():
            return
        parent = self._over
        width = min(self.theme.px(_WIDTH), parent.width() - 2 * Space.XL)
        height = max(self.sizeHint().height(), self.heightForWidth(width))
        self.setGeometry((parent.width() - width) // 2, parent.height() - height - _ABOVE_THE_FOOT, width, height)
        self.raise_()
