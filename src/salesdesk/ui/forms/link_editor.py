"""Editors that need the desk: another record by its name, and a picture."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QStringListModel, Qt, QTimer, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QCompleter, QLabel

from salesdesk.desk.desk import Desk, Found
from salesdesk.domain.fields import BadValue, Link
from salesdesk.domain.fields import Field as Declared
from salesdesk.i18n import N_, _, joined
from salesdesk.ui.forms.editors import FieldEditor, LineEditor, plain_editor
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme

REST_MS = 80
THUMBNAIL = 220


class LinkEditor(LineEditor):
    """Another record, by its title; offers what the search finds."""

    def __init__(self, theme: Theme, field: Link, desk: Desk, tasks: Tasks, **options: Any) -> None:
        super().__init__(theme, field, **options)
        self._desk = desk
        self._tasks = tasks
        self._to = field.to
        self._id = ""
        self._title = ""
        self._offered: dict[str, str] = {}
        self._words = QStringListModel(self)
        completer = QCompleter(self._words, self.line)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(self._choose)
        self.line.setCompleter(completer)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._look)
        self.line.textEdited.connect(self._rest.start)

    def raw(self) -> str:
        return self._id if self.line.text().strip() == self._title else self.line.text().strip()

    def value(self) -> Any:
        text = self.line.text().strip()
        if not text:
            return ""
        if text == self._title:
            return self._id
        raise BadValue(self.field, text, N_("{label}: choose one from the list."))

    def set_raw(self, text: str) -> None:
        self.set_value(text)

    def set_value(self, value: Any) -> None:
        if value and value == self._id and self._title and self.line.text().strip() == self._title:
            return
        self._id, self._title = str(value), ""
        self.line.setText("")
        if value:
            self._tasks.read(lambda: self._desk.find(self._to, value), self._show)

    def _show(self, record: Any) -> None:
        if record is None:
            self.line.setText(self._id)
            self._id = ""
            return
        if record.id == self._id and not (self.line.hasFocus() and self.line.text()):
            self._title = self._desk.kinds[self._to].title(record) or _(self._desk.kinds[self._to].label)
            self.line.setText(self._title)
            self.line.setCursorPosition(0)

    @Slot()
    def _look(self) -> None:
        text = self.line.text().strip()
        if text:
            self._tasks.read(lambda: self._desk.search(text, [self._to]), self._offer)

    def _offer(self, found: list[Found]) -> None:
        self._offered = {}
        for entry in found:
            title = entry.title if entry.title not in self._offered else joined(entry.title, entry.subtitle)
            self._offered.setdefault(title, entry.id)
        self._words.setStringList(list(self._offered))
        if self.line.hasFocus() and self._offered:
            self.line.completer().complete()

    @Slot(str)
    def _choose(self, title: str) -> None:
        self._id, self._title = self._offered.get(title, ""), title
        self.set_error("")
        self.edited.emit()


class PictureEditor(FieldEditor):
    """The picture that a record names, shown small."""

    def __init__(self, theme: Theme, field: Declared, desk: Desk, tasks: Tasks, **options: Any) -> None:
        self.view = QLabel()
        super().__init__(theme, field, self.view, **options)
        self._desk = desk
        self._tasks = tasks
        self._sha = ""
        self.setVisible(False)

    def raw(self) -> str:
        return self._sha

    def set_raw(self, text: str) -> None:
        self._sha = text
        self.view.clear()
        self.setVisible(bool(text))
        if text:
            self._tasks.read(lambda: self._desk.store.files.get(text), self._show)

    def _show(self, kept: tuple[bytes, str] | None) -> None:
        picture = QPixmap()
        if kept and picture.loadFromData(kept[0]):
            side = self.theme.px(THUMBNAIL)
            ways = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self.view.setPixmap(picture.scaled(side, side, *ways))
        else:
            self.view.setText(_("The picture is not on this laptop."))


def editor_for(theme: Theme, field: Declared, desk: Desk, tasks: Tasks, **options: Any) -> FieldEditor:
    """The editor of any field."""
    if isinstance(field, Link):
        return LinkEditor(theme, field, desk, tasks, **options)
    if field.type == "picture":
        return PictureEditor(theme, field, desk, tasks, **options)
    return plain_editor(theme, field, **options)
