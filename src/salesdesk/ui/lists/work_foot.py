"""The foot of a list: words and buttons; while they do something long, how far it is, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.i18n import _, number
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Size, Space, Theme, Tone, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.hairline import Hairline
from salesdesk.ui.widgets.progress_strip import ProgressStrip
from salesdesk.ui.widgets.text import Text


class Stopped(Exception):
    """She said to stop."""


class WorkFoot(QWidget):
    """`words` above the buttons that `add` makes, in `parts`; between `begin` and `end` a bar stands in their place."""

    _advanced = Signal(int)

    def __init__(self, theme: Theme, tasks: Tasks, side: int, *, below: int = Space.S) -> None:
        """`side` is the room at either side."""
        super().__init__()
        self._theme = theme
        self._tasks = tasks
        self._whole = 0
        self._stopped = False
        self.running = False
        self.words = Text(theme, "", Size.SECOND, Weight.SEMI, wrap=True)
        self.parts = QWidget()
        self._flow = FlowLayout(self.parts, gap=Space.XS)
        self.strip = ProgressStrip(theme)
        self.strip.cancelled.connect(self._stop)
        inner = QVBoxLayout()
        inner.setContentsMargins(side, Space.S, side, below)
        inner.setSpacing(Space.XS)
        for line in (self.words, self.parts, self.strip):
            inner.addWidget(line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline(theme))
        column.addLayout(inner)
        self._advanced.connect(self._advance)

    def add(
        self, text: str, name: str, do: Callable[[], object], *, role: str = Role.QUIET, tone: Tone = Tone.ACCENT,
        icon: str = "",
    ) -> Button:  # fmt: skip
        """One more button."""
        button = Button(self._theme, text, role, icon=icon, tone=tone)
        button.setObjectName(name)
        button.clicked.connect(lambda _on=False: do())
        self._flow.addWidget(button)
        return button

    def begin(self, words: str, whole: int) -> None:
        """Something begins of which there are `whole`, 0 where nobody knows."""
        self.running, self._stopped, self._whole = True, False, max(whole, 0)
        self.words.hide()
        self.parts.hide()
        self.strip.start(words, self._whole)

    def end(self) -> None:
        """It is over, whatever came of it."""
        self.running = False
        self.strip.finish()
        self.words.show()
        self.parts.show()

    def progress(self, done: int) -> bool:
        """Hears where the work is done how many are, and says whether to go on."""
        if self._tasks.finished:
            return False
        self._advanced.emit(done)
        return not self._stopped

    def or_stop(self, done: int) -> None:
        """The same for work that is stopped by an exception; raises Stopped."""
        if not self.progress(done):
            raise Stopped

    @Slot(int)
    def _advance(self, done: int) -> None:
        how_far = {"done": number(done), "all": number(max(self._whole, done))}
        self.strip.set_progress(done, "" if self._stopped else _("%(done)s of %(all)s") % how_far)

    @Slot()
    def _stop(self) -> None:
        self._stopped = True
