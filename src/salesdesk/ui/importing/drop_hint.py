"""Files dragged over the window: where they can be dropped, and what happens then."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.ui import icons
from salesdesk.ui.theme import CARD_RADIUS, Size, Space, Theme, Weight
from salesdesk.ui.widgets.painting import RING, line_of_text, rounded

_VEIL, _ICON, _WIDTH = 210, 34, 420


class DropHint(QWidget):
    """Lies over `contents` while files are dragged over the window, but not over its badge; `dropped` gives them."""

    dropped = Signal(list)

    def __init__(self, theme: Theme, window: QWidget, contents: QWidget) -> None:
        super().__init__(contents)
        self._theme = theme
        self._over = window
        self._contents = contents
        self._words = _("Drop to import")
        self.setAccessibleName(self._words)
        self.setAcceptDrops(True)
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        self._watch()
        self.hide()

    def _watch(self) -> None:
        """Sees what is dragged before a field takes it for text."""
        handle = self._over.windowHandle()
        if handle is not None:
            handle.removeEventFilter(self)
            handle.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """Comes with the files and goes with them; a drop on the window's own ground counts too."""
        kind = event.type()
        if kind in (QEvent.Type.DragEnter, QEvent.Type.DragMove) and isinstance(event, QDragMoveEvent):
            self._appear(event)
            return self._accept(event) if watched is self._over else False
        if kind == QEvent.Type.DragLeave:
            self.hide()
        elif kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            return self._drop(event) if watched is self._over else False
        elif kind == QEvent.Type.Show and watched is self._over:
            self._watch()
        return False

    def _appear(self, event: QDragMoveEvent) -> None:
        if self.isHidden() and files_of(event.mimeData()):
            self.setGeometry(self._contents.rect())
            badge = self._badge()
            whole = QRegion(self.rect())
            self.setMask(whole.subtracted(QRegion(badge)) if not badge.isEmpty() else whole)
            self.show()
            self.raise_()

    def _badge(self) -> QRect:
        """Where a badge is dropped, which is Capture's own."""
        from salesdesk.ui.capture.badge_view import BadgeView

        seen = [part for part in self._contents.findChildren(BadgeView) if part.isVisible()]
        return QRect(seen[0].mapTo(self._contents, QPoint()), seen[0].size()) if seen else QRect()

    def _accept(self, event: QDragMoveEvent) -> bool:
        taken = bool(files_of(event.mimeData()))
        event.setAccepted(taken)
        return taken

    def _drop(self, event: QDropEvent) -> bool:
        self.hide()
        files = files_of(event.mimeData())
        if files:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(files)
        return bool(files)

    def dragEnterEvent(self, event: QDragMoveEvent, /) -> None:
        """Takes files."""
        self._accept(event)

    def dragMoveEvent(self, event: QDragMoveEvent, /) -> None:
        """Takes files."""
        self._accept(event)

    def dropEvent(self, event: QDropEvent, /) -> None:
        """Hands on what was dropped."""
        self._drop(event)

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """What lies beneath steps back behind the words."""
        p, px = self._theme.palette, self._theme.px
        painter = QPainter(self)
        veil = QColor(p.rail)
        veil.setAlpha(_VEIL)
        painter.fillRect(self.rect(), veil)
        inner = self.rect().adjusted(Space.XS, Space.XS, -Space.XS, -Space.XS)
        rounded(painter, inner, CARD_RADIUS, QColor(0, 0, 0, 0), p.accent)
        size, font = px(_ICON), self._theme.font(Size.PANE, Weight.SEMI)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        box = QRect(0, 0, min(px(_WIDTH), inner.width()), size + metrics.height() + 5 * Space.L)
        box.moveCenter(self.rect().center())
        rounded(painter, box, CARD_RADIUS, p.accent_ground, p.accent)
        icon = icons.pixmap("import", p.accent, size, self.devicePixelRatioF())
        painter.drawPixmap(box.center().x() - size // 2, box.top() + 2 * Space.L, icon)
        painter.setPen(p.text)
        line = QRect(box.left(), box.top() + 3 * Space.L + size, box.width(), metrics.height())
        line_of_text(painter, metrics, line.adjusted(RING, 0, -RING, 0), self._words, centre=True)
        painter.end()


def files_of(mime: QMimeData) -> list[Path]:
    """The files of this computer that are dragged."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
