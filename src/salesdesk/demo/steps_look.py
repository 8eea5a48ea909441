"""The same in other languages, and in the dark."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from salesdesk import i18n
from salesdesk.demo.stage import CTRL, Stage


class LookSteps:
    """The window in other clothes."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def steps(self) -> list[Callable[[], None]]:
        """The steps in their order."""
        return [self.in_german, self.in_arabic, self.in_english, self.in_dark]

    def in_german(self) -> None:
        """The inbox in German, without a new start."""
        self._speak("de")
        self.stage.say("She goes on in German …", "inbox-german")

    def in_arabic(self) -> None:
        """The inbox in Arabic, mirrored."""
        self._speak("ar")
        self.stage.expect("the mirror", self.stage.app.isRightToLeft)
        self.stage.say("… and in Arabic.", "inbox-arabic")

    def in_english(self) -> None:
        """Back again."""
        self._speak("en")
        self.stage.expect("no mirror", lambda: not self.stage.app.isRightToLeft())

    def in_dark(self) -> None:
        """The same in the dark."""
        stage = self.stage
        stage.running.theme.set_scheme("dark")
        for key, name in (
            (Qt.Key.Key_6, "inbox"), (Qt.Key.Key_1, "capture"), (Qt.Key.Key_2, "leads"), (Qt.Key.Key_3, "account"),
            (Qt.Key.Key_5, "trip"),
        ):  # fmt: skip
            stage.hands.press(key, CTRL)
            stage.settle()
            stage.say("", f"dark-{name}")

    def _speak(self, code: str) -> None:
        """Another language, and what waits in the inbox in it."""
        stage = self.stage
        stage.hands.press(Qt.Key.Key_6, CTRL)
        stage.window.speak(code)
        stage.hands.wait(code, lambda: i18n.language().startswith(code) and stage.window.updatesEnabled())
        stage.hands.wait("what waits", lambda: len(stage.here.cards) == stage.desk.inbox.count() > 0)
