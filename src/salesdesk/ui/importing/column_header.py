"""Above each column of the preview: its title, and the choice of the field that it goes to."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from salesdesk.i18n import _
from salesdesk.ui import icons
from salesdesk.ui.importing.preview_model import PreviewModel
from salesdesk.ui.theme import Size, Space, Theme, Weight
from salesdesk.ui.widgets.combo_box import ComboBox
from salesdesk.ui.widgets.painting import line_of_text, visual

_MARK = 14


class ColumnHeader(QHeaderView):
    """Makes a choice for each column in sight and its neighbours, however many there are; `chosen`: column, field."""

    chosen = Signal(int, str)

    def __init__(self, theme: Theme, table: QTableView, model: PreviewModel, before: QWidget) -> None:
        """`before` is what has the focus before the first choice, as the eye goes."""
        super().__init__(Qt.Orientation.Horizontal, table)
        self._theme = theme
        self._table = table
        self._preview = model
        self._before = before
        self.remembered: frozenset[int] = frozenset()
        self._targets = QStandardItemModel(self)
        self._choices: dict[int, ComboBox] = {}
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)
        table.setHorizontalHeader(self)
        table.horizontalScrollBar().valueChanged.connect(self._arrange)
        self.sectionCountChanged.connect(self._arrange)
        theme.changed.connect(self._restyle)

    def begin_behind(self, before: QWidget) -> None:
        """The choices follow `before` when the Tab key is pressed."""
        if before is not self._before:
            self._before = before
            self._put_in_order()

    def set_targets(self, targets: Sequence[tuple[str, str]]) -> None:
        """The fields that a column can go to: name and label; the first leaves it out."""
        if [self._targets.item(row).data() for row in range(self._targets.rowCount())] != [x for x, _label in targets]:
            for choice in self._choices.values():
                choice.blockSignals(True)
            self._targets.clear()
            for name, label in targets:
                item = QStandardItem(label)
                item.setData(name)
                self._targets.appendRow(item)
            for choice in self._choices.values():
                choice.blockSignals(False)

    def follow(self, remembered: frozenset[int]) -> None:
        """Shows what the columns go to now; `remembered` ones are marked."""
        self.remembered = remembered
        self._arrange()
        for column, choice in self._choices.items():
            self._set(column, choice)
        self.viewport().update()

    def choice(self, column: int) -> ComboBox:
        """The choice of a column, brought into sight."""
        self._bring(column)
        return self._choices[column]

    def sizeHint(self) -> QSize:
        """A title above a field."""
        return QSize(super().sizeHint().width(), self._title_height() + self._choice_height() + Space.S)

    def sectionSizeFromContents(self, index: int) -> QSize:
        """All columns are of one height."""
        return QSize(super().sectionSizeFromContents(index).width(), self.sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, index: int) -> None:
        """Draws the title, and a tick where the choice is remembered."""
        p, rtl = self._theme.palette, self.isRightToLeft()
        painter.save()
        painter.fillRect(rect, p.panel)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), p.line)
        line = QRect(rect.left() + Space.M, rect.top(), rect.width() - Space.L, self._title_height())
        if index in self.remembered:
            size = self._theme.px(_MARK)
            mark = QRect(line.right() + 1 - size, line.center().y() - size // 2, size, size)
            drawn = icons.pixmap("check", p.accent, size, self.devicePixelRatioF())
            painter.drawPixmap(visual(mark, rect, rtl).topLeft(), drawn)
            line.setRight(mark.left() - Space.XS)
        font = self._font()
        painter.setFont(font)
        painter.setPen(p.text)
        title = str(self._preview.headerData(index, Qt.Orientation.Horizontal))
        line_of_text(painter, QFontMetrics(font), visual(line, rect, rtl), title, right=rtl)
        painter.restore()

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """The column whose choice has the focus is in sight; the arrow keys go along the columns."""
        column = next((x for x, choice in self._choices.items() if choice is watched), None)
        if column is not None and event.type() == QEvent.Type.FocusIn:
            self._bring(column)
        if column is not None and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(column, event.key())
        return super().eventFilter(watched, event)

    def _key(self, column: int, key: int) -> bool:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if key not in steps:
            return False
        to = column + (-steps[Qt.Key(key)] if self.isRightToLeft() else steps[Qt.Key(key)])
        if 0 <= to < self.count():
            self.choice(to).setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _bring(self, column: int) -> None:
        """Scrolls a column into sight, with its neighbours at hand for the Tab key."""
        start = self.sectionPosition(column) - self.offset()
        over = start + self.sectionSize(column) - self.viewport().width()
        bar = self._table.horizontalScrollBar()
        if start < 0 or over > 0:
            bar.setValue(bar.value() + (start if start < 0 else min(over, start)))
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        if not self.count():
            wanted = range(0)
        else:
            ends = [self.logicalIndexAt(0), self.logicalIndexAt(self.viewport().width() - 1)]
            seen = [self.count() - 1 if end < 0 else end for end in ends]
            wanted = range(max(min(seen) - 1, 0), min(max(seen) + 2, self.count()))
        self._let_go(wanted)
        new = [column for column in wanted if column not in self._choices]
        for column in new:
            self._choices[column] = self._make(column)
        if new:
            self._put_in_order()
        for column, choice in self._choices.items():
            self._place(column, choice)

    def _let_go(self, wanted: range) -> None:
        for column in [x for x, choice in self._choices.items() if x not in wanted and not choice.hasFocus()]:
            gone = self._choices.pop(column)
            gone.hide()
            gone.deleteLater()

    def _put_in_order(self) -> None:
        before = self._before
        for _column, choice in sorted(self._choices.items()):
            QWidget.setTabOrder(before, choice)
            before = choice
        QWidget.setTabOrder(before, self._table)

    def _make(self, column: int) -> ComboBox:
        choice = ComboBox(self._theme, parent=self.viewport())
        choice.setObjectName(f"column-{column + 1}")
        choice.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        choice.setModel(self._targets)
        choice.installEventFilter(self)
        choice.activated.connect(partial(self._activated, column))
        self._set(column, choice)
        choice.show()
        return choice

    def _set(self, column: int, choice: ComboBox) -> None:
        if column >= len(self._preview.columns):
            return
        shown = self._preview.columns[column]
        row = choice.findData(shown.field, Qt.ItemDataRole.UserRole + 1)
        if choice.currentIndex() != row:
            choice.setCurrentIndex(row)
        choice.setAccessibleName(_("Column “%s” goes to") % self._preview.headerData(column, Qt.Orientation.Horizontal))
        said = [_("As you chose it before")] if column in self.remembered else []
        choice.setAccessibleDescription(", ".join([*said, *(x[:40] for x in shown.samples[:3])]))
        choice.setToolTip(said[0] if said else "")

    def _place(self, column: int, choice: ComboBox) -> None:
        left, width = self.sectionViewportPosition(column), self.sectionSize(column)
        choice.setGeometry(left + Space.XS, self._title_height(), width - Space.S, self._choice_height())

    def _activated(self, column: int, row: int) -> None:
        self.chosen.emit(column, str(self._targets.item(row).data()))

    def _font(self) -> QFont:
        return self._theme.font(Size.SECOND, Weight.SEMI)

    def _title_height(self) -> int:
        return QFontMetrics(self._font()).height() + Space.M

    def _choice_height(self) -> int:
        return max(self._theme.px(28) + 6, 34)

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self._arrange()
        self.viewport().update()
