"""Her day at the fair and on the trip, on one laptop without any server."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from salesdesk.demo import badges, company
from salesdesk.demo.stage import CTRL, Stage
from salesdesk.demo.victim import die_in
from salesdesk.domain.expense import Expense, explain
from salesdesk.domain.record import Record
from salesdesk.i18n import money
from salesdesk.store.listing import Query


class DaySteps:
    """Capturing, finding, spending; a mistake taken back, a desk that is killed."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def steps(self) -> list[Callable[[], None]]:
        """The steps in their order."""
        return [
            self.open_the_desk,
            self.choose_the_fair,
            self.capture_a_vcard,
            self.capture_in_chinese,
            self.capture_an_unknown_code,
            self.type_a_lead,
            self.search,
            self.go_anywhere,
            self.spend_yen,
            self.look_at_the_budget,
            self.delete_and_undo,
            self.kill_and_come_back,
        ]

    def open_the_desk(self) -> None:
        """The leads are there in the first frame."""
        self.stage.open()
        self.stage.expect("forty leads", lambda: self.stage.count() == 40)
        self.stage.say("The desk opens on forty leads, offline and encrypted.", "leads")

    def choose_the_fair(self) -> None:
        """Capture, and where she stands."""
        self.stage.hands.press(Qt.Key.Key_1, CTRL)
        self.stage.settle()
        box = self.stage.here.fairs
        row = box.findData(self._fair().id)
        box.setCurrentIndex(row)
        box.activated.emit(row)
        self.stage.hands.wait("the fair's name", lambda: self.stage.here.fair_title.text() == company.FAIR)
        self.stage.say(f"She chooses {company.FAIR} once.")

    def capture_a_vcard(self) -> None:
        """A badge with a vCard: dropped, rated by one key, two words, saved."""
        self._drop(badges.VCARD)
        self.stage.hands.wait("the name", lambda: self._raw("name") == "Ingrid Sørensen")
        self.stage.hands.press(Qt.Key.Key_F1)
        self.stage.hands.into("notes", "DN80, wants samples.")
        self.stage.say(
            "She drops the picture of a badge: its QR code fills the fields; F1 rates it hot.", "capture-badge"
        )
        self._save("Ingrid Sørensen")

    def capture_in_chinese(self) -> None:
        """A MECARD in Chinese."""
        self._drop(badges.MECARD)
        self.stage.hands.wait("the name", lambda: self._raw("name") == "王芳")
        self.stage.hands.press(Qt.Key.Key_F2)
        self.stage.say("The next badge is a MECARD in Chinese.", "capture-chinese")
        self._save("王芳")

    def capture_an_unknown_code(self) -> None:
        """A code that nobody outside the organiser's system understands."""
        self._drop(badges.UNKNOWN)
        self.stage.hands.wait("the code", lambda: badges.UNKNOWN.code in self.stage.here.visitor.read.values())
        self.stage.hands.into("name", "Tall man with the blue cap")
        self.stage.say("An organiser's own code is kept as it is, with its picture.", "capture-unknown")
        self._save("Tall man with the blue cap")

    def type_a_lead(self) -> None:
        """No badge at all: two words."""
        self.stage.hands.into("name", "Ottmar Brückner")
        self.stage.hands.into("company", "Brückner Armaturen")
        self.stage.hands.press(Qt.Key.Key_F3)
        self.stage.say("Without a badge she types two words.", "capture-typed")
        self._save("Ottmar Brückner")

    def search(self) -> None:
        """Finds them again, in the middle of a Chinese name and without the umlaut."""
        self.stage.hands.press(Qt.Key.Key_2, CTRL)
        self.stage.hands.press(Qt.Key.Key_F, CTRL)
        for text, name in (("东方", "王芳"), ("brueck", "Ottmar Brückner")):
            self.stage.here.list.search.clear()
            self.stage.hands.write(text)
            self.stage.hands.wait(f"{text} finds {name}", partial(self._titled, name))
            self.stage.hands.press(Qt.Key.Key_Return)
            self.stage.hands.wait(f"{name} beside the list", partial(self._headed, name))
            self.stage.say(f"She types “{text}” and finds {name}.", "search" if text == "东方" else "")
            self.stage.hands.press(Qt.Key.Key_F, CTRL)
        self.stage.here.list.search.clear()

    def go_anywhere(self) -> None:
        """Ctrl+K over records and commands."""
        self.stage.hands.press(Qt.Key.Key_K, CTRL)
        self.stage.hands.write("val")
        self.stage.hands.wait("something found", lambda: self.stage.hands.find("palette").isVisible())
        self.stage.say("Ctrl+K finds any record and any command.", "anywhere")
        self.stage.hands.press(Qt.Key.Key_Escape)

    def spend_yen(self) -> None:
        """An expense in yen on a Saturday, at the rate of the Friday before."""
        self.stage.hands.press(Qt.Key.Key_5, CTRL)
        self.stage.hands.wait("the trip", lambda: "€" in self.stage.hands.find("card-left").accessibleName())
        self.stage.hands.press(Qt.Key.Key_E, CTRL)
        for name, text in (("day", "2026-10-17"), ("amount", "18400"), ("currency", "JPY")):
            self.stage.overwrite(name, text)
        self.stage.hands.into("merchant", "Tsukiji Sushidai")
        self._choose("category", "entertainment")
        self.stage.settle()
        self.stage.say("On the trip she books an expense in yen, paid on a Saturday.", "expense-in-yen")
        self.stage.hands.press(Qt.Key.Key_Return, CTRL)
        self.stage.hands.wait("the expense", lambda: self._expense() is not None)
        expense = self._expense()
        assert expense is not None
        self.stage.expect("Friday's rate", lambda: str(expense.rate_date) == "2026-10-16")
        self.stage.say(f"  {explain(expense, 'EUR')}: {money(expense.base_amount or Decimal(0), 'EUR')}")

    def look_at_the_budget(self) -> None:
        """What is left of the trip's budget."""
        self.stage.hands.press(Qt.Key.Key_Escape)
        budget = self.stage.desk.budget(self._trip().id)
        self.stage.settle()
        left = money(budget.left, budget.currency)
        self.stage.say(f"Of {money(budget.planned, budget.currency)} planned, {left} are left.", "budget")

    def delete_and_undo(self) -> None:
        """A lead deleted by mistake is back with one key."""
        self.stage.hands.press(Qt.Key.Key_2, CTRL)
        leads, lead = self.stage.count(), self.stage.lead("Ottmar Brückner")
        assert lead is not None
        self.stage.window.open("lead", lead.id)
        self.stage.hands.wait("the lead on the screen", lambda: self.stage.here.detail.title.text() == lead.name)
        self.stage.here.delete(lead.id)
        self.stage.hands.wait("one lead fewer", lambda: self.stage.count() == leads - 1)
        self.stage.say("She deletes a lead by mistake …", "deleted")
        self.stage.hands.press(Qt.Key.Key_Z, CTRL)
        self.stage.hands.wait("the lead back", lambda: self.stage.count() == leads)
        self.stage.say("… and Ctrl+Z brings it back.")

    def kill_and_come_back(self) -> None:
        """The desk is killed in the middle of a word."""
        before = self.stage.count()
        self.stage.shut()
        saved, typed = die_in(self.stage.profile, self.stage.key)
        self.stage.open()
        self.stage.hands.press(Qt.Key.Key_1, CTRL)
        self.stage.hands.wait("the draft", lambda: self._raw("name") == typed)
        self.stage.expect("what was saved before the kill", lambda: self.stage.count() == before + 1)
        self.stage.expect("the lead itself", lambda: self.stage.lead(saved) is not None)
        findings = self.stage.desk.store.verification.findings()
        self.stage.expect("a sound database", lambda: not any(finding.wrong for finding in findings))
        self.stage.say(
            f"Killed in the middle of a word: {saved} is saved, “{typed}” stands in its field.", "after-kill"
        )

    # --- what the steps stand on --------------------------------------------------------------

    def _drop(self, badge: badges.Badge) -> None:
        self.stage.hands.drop([str(badges.draw(badge, self.stage.badges))], self.stage.here.badge)

    def _raw(self, name: str) -> str:
        return str(self.stage.here.editors[name].raw())

    def _save(self, name: str) -> None:
        stage = self.stage
        stage.hands.press(Qt.Key.Key_Return, CTRL)
        stage.hands.wait(f"{name} saved", lambda: stage.lead(name) is not None)
        stage.expect("a clear form for the next", lambda: stage.here.visitor.empty())
        stage.say(f"  saved: {name}")

    def _choose(self, name: str, value: str) -> None:
        box = self.stage.hands.find(name)
        assert isinstance(box, QComboBox)
        row = box.findData(value)
        box.setCurrentIndex(row)
        box.activated.emit(row)
        self.stage.hands.rest()

    def _trip(self) -> Record:
        desk = self.stage.desk
        return desk.records(Query(desk.kinds["trip"]), 1)[0]

    def _expense(self) -> Expense | None:
        desk = self.stage.desk
        found = desk.records(Query(desk.kinds["expense"], {"merchant": "Tsukiji Sushidai"}), 1)
        return found[0] if found and isinstance(found[0], Expense) else None

    def _fair(self) -> Record:
        desk = self.stage.desk
        return desk.records(Query(desk.kinds["fair"], {"name": company.FAIR}), 1)[0]

    def _headed(self, name: str) -> bool:
        return self.stage.hands.text("heading") == name

    def _titled(self, name: str) -> bool:
        model = self.stage.here.list.model
        return name in [str(model.data(model.index(row))) for row in range(model.rowCount())]
