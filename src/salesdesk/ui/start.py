"""The first window: a new profile, or the passphrase of the one that is there."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from salesdesk import i18n, secrets
from salesdesk.desk import profile as profiles
from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.i18n import _
from salesdesk.settings import LANGUAGE, TEXT_SCALE, THEME, Settings
from salesdesk.ui.single import Doorbell
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Size, Space, Theme, Tone, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.chip import Chip
from salesdesk.ui.widgets.field import Field
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.line_edit import LineEdit
from salesdesk.ui.widgets.notice import Notice
from salesdesk.ui.widgets.text import Text

WIDTH = 460


class StartWindow(QWidget):
    """Asks what it needs, and opens or makes the profile off the GUI thread."""

    def __init__(
        self, theme: Theme, tasks: Tasks, profile: Path, done: Callable[[Desk | None], None],
        speak: Callable[[str], None] = i18n.use,
    ) -> None:  # fmt: skip
        super().__init__()
        self._theme = theme
        self._tasks = tasks
        self._profile = profile
        self._done = done
        self._speak = speak
        self._new = not profiles.exists(profile)
        self.language = ""
        """The language that she chose, or ""."""
        self._shared = False
        self._made: Desk | None = None
        self._frame = QVBoxLayout(self)
        self._frame.setContentsMargins(0, 0, 0, 0)
        self.setFixedWidth(theme.px(WIDTH))
        self._build({"name": getpass.getuser() if self._new else ""})

    def _build(self, typed: Mapping[str, str]) -> None:
        theme = self._theme
        self.setWindowTitle(_("SalesDesk"))
        self._contents = QWidget()
        column = QVBoxLayout(self._contents)
        column.setContentsMargins(Space.XXL, Space.L, Space.XXL, Space.XXL)
        column.setSpacing(Space.S)
        column.addWidget(self._languages(), 0, Qt.AlignmentFlag.AlignTrailing)
        title = _("Welcome to SalesDesk") if self._new else _("Welcome back")
        column.addWidget(Text(theme, title, Size.PAGE, Weight.HEAVY))
        column.addWidget(Text(theme, self._explained(), Size.TEXT, ink="soft", wrap=True))
        column.addWidget(self._ways())
        column.addSpacing(Space.XS)
        self.lines = {name: self._field(column, label, name, typed) for name, label in _fields().items()}
        for secret in (self.password, self.passphrase):
            secret.setEchoMode(QLineEdit.EchoMode.Password)
            secret.returnPressed.connect(self.go)
        self.notice = Notice(theme, "", Tone.HOT)
        self.notice.setObjectName("notice")
        self.notice.hide()
        column.addWidget(self.notice)
        self.button = Button(theme, _("Open"), Role.PRIMARY)
        self.button.setObjectName("go")
        self.button.clicked.connect(self.go)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeading)
        column.addStretch(1)
        self._frame.addWidget(self._contents)
        self._contents.show()
        self._choose(self._shared)
        (self.name if self._new else self.passphrase).setFocus()

    @property
    def name(self) -> LineEdit:
        """Who she is, here and at the server."""
        return self.lines["name"]

    @property
    def team(self) -> LineEdit:
        """Her team, where no server knows it."""
        return self.lines["team"]

    @property
    def password(self) -> LineEdit:
        """What the server asks of her; kept nowhere."""
        return self.lines["password"]

    @property
    def passphrase(self) -> LineEdit:
        """What this computer asks of her."""
        return self.lines["passphrase"]

    def _ways(self) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row, gap=Space.XS)
        self._chips: dict[bool, Chip] = {}
        for shared, words in ((False, _("This computer only")), (True, _("Company server"))):
            chip = Chip(self._theme, words, Tone.ACCENT, checkable=True)
            chip.setObjectName("way-server" if shared else "way-here")
            chip.clicked.connect(partial(self._choose, shared))
            flow.addWidget(chip)
            self._chips[shared] = chip
        row.setVisible(self._new)
        return row

    def _choose(self, shared: bool) -> None:
        """Asks for what this computer needs, or the company's server."""
        self._shared = shared
        for way, chip in self._chips.items():
            chip.setChecked(way == shared)
        asked = {"passphrase"}
        if self._new:
            asked |= {"address", "name", "password"} if shared else {"name", "team"}
        for name, line in self.lines.items():
            field = line.parentWidget()
            if field is not None:
                field.setVisible(name in asked)
        self.passphrase.setEnabled(self._made is None)
        begin = _("Log in and start") if shared else _("Start on this computer")
        self.button.setText(begin if self._new else _("Open"))
        self._fit()

    def _fit(self) -> None:
        """Takes the height that the words want at this width."""
        self._frame.activate()
        self.setFixedHeight(self._frame.totalHeightForWidth(self.width()))

    def _languages(self) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.XS)
        for code, name in i18n.languages().items():
            chip = Chip(self._theme, name, Tone.ACCENT, checkable=True)
            chip.setObjectName(f"language-{code}")
            chip.setChecked(code == i18n.language().split("_")[0])
            chip.clicked.connect(partial(self.speak, code))
            line.addWidget(chip)
        return row

    def speak(self, code: str) -> None:
        """Asks in another language; what was typed stays."""
        self.language = code
        self._speak(code)
        typed, old = {name: line.text() for name, line in self.lines.items()}, self._contents
        self.setUpdatesEnabled(False)
        old.hide()
        self._frame.removeWidget(old)
        self._build(typed)
        self.setUpdatesEnabled(True)
        old.deleteLater()

    def _explained(self) -> str:
        if not self._new:
            return _("Your data on this computer are encrypted: type your passphrase to open them.")
        return _(
            "Leads, accounts, fairs and trips live encrypted on this computer and need no network. "
            "A passphrase is asked for at each start; without one, this computer's keyring guards the key."
        )

    def _field(self, column: QVBoxLayout, label: str, name: str, typed: Mapping[str, str]) -> LineEdit:
        line = LineEdit(self._theme, typed.get(name, ""), from_left=name == "address")
        line.setObjectName(name)
        column.addWidget(Field(self._theme, label, line))
        return line

    @Slot()
    def go(self) -> None:
        """Opens or makes the profile."""
        self.button.setEnabled(False)
        passphrase = self.passphrase.text() or None
        name, team = self.name.text().strip(), self.team.text().strip()
        if self._made is not None:
            self._go_on(self._made)
        elif self._new:
            self._tasks.work(
                lambda: profiles.make(self._profile, passphrase, name=name, team=team), self._go_on, self._refused
            )
        else:
            self._tasks.work(lambda: profiles.open_profile(self._profile, passphrase), self._opened, self._refused)

    def _go_on(self, desk: Desk) -> None:
        """The profile is made; what the server refuses can be asked again, or left for later."""
        self._made = desk
        if not self._shared:
            self._opened(desk)
            return
        address, name, password = self.lines["address"].text().strip(), self.name.text().strip(), self.password.text()
        self._tasks.work(
            lambda: desk.office.log_in(address, name, password), lambda _none: self._opened(desk), self._refused
        )

    def _opened(self, desk: Desk) -> None:
        self._made = None
        self.password.clear()
        self._done(desk)
        self.close()

    def _refused(self, error: Exception) -> None:
        self.button.setEnabled(True)
        self.notice.tell(sentence(error), Tone.HOT)
        self.notice.show()
        self._choose(self._shared)
        wrong = self.password if self._made is not None else self.passphrase
        wrong.setFocus()
        wrong.selectAll()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closed without an answer: there is no desk."""
        if self._made is not None:
            self._made.store.close()
        self._done(None)
        event.accept()


def _fields() -> Mapping[str, str]:
    """What is asked for, in the order of the form."""
    return {
        "address": _("Address of the server"),
        "name": _("Your name"),
        "team": _("Your team or region"),
        "password": _("Password at the server"),
        "passphrase": _("Passphrase"),
    }


class Start:
    """Comes to a desk: silently where the key is at hand, else by asking."""

    def __init__(
        self, app: QApplication, profile: Path, settings: Settings, passphrase: str | None,
        speak: Callable[[QApplication, str], None],
    ) -> None:  # fmt: skip
        self._app = app
        self._profile = profile
        self._settings = settings
        self._passphrase = passphrase
        self._speak = speak
        self.files: list[Path] = []
        """What further starts were to open while she was asked."""

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
        window = StartWindow(theme, tasks, self._profile, done, partial(self._speak, self._app))
        bell = Doorbell(self._profile, window)
        bell.asked.connect(self.files.extend)
        window.show()
        loop.exec()
        bell.close()
        tasks.finish()
        if found and window.language:  # not before: there was no folder that only she can read
            self._settings.set(LANGUAGE, window.language)
        return found[0] if found else None
