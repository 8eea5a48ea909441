"""A text in one of the desk's sizes, weights and colours."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QPalette,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QLabel, QWidget

from salesdesk.i18n import mirrored
from salesdesk.ui.theme import Size, Theme, Weight
from salesdesk.ui.widgets.painting import line_of_text

_TALL = "أّحي"


class Text(QLabel):
    """A label in the theme's type; `ink` is a colour token, `wrap` and `elide` say what too long a text does."""

    _wanted = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        size: int = Size.TEXT,
        weight: int = Weight.NORMAL,
        ink: str = "text",
        *,
        wrap: bool = False,
        elide: bool = False,
        tabular: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._theme = theme
        self._lowered = 0
        self._type = (size, weight, tabular)
        self._ink = ink
        self._elide = elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self._align()
        self._restyle()
        theme.changed.connect(self._restyle)

    def setAlignment(self, alignment: Qt.AlignmentFlag, /) -> None:
        """Aligns to the leading or trailing edge of the layout, whatever the script of the text."""
        self._wanted = alignment
        self._align()

    def changeEvent(self, event: QEvent, /) -> None:
        """Turns round with the layout."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._align()

    def set_ink(self, ink: str) -> None:
        """Writes in another colour token."""
        if ink != self._ink:
            self._ink = ink
            self._restyle()

    def setText(self, text: str, /) -> None:
        """Says something else."""
        super().setText(text)
        self._measure()

    def stand_lower(self, by: int) -> None:
        """Stands lower by so much, as beside a field that has a ground."""
        self._lowered = by
        self._measure()

    def minimumSizeHint(self) -> QSize:
        """A text that may be elided may also shrink."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self._theme.px(40)), hint.height()) if self._elide else hint

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draws the text, elided where that was asked for."""
        if self.wordWrap() and self.isRightToLeft():
            self._draw_paragraph()
        elif self._elide:
            self._draw_line()
        else:
            super().paintEvent(event)

    def _draw_paragraph(self) -> None:
        """Draws the lines even at their edge; a label counts the spaces at which it broke them."""
        room, painter = self.contentsRect(), QPainter(self)
        option = QTextOption(self.alignment())
        option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        paragraph = QTextDocument()
        paragraph.setDocumentMargin(0)
        paragraph.setDefaultFont(self.font())
        paragraph.setDefaultTextOption(option)
        paragraph.setPlainText(self.text())
        paragraph.setTextWidth(room.width())
        spare = 0 if self.alignment() & Qt.AlignmentFlag.AlignTop else room.height() - paragraph.size().height()
        painter.translate(room.left(), room.top() + spare / 2)
        colours = QAbstractTextDocumentLayout.PaintContext()
        colours.palette.setColor(QPalette.ColorRole.Text, self._theme.palette.named(self._ink))
        paragraph.documentLayout().draw(painter, colours)
        painter.end()

    def _draw_line(self) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self._theme.palette.named(self._ink))
        right = bool(self.alignment() & Qt.AlignmentFlag.AlignRight)
        line_of_text(painter, QFontMetrics(self.font()), self.contentsRect(), self.text(), right=right)
        painter.end()

    def _measure(self) -> None:
        """Keeps room for Arabic tails and stacked accents, which reach out of the line that the desk's font has."""
        above = below = 0
        text = self.text() + _TALL if mirrored() else self.text()  # in Arabic all of one size are of one height
        if not text.isascii():
            metrics = QFontMetrics(self.font())
            ink = metrics.tightBoundingRect(text)
            above, below = -ink.top() - metrics.ascent(), ink.bottom() + 1 - metrics.descent()
        self.setContentsMargins(0, self._lowered + max(above, 0), 0, max(below, 0))

    def _align(self) -> None:
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        wanted = self._wanted
        if self.isRightToLeft() and wanted & (left | right) and not wanted & Qt.AlignmentFlag.AlignAbsolute:
            wanted ^= left | right
        super().setAlignment(wanted | Qt.AlignmentFlag.AlignAbsolute)

    @Slot()
    def _restyle(self) -> None:
        size, weight, tabular = self._type
        self.setFont(self._theme.font(size, weight, tabular=tabular))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, self._theme.palette.named(self._ink))
        self.setPalette(palette)
        self._measure()
