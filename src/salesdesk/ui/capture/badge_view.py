"""Where a badge is dropped, pasted, opened or scanned, and where its picture is shown."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.ui import icons
from salesdesk.ui.theme import CARD_RADIUS, Size, Space, Theme, Weight
from salesdesk.ui.widgets.painting import rounded

HEIGHT = 206


class BadgeView(QWidget):
    """Shows the picture of the badge; takes files and pictures that are dropped on it."""

    dropped = Signal(QMimeData)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture = QPixmap()
        self._scaled = QPixmap()
        self._over = False
        self.setAcceptDrops(True)
        self.setAccessibleName(_("Picture of the badge"))
        self._restyle()
        theme.changed.connect(self._restyle)

    def show_picture(self, data: bytes | None) -> None:
        """Shows a picture, or the invitation to drop one."""
        self._picture, self._scaled = QPixmap(), QPixmap()
        if data:
            self._picture.loadFromData(data)
        self.update()

    def show_frame(self, image: QImage) -> None:
        """Shows what the camera sees."""
        self._picture, self._scaled = QPixmap.fromImage(image), QPixmap()
        self.update()

    @Slot()
    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(HEIGHT))
        self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Takes files, pictures and text."""
        if acceptable(event.mimeData()):
            event.acceptProposedAction()
            self._over = True
            self.update()

    def dragLeaveEvent(self, event: object) -> None:
        """Nothing was dropped."""
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hands on what was dropped."""
        self._over = False
        self.update()
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the picture whole on black, or the invitation."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        p = self._theme.palette
        if self._picture.isNull():
            rounded(painter, self.rect(), CARD_RADIUS, p.accent_ground if self._over else p.bg, p.line)
            self._invite(painter)
        else:
            rounded(painter, self.rect(), CARD_RADIUS, p.named("text") if not self._theme.dark else p.bg)
            room = self.rect().adjusted(Space.S, Space.S, -Space.S, -Space.S)
            size = self._picture.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
            box = QRect(0, 0, size.width(), size.height())
            box.moveCenter(room.center())
            painter.drawPixmap(box, self._at_size(size * self.devicePixelRatioF()))
        painter.end()

    def _at_size(self, size: QSize) -> QPixmap:
        """The picture scaled well, once a size."""
        if self._scaled.size() != size:
            ways = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
            self._scaled = self._picture.scaled(size, *ways)
        return self._scaled

    def _invite(self, painter: QPainter) -> None:
        theme = self._theme
        side = theme.px(30)
        middle = self.rect().center()
        icon = icons.pixmap("capture", theme.palette.soft, side)
        painter.drawPixmap(middle.x() - side // 2, middle.y() - side - Space.S, icon)
        painter.setFont(theme.font(Size.SECOND, Weight.MEDIUM))
        painter.setPen(theme.palette.soft)
        below = self.rect().adjusted(Space.L, middle.y(), -Space.L, 0)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(below, int(flags), _("Drop or paste the picture of a badge or card"))


def acceptable(mime: QMimeData) -> bool:
    """Whether something could be read from it."""
    return mime.hasUrls() or mime.hasImage() or mime.hasText() or mime.hasFormat("text/vcard")
