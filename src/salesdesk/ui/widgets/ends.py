"""A row with a part at either end; where both do not fit, the second stands below the first."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from salesdesk.ui.theme import Space


class Ends(QWidget):
    """Keeps `first` at the leading edge and `last` at the trailing one, each with its words whole."""

    def __init__(self, first: QWidget, last: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first = first
        self._last = last
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(Space.S)
        self._row.addWidget(first, 1, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(last, 0, Qt.AlignmentFlag.AlignLeading)

    def minimumSizeHint(self) -> QSize:
        """As wide as the wider of both."""
        width = max(self._first.minimumSizeHint().width(), self._last.minimumSizeHint().width())
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Stands them side by side or one above the other."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent, /) -> bool:
        """Follows what its parts say."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return done

    def _fit(self) -> None:
        wanted = self._first.sizeHint().width() + Space.S + self._last.sizeHint().width()
        beside = wanted <= self.width()
        way = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != way:
            self._row.setDirection(way)
