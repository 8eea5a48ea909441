"""The first pull, over the foot of the window: how far it is, how to stop it, and how to go on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.sync.words import filling_words, stopped_words
from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.ends import Ends
from salesdesk.ui.widgets.panel import Panel
from salesdesk.ui.widgets.progress_strip import ProgressStrip
from salesdesk.ui.widgets.text import Text

# Above the place where the undo bar comes.
_WIDTH, _ABOVE_THE_FOOT = 460, 76
_ALL = 1_000


class FillingBar(Panel):
    """Lies over `parent` and moves nothing; `cancelled` when she has had enough, `goes_on` when she has not."""

    cancelled = Signal()
    goes_on = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "panel", "line", parent=parent)
        self.setObjectName("filling")
        self._over = parent
        self.strip = ProgressStrip(theme)
        self.strip.cancelled.connect(self.cancelled)
        self._words = Text(theme, "", Size.SECOND, Weight.MEDIUM, "warm", wrap=True)
        self._words.setObjectName("filling-stopped")
        self.go_on = Button(theme, _("Go on"), Role.SECONDARY)
        self.go_on.setObjectName("filling-go-on")
        self.go_on.clicked.connect(self.goes_on)
        self._stopped = Ends(self._words, self.go_on)
        self._stopped.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.addWidget(self.strip)
        column.addWidget(self._stopped)
        parent.installEventFilter(self)
        theme.changed.connect(self._place)
        self.hide()

    def tell(self, rows: int, total: int, share: float) -> None:
        """Says how far it is."""
        words = filling_words(rows, total)
        self._stopped.hide()
        if self.strip.isHidden():
            self.strip.start(words, _ALL)
        self.strip.set_share(share, words)
        self._appear(words)

    def tell_stopped(self, rows: int, total: int) -> None:
        """Says where it was stopped."""
        words = stopped_words(rows, total)
        self.strip.finish()
        self._words.setText(words)
        self._stopped.show()
        self._appear(words)

    def over(self) -> None:
        """It is at its end, or not begun."""
        self.strip.finish()
        self.hide()

    def _appear(self, words: str) -> None:
        self.setAccessibleName(words)
        self.show()
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
