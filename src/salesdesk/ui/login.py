"""Logging in to the company's server: address, name, password, over the window."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.i18n import _
from salesdesk.ui.overlay import Overlay
from salesdesk.ui.tasks import Task, Tasks
from salesdesk.ui.theme import Size, Space, Theme, Tone, Weight
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.field import Field
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.line_edit import LineEdit
from salesdesk.ui.widgets.notice import Notice
from salesdesk.ui.widgets.text import Text

_WIDTH = 460


class LoginPanel(Overlay):
    """Asks for what the server wants to know; `entered` once it let her in. The password is kept nowhere."""

    entered = Signal()

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, window: QWidget) -> None:
        super().__init__(theme, window, _WIDTH)
        self.setObjectName("login")
        self._desk = desk
        self._tasks = tasks
        self._asked: Task[None] | None = None
        self._column = QVBoxLayout(self.panel)
        self._column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        self._column.setSpacing(Space.S)
        self._column.addWidget(Text(theme, _("Company server"), Size.PANE, Weight.HEAVY))
        self._said = Text(theme, "", Size.TEXT, ink="soft", wrap=True)
        self._column.addWidget(self._said)
        self.address = self._line(_("Address of the server"), "server-address", from_left=True)
        self.name = self._line(_("Your name there"), "server-name")
        self.password = self._line(_("Password"), "server-password")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.notice = Notice(theme, "", Tone.HOT)
        self.notice.setObjectName("login-notice")
        self.notice.hide()
        self._column.addWidget(self.notice)
        row = QWidget()
        flow = FlowLayout(row)
        self.button = Button(theme, _("Log in"), Role.PRIMARY)
        self.button.setObjectName("log-in")
        self.button.clicked.connect(self.go)
        later = Button(theme, _("Not now"), Role.SECONDARY, key="Esc")
        later.clicked.connect(self.vanish)
        flow.addWidget(self.button)
        flow.addWidget(later)
        self._column.addWidget(row)

    def _line(self, label: str, name: str, *, from_left: bool = False) -> LineEdit:
        line = LineEdit(self.theme, from_left=from_left)
        line.setObjectName(name)
        line.returnPressed.connect(self.go)
        self._column.addWidget(Field(self.theme, label, line))
        return line

    def ask(self) -> None:
        """Shows itself, with what is known of the server already."""
        state = self._desk.office.state()
        if state.joined:
            self._said.setText(_("Log in again, and your changes go up. What you have stays on this laptop too."))
        else:
            self._said.setText(
                _("What you have here becomes yours there, and your team's records come to this laptop.")
            )
        if state.server and not self.address.text():
            self.address.setText(state.server)
        me = self._desk.me
        if me is not None and not self.name.text():
            self.name.setText(me.email or me.name)
        self.notice.hide()
        self.appear()
        (self.password if self.address.text() and state.joined else self.address).setFocus()

    def vanish(self) -> None:
        """Goes away; the password goes with it."""
        if self._asked is not None:
            self._asked.cancel()
        self._rest()
        self.password.clear()
        super().vanish()

    @Slot()
    def go(self) -> None:
        """Asks the server."""
        if self._asked is not None:
            return
        address, name, password = self.address.text().strip(), self.name.text().strip(), self.password.text()
        self.notice.hide()
        self.button.setText(_("Asking the server…"))
        self.button.setEnabled(False)
        self.fit()
        office = self._desk.office
        self._asked = self._tasks.sync(lambda: office.log_in(address, name, password), self._let_in, self._refused)

    def _rest(self) -> None:
        self._asked = None
        self.button.setText(_("Log in"))
        self.button.setEnabled(True)

    def _let_in(self, _none: None) -> None:
        self.vanish()
        self.entered.emit()

    def _refused(self, error: Exception) -> None:
        self._rest()
        self.notice.tell(sentence(error), Tone.HOT)
        self.notice.show()
        self.fit()
        wrong = self.address if type(error).__name__ == "BadAddress" else self.password
        wrong.setFocus(Qt.FocusReason.OtherFocusReason)
        wrong.selectAll()
