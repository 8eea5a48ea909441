"""The four figures of a trip, side by side where there is room."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.theme import Space, Theme
from salesdesk.ui.trips.figures import TripFigures
from salesdesk.ui.trips.words import committed_card, left_card, planned_card, spent_card
from salesdesk.ui.widgets.card import Card

_SHOWN = (planned_card, spent_card, committed_card, left_card)
_LEAST = 150


class FigureCards(QWidget):
    """Planned, spent, committed, left."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._columns = 0
        labels = {"planned": _("Planned"), "spent": _("Spent"), "committed": _("Committed"), "left": _("Left")}
        self._cards = [Card(theme, label) for label in labels.values()]
        for card, name in zip(self._cards, labels, strict=True):
            card.setObjectName(f"card-{name}")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(Space.M)
        self._arrange(4)

    def show_figures(self, figures: TripFigures) -> None:
        """Shows a trip's figures."""
        for card, words_of in zip(self._cards, _SHOWN, strict=True):
            words = words_of(figures)
            card.set_figure(words.value, words.note, words.tone)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """No wider than one card."""
        return QSize(self._least(), self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """Sets the cards in one, two or four columns."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        least = self._least()
        room = self.width() + Space.M
        self._arrange(next((n for n in (4, 2) if n * (least + Space.M) <= room), 1))

    def _least(self) -> int:
        return max(self._theme.px(_LEAST), *(card.minimumSizeHint().width() for card in self._cards))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
