"""A record with the sections of what is linked to it, and the screen that follows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.record import Record
from salesdesk.i18n import _
from salesdesk.store.door import Saved
from salesdesk.ui.records.detail import SIDE, Detail
from salesdesk.ui.records.related import Related
from salesdesk.ui.records.related_rows import AIR
from salesdesk.ui.records.screen import RecordScreen
from salesdesk.ui.theme import Space
from salesdesk.ui.widgets.section_title import SectionTitle


class RelatedDetail(Detail):
    """The record's name, its sections, its form; `opened` asks for another record by kind and id."""

    opened = Signal(str, str)
    add = Signal(str)
    # Each kind of record has its own, from the top.
    make_sections: Callable[[], Sequence[Related]]
    _held: tuple[QWidget, int] | None = None

    def _build(self) -> None:
        super()._build()
        self.sections = self.make_sections()
        self._host = QWidget()
        self._host.hide()
        side = self.theme.px(SIDE) - AIR
        column = QVBoxLayout(self._host)
        column.setContentsMargins(side, 0, side, 0)
        column.setSpacing(Space.S)
        for section in self.sections:
            column.addWidget(section)
            section.opened.connect(self.opened)
            section.add.connect(self.add)
            section.moving.connect(self._hold_place)
        self.page.insertWidget(1, self._host)
        self._form_title = SectionTitle(self.theme, _("Details"))
        self._form_title.hide()
        self.below.insertWidget(0, self._form_title)

    def open(self, record: Record) -> None:
        """Shows a record from its beginning."""
        self._held = None
        self.scroll_area.verticalScrollBar().setValue(0)
        super().open(record)

    def show_head(self, record: Record) -> None:
        """Title, and the sections of a record that is saved."""
        super().show_head(record)
        there = bool(record.id)
        if there == self._host.isHidden():
            self._hold_place()
            self._host.setVisible(there)
            self._form_title.setVisible(there)
        for section in self.sections:
            section.show_of(record.id)

    def follow(self, saved: Saved) -> None:
        """Something was saved."""
        for section in self.sections:
            section.follow(saved)

    def refresh(self, kinds: set[str]) -> None:
        """Records of these kinds came from the server."""
        for section in self.sections:
            section.refresh(kinds)

    @Slot()
    def _hold_place(self) -> None:
        """What comes or goes above does not move what she is in, or the form where she looks at it alone."""
        if self._held is not None:
            return
        focus = self.window().focusWidget()
        within = focus is not None and self.inner.isAncestorOf(focus)
        anchor = focus if within and focus is not None else self.form
        top = self._top_of(anchor)
        if within or self.scroll_area.verticalScrollBar().value() >= top > 0:
            self._held = anchor, top
            QTimer.singleShot(0, self, self._put_back)

    def _put_back(self) -> None:
        if self._held is not None:
            (anchor, top), self._held = self._held, None
            bar = self.scroll_area.verticalScrollBar()
            bar.setValue(bar.value() + self._top_of(anchor) - top)

    def _top_of(self, part: QWidget) -> int:
        return part.mapTo(self.inner, QPoint()).y()


class RelatedScreen(RecordScreen):
    """A screen whose records show what is linked to them; `elsewhere` asks the window for a record by kind and id."""

    elsewhere = Signal(str, str)

    def follow(self, saved: Saved) -> None:
        """Follows the records and what is linked to the one in sight."""
        super().follow(saved)
        if isinstance(self._detail, RelatedDetail):
            self._detail.follow(saved)

    def refresh(self, kinds: set[str]) -> None:
        """Follows the server in what is linked, too."""
        super().refresh(kinds)
        if isinstance(self._detail, RelatedDetail):
            self._detail.refresh(kinds)
