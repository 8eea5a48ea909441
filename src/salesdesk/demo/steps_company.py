"""Two laptops and the company's server: a log-in, a merge, a conflict, an edit that beats a deletion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from salesdesk.demo.colleague import DELETED, NEXT_STEP, PHONE, Quarrel
from salesdesk.demo.company import COLLEAGUE, ME, TEAM
from salesdesk.demo.hands import Stuck
from salesdesk.demo.stage import CTRL, Stage
from salesdesk.desk.desk import Desk
from salesdesk.store.listing import Query
from salesdesk.ui.widgets.row_role import RowRole

_DOWN_AT_MOST = 9


@dataclass(frozen=True)
class Fight:
    """A quarrel, about the lead of that id."""

    about: Quarrel
    id: str


class CompanySteps:
    """What she and a colleague do, on a laptop each."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def steps(self) -> list[Callable[[], None]]:
        """The steps in their order."""
        return [
            self.log_in,
            self.first_sync,
            self.edit_offline,
            self.look_at_what_waits,
            self.merge,
            self.see_the_conflict,
            self.decide,
            self.beat_a_deletion,
            self.look_at_the_history,
        ]

    # --- steps --------------------------------------------------------------------------------

    def log_in(self) -> None:
        """The pill asks for the company's server."""
        stage, server = self.stage, self.stage.server
        stage.hands.press(Qt.Key.Key_2, CTRL)
        stage.window.rail.pill.click()
        for name, text in (
            ("server-address", server.url), ("server-name", ME), ("server-password", server.passwords[ME])
        ):  # fmt: skip
            stage.overwrite(name, text)
        stage.say(f"The company's server answers on {server.url}; she logs in.", "log-in")

    def first_sync(self) -> None:
        """All she has goes up; a colleague's laptop is filled with it."""
        stage = self.stage
        stage.hands.press(Qt.Key.Key_Return)
        stage.hands.wait("the first round", lambda: stage.pill == "Synced just now")
        pill = stage.window.rail.pill
        stage.expect("her name and team", lambda: pill.accessibleDescription() == f"{ME} · {TEAM}")
        stage.colleague.sync()
        stage.expect("the same leads on both laptops", lambda: leads(stage.colleague.desk) == leads(stage.desk))
        many = len(leads(stage.colleague.desk))
        stage.say(f"{COLLEAGUE} logs in on his own laptop and has the {many} leads of their team.", "synced")

    def edit_offline(self) -> None:
        """Both write into the same two leads, without any network."""
        stage = self.stage
        self._fights = [self._fight(about) for about in (NEXT_STEP, PHONE)]
        stage.go_offline()
        for fight in self._fights:
            stage.colleague.edit(fight.id, fight.about.theirs)
            self._type(fight)
        stage.hands.wait("dots", lambda: all(self._dotted(fight.id) for fight in self._fights))
        stage.hands.wait("what waits", lambda: stage.pill == "Offline · 2 changes wait")
        stage.say("Offline, both edit the same two leads; what is on this laptop only has a dot.", "offline-edits")

    def look_at_what_waits(self) -> None:
        """The pill leads to what waits, and to what is in the way."""
        stage = self.stage
        stage.window.rail.pill.click()
        stage.hands.wait("both edits", lambda: len(waiting(stage)) == len(self._fights))
        said = stage.hands.find("sync-notice").accessibleName()
        stage.expect("what is in the way", lambda: said.startswith("The server does not answer"))
        stage.say("The pill opens what waits, and says what is in the way.", "sync-panel")
        stage.hands.press(Qt.Key.Key_Escape)
        stage.expect("the panel gone", lambda: not stage.window.findChildren(QWidget, "sync")[0].isVisible())

    def merge(self) -> None:
        """Both sync: what only one of them wrote is there on both laptops."""
        stage = self.stage
        stage.server.start()
        stage.colleague.sync()
        stage.sync()
        stage.colleague.sync()
        for fight in self._fights:
            self._on_both(f"{fight.about.lead} merged", partial(stands, fight.id, fight.about.merged))
        stage.hands.wait("no dots", lambda: not any(self._dotted(fight.id) for fight in self._fights))
        theirs = PHONE.theirs["title"]
        stage.hands.wait("his field in her form", lambda: stage.hands.text("title") == theirs)
        stage.say("Back online: the fields that only one of them wrote are merged.", "merged")

    def see_the_conflict(self) -> None:
        """Where both wrote, both values wait in the inbox."""
        stage = self.stage
        stage.expect("the badge", lambda: stage.window.rail.item("inbox").badge == 2)
        stage.hands.press(Qt.Key.Key_6, CTRL)
        stage.hands.wait("two cards", lambda: len(stage.here.cards) == 2)
        card = self._card("phone")
        for _press in range(_DOWN_AT_MOST):
            if card.hasFocus():
                break
            stage.hands.press(Qt.Key.Key_Down)
        stage.expect("the card in focus", card.hasFocus)
        values = [PHONE.mine["phone"], PHONE.theirs["phone"]]
        stage.expect("both values", lambda: all(value in card.accessibleName() for value in values))
        stage.say("The field that both wrote waits in the inbox, both values side by side.", "inbox-conflict")

    def decide(self) -> None:
        """One key takes hers, and it is the colleague's too."""
        stage, id = self.stage, self._fights[1].id
        stage.hands.press(Qt.Key.Key_M)
        stage.hands.wait("one card less", lambda: len(stage.here.cards) == 1)
        stage.say("M takes hers.", "inbox-decided")
        stage.close_the_bar()
        stage.sync()
        stage.colleague.sync()
        self._on_both("her number", partial(stands, id, PHONE.mine))
        self._on_both("one conflict less", lambda desk: desk.inbox.count() == 1)

    def beat_a_deletion(self) -> None:
        """The colleague deletes a lead that she edits: the edit wins, and both are told."""
        stage, fight = self.stage, self._fight(DELETED)
        stage.go_offline()
        stage.colleague.desk.delete("lead", fight.id)
        self._type(fight)
        stage.server.start()
        stage.colleague.sync()
        stage.sync()
        stage.colleague.sync()
        self._on_both("the lead", lambda desk: fight.id in leads(desk))
        self._on_both("her words in it", partial(stands, fight.id, DELETED.mine))
        stage.hands.press(Qt.Key.Key_6, CTRL)
        stage.hands.wait("the notice", lambda: "restored" in [card.entry.item.what for card in stage.here.cards])
        stage.say(f"{COLLEAGUE} deletes a lead that she edits: it is back, and the inbox says so.", "inbox-notice")

    def look_at_the_history(self) -> None:
        """What became of a record, on both laptops."""
        stage = self.stage
        stage.show("lead", self._fights[1].id)
        stage.hands.press(Qt.Key.Key_H, CTRL)
        stage.hands.wait("his step", lambda: COLLEAGUE in " ".join(self._told()))
        stage.expect("her decision", lambda: any(PHONE.mine["phone"] in told for told in self._told()))
        stage.say("Its history tells who wrote what.", "history")
        stage.hands.press(Qt.Key.Key_Escape)

    # --- what the steps stand on --------------------------------------------------------------

    def _fight(self, about: Quarrel) -> Fight:
        found = self.stage.lead(about.lead)
        if found is None:
            raise Stuck(about.lead)
        return Fight(about, found.id)

    def _type(self, fight: Fight) -> None:
        """Types what is hers into the lead, in the window."""
        stage, mine = self.stage, fight.about.mine
        stage.show("lead", fight.id)
        for name, text in mine.items():
            stage.overwrite(name, text)
        stage.hands.press(Qt.Key.Key_S, CTRL)
        stage.hands.wait("it saved", lambda: stands(fight.id, mine, stage.desk))

    def _dotted(self, id: str) -> bool:
        model = self.stage.here.list.model
        return bool(model.data(model.index(model.row_of(id)), RowRole.DOT))

    def _card(self, unit: str) -> Any:
        return next(card for card in self.stage.here.cards if card.entry.item.unit == unit)

    def _on_both(self, what: str, is_so: Callable[[Desk], bool]) -> None:
        """Raises Stuck where something is not so on her laptop or on the colleague's."""
        for desk in (self.stage.desk, self.stage.colleague.desk):
            self.stage.expect(f"{what}, on both laptops", partial(is_so, desk))

    def _told(self) -> list[str]:
        return [step.accessibleName() for step in self.stage.window.findChildren(QWidget, "history-step")]


def waiting(stage: Stage) -> list[str]:
    """What the rows of the sync panel are called."""
    view: Any = stage.hands.find("sync-waiting")
    rows = (view.model().index(row, 0) for row in range(view.model().rowCount()))
    return [title for row in rows if (title := str(view.model().data(row, RowRole.TITLE) or ""))]


def leads(desk: Desk) -> set[str]:
    """The ids of all leads of a desk."""
    return {lead.id for lead in desk.records(Query(desk.kinds["lead"]), 10**6)}


def stands(id: str, values: Mapping[str, Any], desk: Desk) -> bool:
    """Whether these values stand in a lead."""
    lead = desk.get("lead", id)
    return all(getattr(lead, name) == value for name, value in values.items())
