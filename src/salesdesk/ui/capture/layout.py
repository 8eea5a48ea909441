"""How Capture is laid out: the visitor's fields, and beside them the badge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QListView, QScrollArea, QVBoxLayout, QWidget

from salesdesk.capture import Captured
from salesdesk.desk.desk import Desk
from salesdesk.domain.fair import Fair, day_of_fair
from salesdesk.domain.lead import RATINGS
from salesdesk.domain.record import Record
from salesdesk.i18n import N_, _, isolated, ngettext, number
from salesdesk.ui.capture.badge_view import BadgeView
from salesdesk.ui.forms.editors import FieldEditor, LongEditor, plain_editor
from salesdesk.ui.lists.model import RecordModel
from salesdesk.ui.rows import LEAD_TONES
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Size, Space, Theme, Tone, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.chip import Chip
from salesdesk.ui.widgets.columns import Columns
from salesdesk.ui.widgets.combo_box import ComboBox
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.hairline import Hairline
from salesdesk.ui.widgets.keycap import KeyCap
from salesdesk.ui.widgets.line_edit import LineEdit
from salesdesk.ui.widgets.notice import Notice
from salesdesk.ui.widgets.row_delegate import RowDelegate
from salesdesk.ui.widgets.text import Text

ABOVE = ("name", "company", "title", "email", "phone", "country")
BELOW = ("products", "quantity", "timeframe", "next_step")
SIDE_WIDTH, NARROW, ANY_WIDTH = 336, 780, 16_777_215
KEYS = (
    ("Ctrl+Return", N_("save and next")),
    ("Ctrl+B", N_("scan")),
    ("Ctrl+Shift+V", N_("paste")),
    ("Ctrl+Z", N_("undo")),
)
_KIND_WORDS = {
    "vcard": "vCard", "mecard": "MECARD", "bizcard": "BIZCARD", "text": N_("text"), "url": N_("web address"),
    "unknown": N_("unknown code, kept as it is"),
}  # fmt: skip


class CaptureLayout(QWidget):
    """The parts of the screen, in their places."""

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        super().__init__()
        self.theme = theme
        self.desk = desk
        self.tasks = tasks
        kind = desk.kinds["lead"]
        self.editors: dict[str, FieldEditor] = {
            name: plain_editor(theme, kind.field(name)) for name in (*ABOVE, *BELOW)
        }
        self.editors["notes"] = LongEditor(theme, kind.field("notes"), lines=3)
        self.ratings: Mapping[str, Chip] = {
            rating: Chip(theme, _(label), LEAD_TONES[rating], checkable=True, key=f"F{row}")
            for row, (rating, label) in enumerate(RATINGS.items(), start=1)
        }
        self._known_fairs: Sequence[Record] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(36), theme.px(20), theme.px(36), Space.L)
        column.setSpacing(Space.M)
        column.addLayout(self._head())
        column.addWidget(Hairline(theme))
        column.addWidget(self._middle(), 1)
        column.addWidget(Hairline(theme))
        column.addLayout(self._foot())
        theme.changed.connect(self._fit)

    def _head(self) -> QHBoxLayout:
        theme = self.theme
        self.fair_title = Text(theme, _("Capture"), Size.PAGE, Weight.HEAVY, elide=True)
        self.fair_title.setObjectName("fair_title")
        self._fair_words = Text(theme, "", Size.SECOND, ink="soft", elide=True)
        self.fairs = ComboBox(theme, placeholder=_("Choose the fair"))
        self.fairs.setObjectName("fair")
        self.fairs.setAccessibleName(_("Fair that you capture at"))
        self.state = Chip(theme, "", Tone.GOOD)
        self.state.setObjectName("state")
        self.state.hide()
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.fair_title)
        names.addWidget(self._fair_words)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addLayout(names, 1)
        row.addWidget(self.state, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.fairs, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _middle(self) -> QScrollArea:
        fields = QWidget()
        column = QVBoxLayout(fields)
        column.setContentsMargins(0, 0, 2, 0)
        column.setSpacing(Space.XS)
        self.notice = Notice(self.theme, "", Tone.HOT, action=" ")
        self.notice.setObjectName("notice")
        self.notice.hide()
        self.also = Text(self.theme, "", Size.SECOND, ink="soft", wrap=True)
        self.also.hide()
        column.addWidget(self.notice)
        column.addWidget(self._fields(ABOVE))
        column.addWidget(self.also)
        column.addWidget(self._rating_row())
        column.addSpacing(Space.S)
        column.addWidget(self._fields(BELOW))
        column.addWidget(self.editors["notes"], 1)
        inner = QWidget()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, inner)
        self._sides.setContentsMargins(0, 0, 0, 0)
        self._sides.setSpacing(self.theme.px(32))
        self._sides.addWidget(fields, 1)
        self._sides.addWidget(self._side())
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        return scroll

    def resizeEvent(self, event: QResizeEvent, /) -> None:
        """The badge stands beside the fields, or below them where there is no room; hints give way first."""
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        narrow = self.width() < self.theme.px(NARROW)
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._sides.setDirection(way)
        self._side_part.setMaximumWidth(ANY_WIDTH if narrow else self.theme.px(SIDE_WIDTH))
        self._side_part.setMinimumWidth(0 if narrow else self.theme.px(SIDE_WIDTH))
        for hint in self._hints:
            hint.setVisible(not narrow)

    def _fields(self, names: Sequence[str]) -> Columns:
        columns = Columns(self.theme)
        for name in names:
            columns.add(self.editors[name])
        return columns

    def _rating_row(self) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row)
        flow.addWidget(Text(self.theme, _("Rating"), Size.LABEL, Weight.MEDIUM, "soft"))
        for rating, chip in self.ratings.items():
            chip.setObjectName(rating)
            flow.addWidget(chip)
        return row

    def _side(self) -> QWidget:
        theme = self.theme
        side = QWidget()
        self._side_part = side
        self.badge = BadgeView(theme)
        self.source = Chip(theme, "", Tone.GOOD)
        self.source.setObjectName("source")
        self.source.hide()
        self.scan_line = LineEdit(theme, placeholder=_("Scan or paste a code here"))
        self.scan_line.setObjectName("scan")
        self.open_button = Button(theme, "", Role.SECONDARY, icon="picture", name=_("Open a picture or contact"))
        scan = QHBoxLayout()
        scan.setSpacing(Space.S)
        scan.addWidget(self.scan_line, 1)
        scan.addWidget(self.open_button)
        chip = QWidget()
        FlowLayout(chip).addWidget(self.source)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.badge)
        column.addWidget(chip)
        column.addLayout(scan)
        hint = _("Scan the next badge, drop a card's photo, or just type.")
        column.addWidget(Text(theme, hint, Size.SECOND, ink="soft", wrap=True))
        column.addSpacing(Space.S)
        column.addWidget(Text(theme, _("Captured last"), Size.LABEL, Weight.MEDIUM, "soft"))
        column.addWidget(self._last_list(), 1)
        return side

    def _last_list(self) -> QListView:
        self.last = _LastList(self.theme, self.desk, self.tasks)
        return self.last

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self._hints: list[QWidget] = []
        for key, words in KEYS:
            cap = KeyCap(self.theme, QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))
            hint = Text(self.theme, _(words), Size.SECOND, ink="soft")
            row.addWidget(cap)
            row.addWidget(hint)
            self._hints += [cap, hint]
            row.addSpacing(Space.M)
        row.addStretch(1)
        self.save_button = Button(self.theme, _("Save and next"), Role.PRIMARY)
        self.save_button.setObjectName("save")
        row.addWidget(self.save_button)
        return row

    def show_fairs(self, fairs: Sequence[Record]) -> None:
        """The fairs to choose from."""
        self._known_fairs = fairs
        self.fairs.clear()
        self.fairs.addItem(_("No fair"), "")
        for fair in fairs:
            self.fairs.addItem(self.desk.kinds["fair"].title(fair), fair.id)

    def show_fair(self, fair: Record | None) -> None:
        """Says where she stands."""
        self.fairs.setCurrentIndex(self.fairs.findData(fair.id if fair else ""))
        self.fair_title.setText(self.desk.kinds["fair"].title(fair) if fair else _("Capture"))
        self._where = self._where_words(fair) if isinstance(fair, Fair) else [_("Choose the fair once, then capture.")]
        self._fair_words.setText("  ·  ".join(map(isolated, self._where)))

    def _where_words(self, fair: Fair) -> list[str]:
        stand = [
            _("Hall %s") % isolated(fair.hall) if fair.hall else "",
            _("booth %s") % isolated(fair.booth) if fair.booth else "",
        ]
        days = day_of_fair(fair, self.desk.clock().astimezone().date())
        words = [_(", ").join(filter(None, stand)), _("day %(day)s of %(days)s") % _days(days) if days else fair.city]
        return [word for word in words if word]

    def show_source(self, captured: Captured) -> None:
        """Says what was read, and from what kind of code."""
        self.source.show()
        if captured.kind == "none":
            self.source.setText(_("No code found: the picture is kept"))
        else:
            self.source.setText(
                " · ".join(map(isolated, filter(None, (captured.code, _(_KIND_WORDS.get(captured.kind, ""))))))
            )
        self.source.set_tone(Tone.WARM if captured.kind in {"none", "unknown"} else Tone.GOOD)

    def show_count(self, leads: int) -> None:
        """Says how many leads there are already."""
        words = ngettext("%s lead so far", "%s leads so far", leads) % number(leads)
        self._fair_words.setText("  ·  ".join(map(isolated, [*self._where, words])))


def _days(days: tuple[int, int]) -> dict[str, str]:
    return {"day": number(days[0]), "days": number(days[1])}


class _LastList(QListView):
    """The newest leads, so that she sees what is safe."""

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        super().__init__()
        self.setModel(RecordModel(desk, tasks, desk.kinds["lead"], self))
        self.setItemDelegate(RowDelegate(theme, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("Captured last"))

    def model(self) -> RecordModel:
        """The rows."""
        model = super().model()
        assert isinstance(model, RecordModel)
        return model
