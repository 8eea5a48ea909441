"""What was just done, and the way back, for a while."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.panel import Panel
from salesdesk.ui.widgets.text import Text

_SHOWN_MS, _OFF_THE_EDGE = 10_000, 16


class UndoBar(Panel):
    """Lies over the foot of `parent` and moves nothing; waits while the pointer or the keyboard is on it."""

    undone = Signal()
    stopped = Signal()
    gone = Signal()

    def __init__(self, theme: Theme, parent: QWidget, *, key: str = "Ctrl+Z", shown_ms: int = _SHOWN_MS) -> None:
        super().__init__(theme, "accent_ground", "accent", 9, parent)
        self._over = parent
        self._words = Text(theme, "", Size.TEXT, Weight.MEDIUM, elide=True)
        self._undo = Button(theme, _("Undo"), Role.QUIET, icon="undo", key=key)
        self._stop = Button(theme, _("Stop"), Role.QUIET, icon="close")
        self._stop.clicked.connect(self.stopped)
        self._close = Button(theme, "", Role.QUIET, icon="close", name=_("Close"))
        self._timer = QTimer(self, singleShot=True, interval=shown_ms)
        self._timer.timeout.connect(self._time_is_up)
        self._undo.clicked.connect(self._undo_it)
        self._close.clicked.connect(self._go)
        row = QHBoxLayout(self)
        row.setContentsMargins(5, 5, 5, 5)
        row.setSpacing(Space.XS)
        row.addSpacing(5)
        row.addWidget(self._words, 1)
        row.addWidget(self._undo)
        row.addWidget(self._stop)
        row.addWidget(self._close)
        self.hide()
        parent.installEventFilter(self)
        theme.changed.connect(self._place)

    def tell(self, sentence: str, *, undo: bool = True) -> None:
        """Says what was done and offers to undo it, or only says it."""
        self._show(sentence, undo=undo, stop=False)
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def tell_progress(self, sentence: str) -> None:
        """Says how far something is that can be stopped, until something else is told."""
        self._timer.stop()
        self._show(sentence, undo=False, stop=True)

    def _show(self, sentence: str, *, undo: bool, stop: bool) -> None:
        self._undo.setVisible(undo)
        self._stop.setVisible(stop)
        self._close.setHidden(stop)
        self._words.setText(sentence)
        self._words.setToolTip(sentence)  # a small window may cut it short
        self.setAccessibleName(sentence)
        self._place()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """Stays at the foot of its parent."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutDirectionChange) and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    @Slot()
    def _place(self) -> None:
        parent = self._over
        room = parent.width() - 2 * _OFF_THE_EDGE
        wanted = self.sizeHint().expandedTo(self.minimumSizeHint())
        width = min(wanted.width() + Space.XL, room)
        left = (parent.width() - width) // 2
        self.setGeometry(left, parent.height() - wanted.height() - _OFF_THE_EDGE, width, wanted.height())

    @Slot()
    def _time_is_up(self) -> None:
        if self.underMouse() or self._undo.hasFocus() or self._close.hasFocus():
            self._timer.start()
        else:
            self._go()

    @Slot()
    def _undo_it(self) -> None:
        self._go()
        self.undone.emit()

    @Slot()
    def _go(self) -> None:
        self._timer.stop()
        self.hide()
        self.gone.emit()
