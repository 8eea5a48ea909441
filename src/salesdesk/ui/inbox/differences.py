"""Two long texts and what they were made from, a difference after the other; each is taken from either side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from salesdesk.domain.fields import Field
from salesdesk.domain.lines import Piece, ended, new_lines, pieces
from salesdesk.i18n import _, joined, number
from salesdesk.ui.inbox.choices import order
from salesdesk.ui.inbox.entries import ASIDE, NOW, Entry
from salesdesk.ui.inbox.keyed import keyed_button
from salesdesk.ui.inbox.marked_lines import AROUND, GONE, NEW, SAME, Line, MarkedLines
from salesdesk.ui.inbox.merged_text import MergedText, plain
from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.widgets.ends import Ends
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.text import Text

NEXT_KEY, PREVIOUS_KEY = "F7", "Shift+F7"
BEFORE_KEY, FIRST_KEY, SECOND_KEY, BOTH_KEY = "Alt+0", "Alt+1", "Alt+2", "Alt+3"
_AROUND, _LEAST, _MOST, _BESIDE = 2, 3, 9, 540


class Differences(QWidget):
    """What differs, above the box in which both become one; keys are heard in all of `part`."""

    def __init__(self, theme: Theme, part: QWidget, box: QTextEdit, entry: Entry, field: Field) -> None:
        super().__init__()
        self._theme = theme
        self._order = order(entry)
        sides = (entry.item.now, entry.item.aside)
        now, aside = (ended(str(side.get(field.name) or "")) for side in sides)
        # Where nobody knows what it was before, what is in use stands for it.
        self._based = field.name in entry.item.base
        self._pieces = pieces(ended(str(entry.item.base[field.name] or "")) if self._based else now, now, aside)
        self._at = [place for place, piece in enumerate(self._pieces) if piece.differs]
        self._here = 0
        self._merged = MergedText(theme, box, [(self._proposed(piece), piece.differs) for piece in self._pieces])
        self._build(part, entry)
        box.textChanged.connect(self._say)
        if self._at:
            self._go(0)
        else:
            self.hide()

    @property
    def any(self) -> bool:
        """Whether there is a difference to be shown."""
        return bool(self._at)

    def _proposed(self, piece: Piece) -> str:
        return piece.together if self._based or not piece.differs else piece.both

    def _build(self, part: QWidget, entry: Entry) -> None:
        theme = self._theme
        self._said = Text(theme, "", Size.SECOND, Weight.SEMI, wrap=True)
        self._said.setObjectName("difference")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, Space.S)
        column.setSpacing(Space.S)
        moves = QWidget()
        flow = FlowLayout(moves, gap=Space.S)
        flow.addWidget(keyed_button(theme, part, _("Previous"), PREVIOUS_KEY, lambda: self._step(-1)))
        flow.addWidget(keyed_button(theme, part, _("Next"), NEXT_KEY, lambda: self._step(1)))
        column.addWidget(Ends(self._said, moves))
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(Space.S)
        self._sides: dict[str, MarkedLines] = {}
        for side, title, said in self._titles(entry):
            shown = self._sides[side] = MarkedLines(theme, title, said, f"difference-{side}", self._height())
            shown.setSizePolicy(QSizePolicy.Policy.Ignored, shown.sizePolicy().verticalPolicy())
            self._columns.addWidget(shown, 1)
        column.addLayout(self._columns)
        takes = QWidget()
        flow = FlowLayout(takes, gap=Space.S, line_gap=Space.S)
        first, second = _words_of(entry)
        keys = [
            (first, FIRST_KEY, self._order[0]),
            (second, SECOND_KEY, self._order[1]),
            (_("Take both"), BOTH_KEY, ""),
        ]
        if self._based:
            keys.append((_("Take what was before"), BEFORE_KEY, "base"))
        for words, key, side in keys:
            flow.addWidget(keyed_button(theme, part, words, key, lambda side=side: self._take(side)))  # type: ignore[misc]
        column.addWidget(takes)

    def _titles(self, entry: Entry) -> list[tuple[str, str, str]]:
        self._names = dict(zip(self._order, _names_of(entry), strict=True))
        whose = {NOW: entry.now.who, ASIDE: entry.aside.who}
        sides = [(side, self._names[side], whose[side]) for side in self._order]
        return [("base", _("Before"), ""), *sides] if self._based else sides

    def _height(self) -> int:
        """As many lines as the longest difference has, within limits: what is shown next moves nothing."""
        texts = (text for place in self._at for text in _texts(self._pieces[place]).values())
        most = max((len(text.splitlines()) for text in texts), default=0)
        return min(max(most + 2 * _AROUND, _LEAST), _MOST)

    # --- moving and taking --------------------------------------------------------------------

    def _step(self, way: int) -> None:
        if self._at:
            self._go((self._here + way) % len(self._at))

    def _go(self, difference: int) -> None:
        self._here = difference
        place = self._at[difference]
        above, below = self._beside(place - 1)[-_AROUND:], self._beside(place + 1)[:_AROUND]
        for side, shown in self._sides.items():
            shown.show_lines([*above, *_marked(self._pieces[place], side), *below])
        self._merged.go_to(difference)
        self._say()

    def _beside(self, place: int) -> list[Line]:
        """The lines before or behind a difference, of which nobody changed any."""
        there = self._pieces[place].base if 0 <= place < len(self._pieces) else ""
        return [Line(text, AROUND) for text in there.splitlines()]

    def _take(self, side: str) -> None:
        if self._at:
            self._merged.put(self._here, self._wanted(side))
            self._say()

    def _wanted(self, side: str) -> str:
        piece = self._pieces[self._at[self._here]]
        return _texts(piece)[side] if side else piece.both

    @Slot()
    def _say(self) -> None:
        if not self._at:
            return
        which = _("Difference %(one)s of %(all)s") % {"one": number(self._here + 1), "all": number(len(self._at))}
        words = joined(which, _("below stands: %s") % self._standing())
        if words != self._said.text():
            self._said.setText(words)
            QAccessible.updateAccessibility(QAccessibleEvent(self._said, QAccessible.Event.Alert))

    def _standing(self) -> str:
        """Whose lines stand in the result."""
        now = self._merged.standing(self._here)
        names = {**self._names, "": _("both"), "base": _("as before")}
        found = next((side for side in (*self._order, "", "base") if plain(self._wanted(side)) == now), None)
        return _("written by hand") if found is None else names[found]

    # --- the room there is --------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """The sides stand beside each other where there is room."""
        super().resizeEvent(event)
        beside = self.width() >= self._theme.px(_BESIDE)
        self._columns.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)


def _texts(piece: Piece) -> dict[str, str]:
    return {"base": piece.base, NOW: piece.one, ASIDE: piece.other}


def _marked(piece: Piece, side: str) -> Sequence[Line]:
    """The lines of one side; of the base those that either side has no more are gone."""
    texts = _texts(piece)
    if side == "base":
        marked, sign = new_lines(piece.one, piece.base) | new_lines(piece.other, piece.base), GONE
    else:
        marked, sign = new_lines(piece.base, texts[side]), NEW
    return [Line(text, sign if n in marked else SAME) for n, text in enumerate(texts[side].splitlines())]


def _names_of(entry: Entry) -> tuple[str, str]:
    """What the sides are called, in the order in which they are shown."""
    if not entry.mine:
        return _("In use"), _("Set aside")
    return (_("This laptop's"), _("The other's")) if entry.laptops else (_("Mine"), _("Theirs"))


def _words_of(entry: Entry) -> tuple[str, str]:
    if not entry.mine:
        return _("Take the one in use"), _("Take the other one")
    if entry.laptops:
        return _("Take this laptop's"), _("Take the other's")
    return _("Take mine"), _("Take theirs")
