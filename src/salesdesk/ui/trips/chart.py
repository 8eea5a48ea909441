"""The chart of what was spent day by day, drawn off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QRect, QSize, QTimer, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.i18n import language, mirrored
from salesdesk.ui.tasks import Task, Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.widgets.painting import visual

_HEIGHT, _LEAST, _REST_MS = 188, 200, 120


@dataclass(frozen=True)
class _Wanted:
    """All that decides how the chart looks."""

    days: tuple[tuple[date, Decimal], ...]
    planned: Decimal
    currency: str
    dark: bool
    size: tuple[int, int]
    ratio: float
    scale: int
    language: str


class SpendingView(QWidget):
    """A picture of the spending; the old one stands until the new one is drawn."""

    def __init__(self, theme: Theme, tasks: Tasks) -> None:
        super().__init__()
        self._theme = theme
        self._tasks = tasks
        self._spending: tuple[tuple[tuple[date, Decimal], ...], Decimal, str] = ((), Decimal(0), "")
        self._wanted: _Wanted | None = None
        self._under_way: Task[QImage | None] | None = None
        self._picture: QImage | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rest.timeout.connect(self._ask)
        self.setObjectName("spending")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    @property
    def picture(self) -> QImage | None:
        """What is drawn, or None while nothing is."""
        return self._picture

    def show_spending(self, days: Sequence[tuple[date, Decimal]], planned: Decimal, currency: str, words: str) -> None:
        """Shows other spending; `words` say its figures."""
        self._spending = (tuple(days), planned, currency)
        self.setAccessibleName(words)
        self._rest.start()

    def forget(self) -> None:
        """Another trip is shown: what is being drawn is not waited for."""
        if self._under_way is not None:
            self._under_way.cancel()
        self._wanted = self._picture = None
        self._rest.stop()
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(self._theme.px(_LEAST), self._theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Still legible."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Draws anew once the size rests."""
        super().resizeEvent(event)
        self._rest.start()

    def showEvent(self, event: QShowEvent, /) -> None:
        """Draws what was asked for while it was out of sight."""
        super().showEvent(event)
        self._rest.start()

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Puts the picture at the leading edge."""
        if self._picture is not None:
            size = self._picture.deviceIndependentSize().toSize()
            painter = QPainter(self)
            painter.drawImage(visual(QRect(0, 0, size.width(), size.height()), self.rect(), mirrored()), self._picture)
            painter.end()

    @Slot()
    def _ask(self) -> None:
        wanted = self._now()
        if not self.isVisible() or wanted == self._wanted or not wanted.days or min(wanted.size) < 1:
            return
        if self._under_way is not None:
            self._under_way.cancel()
        self._wanted = wanted
        draw = _drawing(wanted, self._look())
        self._under_way = self._tasks.work(lambda: draw() if self._wanted is wanted else None, self._drawn)

    def _now(self) -> _Wanted:
        days, planned, currency = self._spending
        size = (self.width() * 100 // self._theme.scale, self.height() * 100 // self._theme.scale)
        ratio = self.devicePixelRatioF()
        return _Wanted(days, planned, currency, self._theme.dark, size, ratio, self._theme.scale, language())

    def _look(self) -> dict[str, str]:
        names = ("panel", "text", "soft", "line", "accent", "accent_ground", "hot")
        return {name: self._theme.palette.named(name).name() for name in names}

    def _drawn(self, picture: QImage | None) -> None:
        if picture is not None:
            self._picture = picture
            self.update()

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self._rest.start()


def _drawing(wanted: _Wanted, look: dict[str, str]) -> Callable[[], QImage]:
    def draw() -> QImage:
        from salesdesk.reports.spending import ChartLook, spending_chart

        ratio = wanted.ratio * wanted.scale / 100
        drawn = spending_chart(wanted.days, wanted.planned, wanted.currency, ChartLook(**look), wanted.size, ratio)
        picture = QImage.fromData(drawn)
        picture.setDevicePixelRatio(wanted.ratio)
        return picture

    return draw
