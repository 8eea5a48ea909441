"""Capture: the fair is chosen once; then scan, drop or type, rate by one key, Ctrl+Enter, next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit

from salesdesk.capture import Captured
from salesdesk.desk.desk import Desk
from salesdesk.desk.words import sentence
from salesdesk.domain.record import Record
from salesdesk.i18n import N_, _, clock, isolated, joined, ngettext, number
from salesdesk.settings import Settings
from salesdesk.store.door import Saved
from salesdesk.store.drafts import Draft
from salesdesk.ui.capture.fair_choice import FairChoice
from salesdesk.ui.capture.intake import Intake
from salesdesk.ui.capture.visitor import Visitor
from salesdesk.ui.commands import command
from salesdesk.ui.forms.editing import DraftKeeper
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme, Tone

SLOT = "capture"


class CaptureScreen(FairChoice):
    """One visitor after the other."""

    failed = Signal(str)

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks, settings: Settings) -> None:
        super().__init__(theme, desk, tasks, settings)
        self._read: dict[str, str] = {}
        self._unsaved: list[tuple[str, Visitor]] = []
        self._leads: dict[int, str] = {}
        self._more: list[Captured] = []
        self._entered = False
        self._keeper = DraftKeeper(desk, tasks, SLOT, "lead", self)
        self._keeper.failed.connect(self._refuse)
        self._keeper.kept.connect(self._kept)
        for editor in self.editors.values():
            editor.edited.connect(self._typed)
        for rating, chip in self.ratings.items():
            chip.clicked.connect(lambda _on=False, rating=rating: self._rate(rating))
        self.save_button.clicked.connect(self.save_and_next)
        self.open_button.clicked.connect(self.open_picture)
        self.scan_line.returnPressed.connect(self._scanned)
        self.notice.acted.connect(self._act)
        self.intake = Intake(desk, tasks, self)
        self.badge.dropped.connect(self.intake.take)
        self.intake.begun.connect(self._begun)
        self.intake.one.connect(self._fill)
        self.intake.several.connect(self._several)
        self.intake.refused.connect(self._not_read)
        self.intake.frame.connect(self.badge.show_frame)
        self.intake.no_camera.connect(self._no_camera)

    # --- the visitor --------------------------------------------------------------------------

    @property
    def visitor(self) -> Visitor:
        """What stands on the screen."""
        return Visitor({name: editor.raw() for name, editor in self.editors.items()} | self._rating(), dict(self._read))

    def _rating(self) -> dict[str, str]:
        return {"rating": next((name for name, chip in self.ratings.items() if chip.isChecked()), "")}

    def show_visitor(self, visitor: Visitor) -> None:
        """Puts a visitor on the screen."""
        for name, editor in self.editors.items():
            editor.set_raw(visitor.typed.get(name, ""))
        for rating, chip in self.ratings.items():
            chip.setChecked(visitor.typed.get("rating") == rating)
        self._read = dict(visitor.read)
        kind = self.desk.kinds["lead"]
        hidden = {name: text for name, text in self._read.items() if name not in {"raw", "picture"}}
        self.also.setText(joined(*(f"{_(kind.field(name).label)}: {text}" for name, text in hidden.items())))
        self.also.setVisible(bool(hidden))
        sha = self._read.get("picture", "")
        self.badge.show_picture(None)
        if sha:
            self.tasks.read(lambda: self.desk.store.files.get(sha), self._show_picture)

    def _show_picture(self, kept: tuple[bytes, str] | None) -> None:
        self.badge.show_picture(kept[0] if kept else None)

    @Slot()
    def _typed(self) -> None:
        self._keep()

    def _keep(self) -> None:
        self._keeper.keep(self.visitor.texts())

    @Slot(object)
    def _kept(self, _at: datetime) -> None:
        if not self.visitor.empty():
            self._say(_("Kept as you type"), Tone.NEUTRAL)

    def _say(self, words: str, tone: Tone) -> None:
        self.state.setText(words)
        self.state.set_tone(tone)
        self.state.show()

    # --- saving -------------------------------------------------------------------------------

    @Slot()
    @command(N_("Save and next"), "Ctrl+Return")
    def save_and_next(self) -> None:
        """Saves the visitor and clears for the next; the cursor stands in the first field."""
        visitor = self.visitor
        self.editors["name"].editor.setFocus()
        if visitor.empty():
            return
        values = visitor.values(self.desk.kinds["lead"])
        if self.fair is not None:
            values["fair"] = self.fair.id
        who, self.intake.visitor = self.intake.visitor, self.intake.visitor + 1
        self._keeper.cut()
        self.show_visitor(Visitor())
        self.source.hide()
        self.tasks.write(
            lambda: self.desk.add("lead", values, drops=SLOT),
            lambda lead: self._saved(lead, who),
            lambda error: self._not_saved(visitor, error),
        )

    def _saved(self, lead: Record, who: int) -> None:
        self._leads[who] = lead.id
        if self._unsaved:
            self._offer_unsaved("")
        elif not self._more:
            self.notice.hide()
        self._say(_("Saved on this laptop %s") % clock(self.desk.clock(), seconds=True), Tone.GOOD)

    def _not_saved(self, visitor: Visitor, error: Exception) -> None:
        """The visitor comes back to the screen, or waits until the one being typed is done."""
        if self.visitor.empty():
            self.show_visitor(visitor)
            self._tell(sentence(error), _("Not saved"))
        else:
            self._set_aside(visitor)
            self._offer_unsaved(sentence(error))
        self.state.hide()

    def _set_aside(self, visitor: Visitor) -> None:
        """Keeps a visitor who is not on the screen, in a draft of its own where the disk lets it."""
        slot = f"{SLOT}:{self.desk.new_id()}"
        self._unsaved.append((slot, visitor))
        self.tasks.write(lambda: self.desk.store.drafts.keep(slot, "lead", visitor.texts()), None, lambda _error: None)

    def _offer_unsaved(self, why: str) -> None:
        waits = ngettext("%s visitor waits to be saved.", "%s visitors wait to be saved.", len(self._unsaved))
        self._tell(why or waits % number(len(self._unsaved)), _("Not saved"), _("Put it back"))

    @Slot(str)
    def _refuse(self, why: str) -> None:
        self._tell(why, _("Not kept"))

    def _tell(self, why: str, lead: str = "", action: str = "", tone: Tone = Tone.HOT) -> None:
        self.notice.tell(why, tone, lead=lead)
        self.notice.set_action(action)
        self.notice.show()

    @Slot()
    def _act(self) -> None:
        """What the notice offers: an unsaved visitor back, or all contacts of a file as leads."""
        self.notice.hide()
        if self._unsaved:
            self._put_back()
        elif self._more:
            more, self._more = self._more, []
            self.tasks.write(lambda: self._add_all(more), None, lambda error: self._not_added(more, error))

    def _put_back(self) -> None:
        """Shows the visitor that was not saved; who stands here now waits in turn."""
        slot, visitor = self._unsaved.pop()
        current = self.visitor
        self.show_visitor(visitor)
        self._keep()
        self.tasks.write(lambda: self.desk.store.drafts.drop(slot))
        if not current.empty():
            self._set_aside(current)
        if self._unsaved:
            self._offer_unsaved("")

    def _not_added(self, more: list[Captured], error: Exception) -> None:
        self._more = more
        self._tell(sentence(error), _("Not saved"), _("Save all as leads"))

    def _add_all(self, more: list[Captured]) -> Saved | None:
        fair = {"fair": self.fair.id} if self.fair else {}
        leads = [self.desk.draft("lead", self.desk.captured_values(captured) | fair) for captured in more]
        return self.desk.add_many(_("Add %s leads from a file") % number(len(leads)), leads)

    # --- what is dropped, pasted, opened, scanned ---------------------------------------------

    @Slot()
    def _begun(self) -> None:
        self._say(_("Reading…"), Tone.NEUTRAL)

    @Slot(object, object, int)
    def _fill(self, captured: Captured, texts: Mapping[str, str], visitor: int) -> None:
        self.state.hide()
        if visitor in self._leads and visitor != self.intake.visitor:
            self._add_late(self._leads[visitor], texts)
            return
        before = self.visitor.read.get("picture")
        if before and texts.get("picture", before) != before:
            self._tell(_("There is a picture of this visitor already; this one was not taken."), tone=Tone.WARM)
        self.show_visitor(self.visitor.with_read(self.desk.kinds["lead"], texts, (*self.editors, "rating")))
        self._keep()
        self.show_source(captured)
        self.editors["notes"].editor.setFocus()

    def _add_late(self, lead: str, texts: Mapping[str, str]) -> None:
        """A badge that was read after its visitor was saved goes to that lead."""
        kind = self.desk.kinds["lead"]

        def add() -> Record:
            saved = self.desk.get("lead", lead)
            stands = {name: kind.field(name).text(value) for name, value in kind.filled(saved).items()}
            both = Visitor(stands).with_read(kind, texts, kind.by_name).values(kind)
            return self.desk.change(saved, {name: both[name] for name in {*texts, "notes"} & both.keys()})

        def tell(saved: Record) -> None:
            self._say(_("Added to %s") % isolated(kind.title(saved)), Tone.GOOD)

        self.tasks.write(add, tell, lambda error: self._tell(sentence(error), _("Not saved")))

    @Slot(object)
    def _several(self, found: list[Captured]) -> None:
        self.state.hide()
        self._more = found
        words = ngettext("The file holds %s contact.", "The file holds %s contacts.", len(found))
        self._tell(words % number(len(found)), "", _("Save all as leads"), Tone.NEUTRAL)

    @Slot(str)
    def _not_read(self, why: str) -> None:
        self.state.hide()
        self._tell(why, _("Not read"), tone=Tone.WARM)

    @Slot()
    def _scanned(self) -> None:
        text = self.scan_line.text()
        if text.strip():
            self.scan_line.clear()
            self.intake.take_text(text)

    @command(N_("Scan"), "Ctrl+B")
    def scan(self) -> None:
        """Switches the camera on or off; the cursor stands where a scanner types."""
        self.scan_line.setFocus()
        camera = self.intake.camera
        if camera.on:
            self._stop_camera()
        else:
            camera.start()
            if camera.on:
                self._say(_("Hold the badge before the camera"), Tone.ACCENT)

    def _stop_camera(self) -> None:
        self.intake.camera.stop()
        self.state.hide()
        self.badge.show_picture(None)

    @Slot(str)
    def _no_camera(self, why: str) -> None:
        self._tell(why, tone=Tone.NEUTRAL)

    @Slot()
    @command(N_("Open a picture or contact"), "Ctrl+O")
    def open_picture(self) -> None:
        """Reads files that she chooses."""
        kinds = _("Badges and contacts") + " (*.png *.jpg *.jpeg *.webp *.vcf *.txt)"
        names, _chosen = QFileDialog.getOpenFileNames(self, _("Open a badge, a card or a contact"), "", kinds)
        self.intake.take_files(names)

    @command(N_("Paste a picture or contact"), "Ctrl+Shift+V")
    def paste(self) -> None:
        """Reads what the clipboard holds."""
        self.intake.take(QGuiApplication.clipboard().mimeData())

    # --- rating -------------------------------------------------------------------------------

    def _rate(self, rating: str) -> None:
        for name, chip in self.ratings.items():
            chip.setChecked(name == rating and chip.isChecked())
        self._keep()

    def _rate_by_key(self, rating: str) -> None:
        self.ratings[rating].setChecked(not self.ratings[rating].isChecked())
        self._rate(rating)

    @command(N_("Rate hot"), "F1")
    def rate_hot(self) -> None:
        """Rates the visitor hot."""
        self._rate_by_key("hot")

    @command(N_("Rate warm"), "F2")
    def rate_warm(self) -> None:
        """Rates the visitor warm."""
        self._rate_by_key("warm")

    @command(N_("Rate cold"), "F3")
    def rate_cold(self) -> None:
        """Rates the visitor cold."""
        self._rate_by_key("cold")

    # --- the fair, and coming and going -------------------------------------------------------

    def _restore(self, drafts: list[Draft]) -> None:
        here = [draft for draft in drafts if draft.slot == SLOT]
        self._unsaved += [(x.slot, Visitor.of(x.texts)) for x in drafts if x.slot.startswith(f"{SLOT}:")]
        if self._unsaved:
            self._offer_unsaved("")
        if here and self.visitor.empty():
            self.show_visitor(Visitor.of(here[0].texts))
            if not self.visitor.empty():
                name = self.editors["name"].editor
                if isinstance(name, QLineEdit):
                    name.end(False)
                self._say(_("Put back as you left it"), Tone.NEUTRAL)

    def enter(self) -> None:
        """Brings back the draft, and the fairs to choose from."""

        if not self._entered:
            self._entered = True
            self.tasks.write(self.desk.store.drafts.all, self._restore)  # behind the keys that are being kept
        self.read_fairs()
        self.editors["name"].editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """The draft keeps what stands here; nobody is filmed unseen."""
        if self.intake.camera.on:
            self._stop_camera()

    def follow(self, saved: Saved) -> None:
        """Counts anew; knows new fairs."""
        kinds = {change.kind.name for change in saved.changes}
        if "fair" in kinds:
            self.enter()
        elif "lead" in kinds:
            self.count()
