"""The first window: a new profile, or the passphrase of the one that is there."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from salesdesk import secrets
from salesdesk.desk import profile as profiles
from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.i18n import _
from salesdesk.settings import TEXT_SCALE, THEME, Settings
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Size, Space, Theme, Tone, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.field import Field
from salesdesk.ui.widgets.line_edit import LineEdit
from salesdesk.ui.widgets.notice import Notice
from salesdesk.ui.widgets.text import Text

WIDTH = 460


class StartWindow(QWidget):
    """Asks what it needs, and opens or makes the profile off the GUI thread."""

    def __init__(self, theme: Theme, tasks: Tasks, profile: Path, done: Callable[[Desk | None], None]) -> None:
        super().__init__()
        self._theme = theme
        self._tasks = tasks
        self._profile = profile
        self._done = done
        self._new = not profiles.exists(profile)
        self.setWindowTitle(_("SalesDesk"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XXL, Space.XXL, Space.XXL, Space.XXL)
        column.setSpacing(Space.S)
        title = _("Welcome to SalesDesk") if self._new else _("Welcome back")
        column.addWidget(Text(theme, title, Size.PAGE, Weight.HEAVY))
        column.addWidget(Text(theme, self._explained(), Size.TEXT, ink="soft", wrap=True))
        column.addSpacing(Space.M)
        self.name = self._field(column, _("Your name"), "name", getpass.getuser() if self._new else "")
        self.team = self._field(column, _("Your team or region"), "team", "")
        self.passphrase = self._field(column, _("Passphrase"), "passphrase", "")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.returnPressed.connect(self.go)
        self.notice = Notice(theme, "", Tone.HOT)
        self.notice.setObjectName("notice")
        self.notice.hide()
        column.addWidget(self.notice)
        words = _("Start on this computer") if self._new else _("Open")
        self.button = Button(theme, words, Role.PRIMARY)
        self.button.setObjectName("go")
        self.button.clicked.connect(self.go)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)
        self.setFixedWidth(theme.px(WIDTH))
        (self.name if self._new else self.passphrase).setFocus()

    def _explained(self) -> str:
        if not self._new:
            return _("Your data on this computer are encrypted: type your passphrase to open them.")
        return _(
            "Leads, accounts, fairs and trips live encrypted on this computer and need no network. "
            "A passphrase is asked for at each start; without one, this computer's keyring guards the key."
        )

    def _field(self, column: QVBoxLayout, label: str, name: str, text: str) -> LineEdit:
        line = LineEdit(self._theme, text)
        line.setObjectName(name)
        field = Field(self._theme, label, line)
        column.addWidget(field)
        field.setVisible(self._new or name == "passphrase")
        return line

    @Slot()
    def go(self) -> None:
        """Opens or makes the profile."""
        self.button.setEnabled(False)
        passphrase = self.passphrase.text() or None
        name, team = self.name.text().strip(), self.team.text().strip()
        if self._new:
            self._tasks.work(
                lambda: profiles.make(self._profile, passphrase, name=name, team=team), self._opened, self._refused
            )
        else:
            self._tasks.work(lambda: profiles.open_profile(self._profile, passphrase), self._opened, self._refused)

    def _opened(self, desk: Desk) -> None:
        self._done(desk)
        self.close()

    def _refused(self, error: Exception) -> None:
        self.button.setEnabled(True)
        self.notice.tell(sentence(error), Tone.HOT)
        self.notice.show()
        self.passphrase.setFocus()
        self.passphrase.selectAll()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed without an answer: there is no desk."""
        self._done(None)
        event.accept()


class Start:
    """Comes to a desk: silently where the key is at hand, else by asking."""

    def __init__(self, app: QApplication, profile: Path, settings: Settings, passphrase: str | None) -> None:
        self._app = app
        self._profile = profile
        self._settings = settings
        self._passphrase = passphrase

    def desk(self) -> Desk | None:
        """The open desk, or None where she closed the window."""
        at_hand = self._passphrase is not None or (
            profiles.exists(self._profile) and not secrets.needs_passphrase(self._profile)
        )
        if profiles.exists(self._profile) and at_hand:
            return profiles.open_profile(self._profile, self._passphrase)
        return self._asked()

    def _asked(self) -> Desk | None:
        theme = Theme(self._settings.get(THEME), self._settings.get(TEXT_SCALE))
        theme.apply(self._app)
        loop = QEventLoop()
        found: list[Desk] = []

        def done(desk: Desk | None) -> None:
            if desk is not None:
                found.append(desk)
            loop.quit()

        tasks = Tasks(lambda _error: None)
        window = StartWindow(theme, tasks, self._profile, done)
        window.show()
        loop.exec()
        tasks.finish()
        return found[0] if found else None
