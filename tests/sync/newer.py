"""The program of next year: leads with more fields, one of them in a unit that there was, and a kind that is new."""

from __future__ import annotations

from salesdesk.domain import record as a
from salesdesk.domain.kinds import KINDS
from salesdesk.domain.lead import Lead
from salesdesk.domain.record import Kinds, Record, Scope, record


@record(label="Lead", plural="Leads", scope=Scope.OWN, title=("name", "company"), name="lead")
class NewLead(Lead):
    """A lead with a colour, a size and a mood; the budget has a currency."""

    colour: str = a.text("Colour", searchable=True, sortable=True)
    size: int | None = a.count("Size")
    mood: tuple[str, ...] = a.words("Mood")
    budget_currency: str = a.currency("Budget currency", unit="budget")


@record(label="Sample", plural="Samples", scope=Scope.PARENT, title=("name",))
class Sample(Record):
    """Something that was left with a visitor."""

    name: str = a.text("Name", searchable=True)
    lead: str = a.link("Lead", to="lead", parent=True)


NEWER = Kinds.of(*(NewLead if kind.name == "lead" else kind.record for kind in KINDS), Sample, schema=2)
