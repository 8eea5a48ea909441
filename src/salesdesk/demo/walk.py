"""The main job, walked through the real window, a picture a step; it is the project's own journey test."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QThread
from PySide6.QtWidgets import QApplication, QComboBox

from salesdesk.app import Running, application
from salesdesk.demo import badges, company
from salesdesk.demo.hands import Hands, Stuck
from salesdesk.demo.victim import die_in
from salesdesk.desk import profile as profiles
from salesdesk.domain.expense import Expense, explain
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Record
from salesdesk.i18n import _, money
from salesdesk.settings import LANGUAGE, THEME
from salesdesk.store.listing import Query
from salesdesk.ui.window import Window

CTRL = Qt.KeyboardModifier.ControlModifier


def walk(profile: Path, shots: Path) -> int:
    """Walks the main job; returns 0, or 1 where the window did not do what it should."""
    shots.mkdir(parents=True, exist_ok=True)
    key = os.urandom(32)
    settings = profiles.settings_of(profile)
    company.make(profile, key).store.close()
    settings.set(THEME, "light")
    if not settings.get(LANGUAGE):
        settings.set(LANGUAGE, "en")
    app = application(settings)
    walker = Walk(app, profile, key, shots)
    try:
        for step in walker.steps():
            step()
    except Stuck as stuck:
        sys.stdout.write(f"  failed: {stuck}\n")
        return 1
    finally:
        walker.close()
    sys.stdout.write(_("All of it worked; the pictures lie in %s.") % shots + "\n")
    return 0


class Walk:
    """A manager's day, step by step."""

    def __init__(self, app: QApplication, profile: Path, key: bytes, shots: Path) -> None:
        self._app = app
        self._profile = profile
        self._key = key
        self._shots = shots
        self._number = 0
        self._folder = tempfile.TemporaryDirectory(prefix="salesdesk-badges-")
        self._running: Running | None = None

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
            self.in_dark,
        ]

    # --- steps --------------------------------------------------------------------------------

    def open_the_desk(self) -> None:
        """The leads are there in the first frame."""
        self._open()
        self._expect("forty leads", lambda: self._count() == 40)
        self._say("The desk opens on forty leads, offline and encrypted.", "leads")

    def choose_the_fair(self) -> None:
        """Capture, and where she stands."""
        self.hands.press(Qt.Key.Key_1, CTRL)
        self._settle()
        box = self.window.here.fairs
        row = box.findData(self._fair().id)
        box.setCurrentIndex(row)
        box.activated.emit(row)
        self.hands.wait("the fair's name", lambda: self.window.here.fair_title.text() == company.FAIR)
        self._say(f"She chooses {company.FAIR} once.", "")

    def capture_a_vcard(self) -> None:
        """A badge with a vCard: dropped, rated by one key, two words, saved."""
        self._drop(badges.VCARD)
        self.hands.wait("the name", lambda: self._raw("name") == "Ingrid Sørensen")
        self.hands.press(Qt.Key.Key_F1)
        self.hands.into("notes", "DN80, wants samples.")
        self._say("She drops the picture of a badge: its QR code fills the fields; F1 rates it hot.", "capture-badge")
        self._save("Ingrid Sørensen")

    def capture_in_chinese(self) -> None:
        """A MECARD in Chinese."""
        self._drop(badges.MECARD)
        self.hands.wait("the name", lambda: self._raw("name") == "王芳")
        self.hands.press(Qt.Key.Key_F2)
        self._say("The next badge is a MECARD in Chinese.", "capture-chinese")
        self._save("王芳")

    def capture_an_unknown_code(self) -> None:
        """A code that nobody outside the organiser's system understands."""
        self._drop(badges.UNKNOWN)
        self.hands.wait("the code", lambda: badges.UNKNOWN.code in self.window.here.visitor.read.values())
        self.hands.into("name", "Tall man with the blue cap")
        self._say("An organiser's own code is kept as it is, with its picture.", "capture-unknown")
        self._save("Tall man with the blue cap")

    def type_a_lead(self) -> None:
        """No badge at all: two words."""
        self.hands.into("name", "Ottmar Brückner")
        self.hands.into("company", "Brückner Armaturen")
        self.hands.press(Qt.Key.Key_F3)
        self._say("Without a badge she types two words.", "capture-typed")
        self._save("Ottmar Brückner")

    def search(self) -> None:
        """Finds them again, in the middle of a Chinese name and without the umlaut."""
        self.hands.press(Qt.Key.Key_2, CTRL)
        self.hands.press(Qt.Key.Key_F, CTRL)
        for text, name in (("东方", "王芳"), ("brueck", "Ottmar Brückner")):
            self.window.here.list.search.clear()
            self.hands.write(text)
            self.hands.wait(f"{text} finds {name}", partial(self._titled, name))
            self.hands.press(Qt.Key.Key_Return)
            self.hands.wait(f"{name} beside the list", partial(self._headed, name))
            self._say(f"She types “{text}” and finds {name}.", "search" if text == "东方" else "")
            self.hands.press(Qt.Key.Key_F, CTRL)
        self.window.here.list.search.clear()

    def go_anywhere(self) -> None:
        """Ctrl+K over records and commands."""
        self.hands.press(Qt.Key.Key_K, CTRL)
        self.hands.write("val")
        self.hands.wait("something found", lambda: self.hands.find("palette").isVisible())
        self._say("Ctrl+K finds any record and any command.", "anywhere")
        self.hands.press(Qt.Key.Key_Escape)

    def spend_yen(self) -> None:
        """An expense in yen on a Saturday, at the rate of the Friday before."""
        self.hands.press(Qt.Key.Key_5, CTRL)
        self.hands.wait("the trip", lambda: "€" in self.hands.find("card-left").accessibleName())
        self.hands.press(Qt.Key.Key_E, CTRL)
        for name, text in (("day", "2026-10-17"), ("amount", "18400"), ("currency", "JPY")):
            self._overwrite(name, text)
        self.hands.into("merchant", "Tsukiji Sushidai")
        self._choose("category", "entertainment")
        self._settle()
        self._say("On the trip she books an expense in yen, paid on a Saturday.", "expense-in-yen")
        self.hands.press(Qt.Key.Key_Return, CTRL)
        self.hands.wait("the expense", lambda: self._expense() is not None)
        expense = self._expense()
        assert expense is not None
        self._expect("Friday's rate", lambda: str(expense.rate_date) == "2026-10-16")
        self._say(f"  {explain(expense, 'EUR')}: {money(expense.base_amount or Decimal(0), 'EUR')}", "")

    def look_at_the_budget(self) -> None:
        """What is left of the trip's budget."""
        self.hands.press(Qt.Key.Key_Escape)
        budget = self.running.desk.budget(self._trip().id)
        self._settle()
        left = money(budget.left, budget.currency)
        self._say(f"Of {money(budget.planned, budget.currency)} planned, {left} are left.", "budget")

    def delete_and_undo(self) -> None:
        """A lead deleted by mistake is back with one key."""
        self.hands.press(Qt.Key.Key_2, CTRL)
        leads, lead = self._count(), self._lead("Ottmar Brückner")
        assert lead is not None
        self.window.open("lead", lead.id)
        self.hands.wait("the lead on the screen", lambda: self.window.here.detail.title.text() == lead.name)
        self.window.here.delete(lead.id)
        self.hands.wait("one lead fewer", lambda: self._count() == leads - 1)
        self._say("She deletes a lead by mistake …", "deleted")
        self.hands.press(Qt.Key.Key_Z, CTRL)
        self.hands.wait("the lead back", lambda: self._count() == leads)
        self._say("… and Ctrl+Z brings it back.", "")

    def kill_and_come_back(self) -> None:
        """The desk is killed in the middle of a word."""
        before = self._count()
        self._shut()
        saved, typed = die_in(self._profile, self._key)
        self._open()
        self.hands.press(Qt.Key.Key_1, CTRL)
        self.hands.wait("the draft", lambda: self._raw("name") == typed)
        self._expect("what was saved before the kill", lambda: self._count() == before + 1)
        self._expect("the lead itself", lambda: self._lead(saved) is not None)
        findings = self.running.desk.store.verification.findings()
        self._expect("a sound database", lambda: not any(finding.wrong for finding in findings))
        self._say(f"Killed in the middle of a word: {saved} is saved, “{typed}” stands in its field.", "after-kill")

    def in_dark(self) -> None:
        """The same in the dark."""
        self.running.theme.set_scheme("dark")
        for key, name in ((Qt.Key.Key_1, "capture"), (Qt.Key.Key_2, "leads"), (Qt.Key.Key_5, "trip")):
            self.hands.press(key, CTRL)
            self._say("", f"dark-{name}")

    # --- what the steps stand on --------------------------------------------------------------

    @property
    def running(self) -> Running:
        """The desk on the screen."""
        assert self._running is not None
        return self._running

    @property
    def window(self) -> Window:
        """Its window."""
        return self.running.window

    def _open(self) -> None:
        desk = profiles.with_key(self._profile, self._key, wait=5)
        self._running = Running(self._app, desk, profiles.settings_of(self._profile))
        self.window.show()
        self.hands = Hands(self._app, self.window, self.running.tasks)
        self._settle()

    def _shut(self) -> None:
        if self._running is not None:
            self._running.close()
            self._running.window.deleteLater()
            self._running = None

    def close(self) -> None:
        """Closes the desk and clears up."""
        self._shut()
        self._folder.cleanup()

    def _settle(self) -> None:
        """Long enough for the chart, which waits for a moment's rest."""
        for _turn in range(12):
            self.hands.rest()
            QThread.msleep(40)
        self.hands.rest()

    def _say(self, words: str, picture: str) -> None:
        if words:
            sys.stdout.write(f"{words}\n")
            sys.stdout.flush()
        if picture:
            self._settle()
            self._number += 1
            self.window.grab().save(str(self._shots / f"{self._number:02d}-{picture}.png"))

    def _expect(self, what: str, is_so: Callable[[], bool]) -> None:
        if not is_so():
            raise Stuck(what)

    def _drop(self, badge: badges.Badge) -> None:
        self.hands.drop([str(badges.draw(badge, Path(self._folder.name)))], self.window.here.badge)

    def _raw(self, name: str) -> str:
        return str(self.window.here.editors[name].raw())

    def _save(self, name: str) -> None:
        self.hands.press(Qt.Key.Key_Return, CTRL)
        self.hands.wait(f"{name} saved", lambda: self._lead(name) is not None)
        self._expect("a clear form for the next", lambda: self.window.here.visitor.empty())
        self._say(f"  saved: {name}", "")

    def _overwrite(self, name: str, text: str) -> None:
        part = self.hands.find(name)
        part.setFocus()
        self.hands.press(Qt.Key.Key_A, CTRL)
        self.hands.write(text)

    def _choose(self, name: str, value: str) -> None:
        box = self.hands.find(name)
        assert isinstance(box, QComboBox)
        row = box.findData(value)
        box.setCurrentIndex(row)
        box.activated.emit(row)
        self.hands.rest()

    def _trip(self) -> Record:
        desk = self.running.desk
        return desk.records(Query(desk.kinds["trip"]), 1)[0]

    def _expense(self) -> Expense | None:
        desk = self.running.desk
        found = desk.records(Query(desk.kinds["expense"], {"merchant": "Tsukiji Sushidai"}), 1)
        return found[0] if found and isinstance(found[0], Expense) else None

    def _lead(self, name: str) -> Lead | None:
        desk = self.running.desk
        found = desk.records(Query(desk.kinds["lead"], {"name": name}), 1)
        return found[0] if found and isinstance(found[0], Lead) else None

    def _fair(self) -> Record:
        desk = self.running.desk
        return desk.records(Query(desk.kinds["fair"], {"name": company.FAIR}), 1)[0]

    def _count(self) -> int:
        desk = self.running.desk
        return desk.store.lists.count(Query(desk.kinds["lead"]))

    def _headed(self, name: str) -> bool:
        return self.hands.text("heading") == name

    def _titled(self, name: str) -> bool:
        model = self.window.here.list.model
        return name in [str(model.data(model.index(row))) for row in range(model.rowCount())]
