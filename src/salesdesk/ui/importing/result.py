"""What came of an import: how many, what was skipped and why, and the ways on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.i18n import _, ngettext, number
from salesdesk.ui.importing.file_import import Ended, FileImport, Step
from salesdesk.ui.importing.refused_rows import RefusedRows
from salesdesk.ui.theme import Space, Theme, Tone
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.card import Card
from salesdesk.ui.widgets.notice import Notice
from salesdesk.ui.widgets.section_title import SectionTitle

_ROWS, _CARD = 200, 300


class Result(QWidget):
    """Figures, a sentence, and the rows that were skipped; `save_skipped` asks where to write these."""

    save_skipped = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.notice = Notice(theme, "")
        self.notice.setObjectName("result")
        labels = {
            "added": _("Added"), "updated": _("Updated"), "unchanged": _("Unchanged"), "linked": _("Accounts made"),
            "skipped": _("Skipped"),
        }  # fmt: skip
        self._cards = {name: Card(theme, label) for name, label in labels.items()}
        cards = QHBoxLayout()
        cards.setSpacing(Space.M)
        for name, card in self._cards.items():
            card.setObjectName(f"count-{name}")
            card.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
            card.setMaximumWidth(_CARD)
            cards.addWidget(card, 1)
        cards.addStretch(0)
        self._skipped = QWidget()
        self._title = SectionTitle(theme, _("Skipped rows"))
        self.rows = RefusedRows(theme, _ROWS)
        self.save = Button(theme, _("Save the skipped rows…"), Role.SECONDARY, icon="export")
        self.save.setObjectName("save-skipped")
        self.save.clicked.connect(self.save_skipped)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.save)
        below = QVBoxLayout(self._skipped)
        below.setContentsMargins(0, Space.S, 0, 0)
        below.setSpacing(Space.S)
        below.addLayout(head)
        below.addWidget(self.rows, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.L)
        column.addWidget(self.notice)
        column.addLayout(cards)
        column.addWidget(self._skipped, 1000)
        column.addStretch(1)

    def show_result(self, file: FileImport) -> None:
        """Shows what became of the file."""
        ended = file.ended
        lead, text, tone = _said(file)
        self.notice.tell(text, tone, lead=lead)
        done = ended.imported if file.step is not Step.UNDONE else None
        for name, card in self._cards.items():
            count = 0 if done is None else len(done.skipped) if name == "skipped" else getattr(done, name)
            card.setVisible(done is not None and (count > 0 or name == "added"))
            card.set_figure(number(count), "", Tone.WARM if name == "skipped" else Tone.NEUTRAL)
        self._skipped.setVisible(bool(done and done.skipped))
        self.rows.show_rows(done.skipped if done else ())


def _said(file: FileImport) -> tuple[str, str, Tone]:
    """A lead-in, a sentence, and in which tone."""
    ended = file.ended
    if file.step is Step.UNDONE:
        return _("Taken back"), _("All of it is as it was before the import."), Tone.NEUTRAL
    if file.step is Step.UNDOING:
        return "", _("Taking it back …"), Tone.NEUTRAL
    if file.saved:
        return "", file.saved, Tone.NEUTRAL
    if ended.imported is None:
        stays = _stays(ended)
        return (
            (_("Not imported"), f"{ended.why} {stays}".strip(), Tone.HOT)
            if ended.why
            else (_("Stopped"), stays, Tone.WARM)
        )
    if not ended.safe:
        return _("Imported"), _("The file brought nothing new."), Tone.NEUTRAL
    return _("Imported"), _("It is safe on this laptop; Undo takes all of it back."), Tone.GOOD


def _stays(ended: Ended) -> str:
    if not ended.safe:
        return _("Nothing was taken in.")
    words = ngettext(
        "%s record was taken in; Undo takes it back.", "%s were taken in; Undo takes them back.", ended.safe
    )
    return words % number(ended.safe)
