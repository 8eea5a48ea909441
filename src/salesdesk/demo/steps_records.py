"""Accounts and fairs, with what belongs to them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt

from salesdesk import i18n
from salesdesk.demo.company import BEST_ACCOUNT, FAIR
from salesdesk.demo.stage import CTRL, Stage
from salesdesk.store.listing import Query


class RecordSteps:
    """The other lists."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def steps(self) -> list[Callable[[], None]]:
        """The steps in their order."""
        return [self.an_account, self.a_fair]

    def an_account(self) -> None:
        """An account with its people, its leads and what is to do."""
        stage = self.stage
        stage.hands.press(Qt.Key.Key_3, CTRL)
        stage.show("account", self._id("account", BEST_ACCOUNT))
        for kind, many in (("contact", "3"), ("activity", "4")):
            stage.hands.wait(f"its {kind}s", partial(self._counted, kind, many))
        stage.say(f"{BEST_ACCOUNT}: whom she knows there, and what is to do.", "account")

    def a_fair(self) -> None:
        """A fair with all its leads, by rating."""
        stage = self.stage
        stage.hands.press(Qt.Key.Key_4, CTRL)
        fair = self._id("fair", FAIR)
        stage.show("fair", fair)
        many = stage.desk.store.lists.count(Query(stage.desk.kinds["lead"], {"fair": fair}))
        stage.hands.wait("its leads", partial(self._counted, "lead", i18n.number(many)))
        stage.say(f"{FAIR}: {many} leads, by rating.", "fair")

    def _counted(self, kind: str, many: str) -> bool:
        return self.stage.hands.text(f"count-{kind}") == many

    def _id(self, kind: str, name: str) -> str:
        return self.stage.desk.records(Query(self.stage.desk.kinds[kind], {"name": name}), 1)[0].id
