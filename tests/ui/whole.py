"""Whether all words that are in sight can be read to their end."""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QTextDocumentFragment
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QLineEdit, QWidget

from salesdesk.ui.widgets.text import Text


def within(part: QWidget) -> list[QWidget]:
    """The part and all that is visible in it."""
    return [part, *(child for child in part.findChildren(QWidget) if child.isVisible())]


def assert_whole(widget: QWidget) -> None:
    """The words of a label, button or editor fit."""
    assert not cut(widget), (cut(widget), words(widget), widget.size())


def cut(widget: QWidget) -> str:
    """In which way the words of a label, button or editor do not fit, or ""."""
    if isinstance(widget, QLabel) and widget.text():
        return _cut_label(widget)
    if isinstance(widget, QAbstractButton):
        tall = widget.heightForWidth(widget.width()) if widget.hasHeightForWidth() else widget.sizeHint().height()
        return _too_small(widget, widget.minimumSizeHint().width(), tall)
    if isinstance(widget, QLineEdit):
        return _too_small(widget, 0, QFontMetrics(widget.font()).height())
    return ""


def _cut_label(label: QLabel) -> str:
    return _cut_tails(label) or _cut_words(label)


def _cut_tails(label: QLabel) -> str:
    """Whether letters reach out of a line below, as Arabic ones do."""
    metrics, room = label.fontMetrics(), label.contentsRect()
    spare = room.height() - metrics.height()
    below = label.height() - 1 - room.bottom() + spare // 2
    out = metrics.tightBoundingRect(words(label)).bottom() - metrics.descent() - below
    return f"tails reach {out} below it" if out > 0 and spare < metrics.height() else ""


def _cut_words(label: QLabel) -> str:
    if label.wordWrap():
        metrics, margins = label.fontMetrics(), label.width() - label.contentsRect().width()
        widest = max(metrics.horizontalAdvance(word) for word in re.split(r"\s", words(label)))
        return _too_small(label, widest + margins, label.heightForWidth(label.width()))
    hint = label.sizeHint()
    elides = isinstance(label, Text) and label.minimumSizeHint().width() < hint.width()
    return _too_small(label, 0 if elides else hint.width(), hint.height())


def _too_small(widget: QWidget, width: int, height: int) -> str:
    narrow = f"{width - widget.width()} too narrow" if widget.width() < width else ""
    low = f"{height - widget.height()} too low" if widget.height() < height else ""
    return " ".join(filter(None, (narrow, low)))


def words(widget: QWidget) -> str:
    """What a label or button says."""
    if isinstance(widget, QLabel):
        rich = widget.textFormat() is not Qt.TextFormat.PlainText
        return QTextDocumentFragment.fromHtml(widget.text()).toPlainText() if rich else widget.text()
    return widget.text() if isinstance(widget, QAbstractButton) else widget.objectName()


def unreadable(window: QWidget) -> Iterator[str]:
    """What is cut in a window: by its own size, or because it reaches out of what holds it."""
    for widget in within(window):
        if isinstance(widget, (QLabel, QAbstractButton, QLineEdit)) and (why := cut(widget) or _hidden(widget, window)):
            yield f"{type(widget).__name__} {words(widget)!r}: {why}"


def _hidden(widget: QWidget, window: QWidget) -> str:
    """Whether a part reaches out of its surroundings; what can be scrolled to is in sight."""
    around = widget.parentWidget()
    scrolled = False
    while around is not None and widget is not window:
        where = QRect(widget.mapTo(around, QPoint(0, 0)), widget.size())
        scrolled = scrolled or isinstance(around.parentWidget(), QAbstractScrollArea)
        if where.left() < 0 or where.right() > around.width() - 1:
            return f"out of {type(around).__name__} at its side"
        if not scrolled and (where.top() < 0 or where.bottom() > around.height() - 1):
            return f"out of {type(around).__name__} above or below"
        if around is window:
            break
        around = around.parentWidget()
    return ""
