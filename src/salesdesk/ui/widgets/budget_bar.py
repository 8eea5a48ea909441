"""How far a budget is used up: spent, committed, and over."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRect, QSize, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.i18n import _, money
from salesdesk.ui.theme import Theme
from salesdesk.ui.widgets.painting import rounded, visual
from salesdesk.ui.widgets.palette import blend

_HEIGHT, _RADIUS, _PALE, _LIMIT = 14, 4, 0.4, 2


class BudgetBar(QWidget):
    """A bar as long as its plan: spent solid, committed pale, all in hot once it is over."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._planned = self._committed = self._spent = self._whole = Decimal(0)
        self._currency = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._restyle)

    def set_figures(
        self,
        planned: Decimal,
        committed: Decimal,
        spent: Decimal,
        currency: str = "",
        *,
        whole: Decimal | None = None,
    ) -> None:
        """Shows other figures; `whole` is what the full width stands for, so that bars compare."""
        self._planned, self._committed, self._spent = planned, committed, spent
        self._currency = currency
        self._whole = max(whole or Decimal(0), planned, committed + spent)
        self.setAccessibleDescription(self.words())
        self.setToolTip(self.words())
        self.update()

    @property
    def left(self) -> Decimal:
        """What is left of the plan; below zero it is over."""
        return self._planned - self._committed - self._spent

    def verdict(self) -> str:
        """What is left or over, in a word."""
        amount = money(abs(self.left), self._currency)
        return (_("{amount} over") if self.left < 0 else _("{amount} left")).format(amount=amount)

    def words(self) -> str:
        """The whole bar as a sentence."""
        return _("{spent} spent, {committed} committed of {planned} planned: {verdict}").format(
            spent=money(self._spent, self._currency),
            committed=money(self._committed, self._currency),
            planned=money(self._planned, self._currency),
            verdict=self.verdict(),
        )

    def sizeHint(self) -> QSize:
        """A strip."""
        return QSize(self._theme.px(200), self._theme.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """Still legible."""
        return QSize(self._theme.px(60), self._theme.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent, /) -> None:
        """Draws plan, committed and spent over one another."""
        p = self._theme.palette
        painter = QPainter(self)
        if self.left < 0:
            self._strip(painter, self._planned - self.left, p.hot)
            self._limit(painter)
        else:
            self._strip(painter, self._planned, p.rail)
            self._strip(painter, self._spent + self._committed, blend(p.accent, p.panel, _PALE))
            self._strip(painter, self._spent, p.accent)
        painter.end()

    def _reach(self, amount: Decimal) -> int:
        return round(self.width() * float(amount / self._whole)) if self._whole else 0

    def _strip(self, painter: QPainter, amount: Decimal, colour: QColor) -> None:
        if amount > 0:
            box = QRect(0, 0, max(self._reach(amount), 2), self.height())
            rounded(painter, visual(box, self.rect(), self.isRightToLeft()), _RADIUS, colour)

    def _limit(self, painter: QPainter) -> None:
        """The gap where the plan ends tells "over" without its colour."""
        box = QRect(self._reach(self._planned) - _LIMIT, 0, _LIMIT, self.height())
        painter.fillRect(visual(box, self.rect(), self.isRightToLeft()), self._theme.palette.panel)

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
