"""Work that takes its time: in words, as a thin bar, and how to stop it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.painting import rounded, visual
from salesdesk.ui.widgets.text import Text

_THICK = 4


class _Bar(QProgressBar):
    """The thin bar."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Four pixels high."""
        return QSize(120, _THICK)

    def minimumSizeHint(self) -> QSize:
        """Four pixels high."""
        return QSize(40, _THICK)

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draws what is done over what there is."""
        p = self._theme.palette
        painter = QPainter(self)
        rounded(painter, self.rect(), _THICK / 2, p.line)
        if self.maximum() > 0 and self.value() > 0:
            done = QRect(0, 0, max(round(self.width() * self.value() / self.maximum()), _THICK), self.height())
            rounded(painter, visual(done, self.rect(), self.isRightToLeft()), _THICK / 2, p.accent)
        painter.end()


class ProgressStrip(QWidget):
    """Says what is being done and how far it is; `cancelled` when she has had enough."""

    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Text(theme, "", Size.SECOND, Weight.MEDIUM, "soft", wrap=True)
        self._bar = _Bar(theme)
        self._cancel = Button(theme, _("Cancel"), Role.SECONDARY)
        self._cancel.clicked.connect(self._stop)
        self.setFocusProxy(self._cancel)
        column = QVBoxLayout()
        column.setSpacing(Space.XS)
        column.addWidget(self._words)
        column.addWidget(self._bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addLayout(column, 1)
        row.addWidget(self._cancel)
        self.hide()

    def start(self, words: str, total: int = 0) -> None:
        """Shows work of `total` steps; 0 where nobody knows yet."""
        self._cancel.setEnabled(True)
        self._bar.setRange(0, total)
        self.set_progress(0, words)
        self.show()

    def set_progress(self, done: int, words: str = "") -> None:
        """Shows how far it is, in other words where given."""
        if words:
            self._words.setText(words)
            self._bar.setAccessibleName(words)
            self.setAccessibleName(words)
        self._bar.setValue(done)

    def set_share(self, share: float, words: str = "") -> None:
        """The same for a share of all, from 0 to 1."""
        self.set_progress(round(share * self._bar.maximum()), words)

    def finish(self) -> None:
        """Leaves."""
        self.hide()

    @Slot()
    def _stop(self) -> None:
        self._cancel.setEnabled(False)
        self._words.setText(_("Stopping …"))
        self.cancelled.emit()
