"""What became of a change that nobody has to choose between: it was refused, kept, or brought back."""

from __future__ import annotations

from salesdesk.desk.decisions import TAKE
from salesdesk.ui.inbox.card import EntryCard
from salesdesk.ui.inbox.choices import Choice
from salesdesk.ui.inbox.entries import Entry
from salesdesk.ui.inbox.full_text import full_text
from salesdesk.ui.theme import Size, Theme, Weight
from salesdesk.ui.widgets.button import Role
from salesdesk.ui.widgets.text import Text


class NoticeCard(EntryCard):
    """A notice or a refusal, with all that could not be saved."""

    def __init__(self, theme: Theme, entry: Entry) -> None:
        super().__init__(theme, entry, "warm_ground")

    def build(self) -> None:
        """The story, the texts, and what can be done."""
        entry, theme = self.entry, self.theme
        self.column.addWidget(Text(theme, entry.story, wrap=True))
        for label, text in entry.lost:
            self.column.addWidget(Text(theme, label, Size.LABEL, Weight.MEDIUM, "soft"))
            self.column.addWidget(full_text(theme, text, name=label))
        self.column.addWidget(self.make_buttons())
        lost = " ".join(f"{label}: {text}" for label, text in entry.lost)
        self.setAccessibleName(f"{entry.title}: {entry.story} {lost}".strip())

    def role_of(self, choice: Choice) -> str:
        """Nothing here is urgent; to send again is what she most likely wants."""
        return Role.PRIMARY if choice.does == TAKE else Role.SECONDARY
