"""The trash at the window's side: all that was deleted, newest first, by kind or by its words, and the way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from salesdesk.desk.desk import Desk
from salesdesk.i18n import _, number
from salesdesk.store.trash import Key
from salesdesk.ui.lists.keyed_model import KeyedModel
from salesdesk.ui.lists.rows_or_words import RowsOrWords
from salesdesk.ui.rows import RowText
from salesdesk.ui.side_panel import SidePanel
from salesdesk.ui.tasks import Task, Tasks
from salesdesk.ui.theme import Size, Space, Theme, Tone
from salesdesk.ui.trash.foot import Foot
from salesdesk.ui.trash.rows import trash_rows
from salesdesk.ui.widgets.chip import Chip
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.line_edit import LineEdit
from salesdesk.ui.widgets.text import Text

_WIDTH, _PAUSE_MS, _ASIDE = 540, 150, 6
Read = tuple[Sequence[Key], bool]


class TrashPanel(SidePanel):
    """Lists what was deleted; `past` asks for the history of a record."""

    past = Signal(str, str)

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, window: QWidget) -> None:
        super().__init__(theme, window, _WIDTH, _("Trash"))
        self.setObjectName("trash")
        self.setAccessibleName(_("Trash"))
        self._desk = desk
        self._tasks = tasks
        self._kind = ""
        self._found: Sequence[Key] = ()
        self._chips: dict[str, Chip] = {}
        self._reading: Task[Read] | None = None
        self._model = KeyedModel[Key](tasks, self._say, self)
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self.read)
        self._build()

    def _build(self) -> None:
        theme = self.theme
        self.kept = Text(theme, _("What the server knows is kept for 90 days."), Size.SECOND, ink="soft", wrap=True)
        self.kept.setObjectName("trash-kept")
        self.search = LineEdit(theme, placeholder=_("Search the trash"))
        self.search.setObjectName("trash-search")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _text: self._soon.start())
        self.search.installEventFilter(self)
        self._kinds = QWidget()
        self._flow = FlowLayout(self._kinds, gap=Space.S)
        self.rows = RowsOrWords(theme, self._model, "trash-rows", _("Deleted records"), _("Nothing was deleted."))
        self.rows.setContentsMargins(_ASIDE, 0, _ASIDE, 0)
        self.foot = Foot(theme, self._desk, self._tasks)
        self.foot.past.connect(self.past)
        self.foot.ended.connect(self._after)
        view = self.rows.view
        view.selectionModel().selectionChanged.connect(lambda *_spans: self._select())
        view.activated.connect(lambda _index: self.foot.bring_back())
        view.typed.connect(self._type)
        self.lay_out((self.kept, self.search, self._kinds), self.rows, self.foot)

    # --- what it shows ------------------------------------------------------------------------

    def ask(self) -> None:
        """Shows what was deleted until now."""
        self._kind = ""
        self.search.clear()
        self._soon.stop()
        self.foot.forget()
        self.appear()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.read()

    @Slot()
    def read(self) -> None:
        """Reads the trash again, where it is open."""
        if self.isHidden():
            return
        if self._reading is not None:
            self._reading.cancel()
        store, text = self._desk.store, self.search.text()
        self._reading = self._tasks.read(
            lambda: (store.trash.keys(text), bool(store.facts.get("organisation"))), lambda read: self._take(*read)
        )

    def _take(self, found: Sequence[Key], joined: bool) -> None:
        self._reading = None
        self._found = found
        self.kept.setVisible(joined)
        self._offer_kinds(Counter(kind for kind, _id in found))
        self._put()

    def _put(self) -> None:
        shown = [key for key in self._found if not self._kind or key[0] == self._kind]
        self._model.put(shown)
        empty = _("Nothing like it was deleted.") if self.search.text() else _("Nothing was deleted.")
        self.rows.show_rows(len(shown), empty)
        self._select()

    def _say(self, keys: Sequence[Key]) -> Mapping[Key, RowText]:
        return trash_rows(self._desk, keys)

    # --- by kind ------------------------------------------------------------------------------

    def _offer_kinds(self, many: Mapping[str, int]) -> None:
        """A chip a kind that is here, and one for all; one kind alone needs none."""
        if self._kind not in many:
            self._kind = ""
        for name in ("", *(kind.name for kind in self._desk.kinds)):
            count = many.get(name, 0) if name else sum(many.values())
            if count and name not in self._chips:
                self._chips[name] = self._chip(name)
            if name in self._chips:
                chip = self._chips[name]
                chip.setText(f"{self._called(name)} {number(count)}")
                chip.setVisible(count > 0)
                chip.setChecked(name == self._kind)
        self._kinds.setVisible(len(many) > 1)

    def _called(self, name: str) -> str:
        return _(self._desk.kinds[name].plural) if name else _("All")

    def _chip(self, name: str) -> Chip:
        chip = Chip(self.theme, "", Tone.ACCENT, checkable=True)
        chip.setObjectName(f"trash-kind-{name or 'all'}")
        chip.clicked.connect(partial(self._choose, name))
        self._flow.addWidget(chip)
        return chip

    def _choose(self, name: str, _on: bool = False) -> None:
        self._kind = name
        for kind, chip in self._chips.items():
            chip.setChecked(kind == name)
        self._put()

    # --- what is selected ---------------------------------------------------------------------

    def _select(self) -> None:
        keys = (self._model.key(n) for low, high in self.rows.view.selected_spans() for n in range(low, high + 1))
        self.foot.select([key for key in keys if key is not None])

    @Slot()
    def _after(self) -> None:
        """What came back is no longer here."""
        self.rows.view.clearSelection()
        if not self.isHidden():
            (self.foot.undo if self.foot.undo.isVisible() else self.search).setFocus(Qt.FocusReason.OtherFocusReason)
        self.read()

    @Slot(str)
    def _type(self, text: str) -> None:
        self.search.setFocus()
        self.search.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent, /) -> bool:
        """Down leads from the search to the first row."""
        down = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Down
        if watched is self.search and down and self._model.rowCount():
            view = self.rows.view
            view.setFocus(Qt.FocusReason.TabFocusReason)
            if not view.currentIndex().isValid():
                view.setCurrentIndex(self._model.index(0))
            return True
        return super().eventFilter(watched, event)
