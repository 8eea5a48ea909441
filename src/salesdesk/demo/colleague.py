"""The colleague: a second person on a second laptop, without a window; and what the two of them write."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from salesdesk.demo.company import COLLEAGUE, TEAM
from salesdesk.demo.office import CompanyServer
from salesdesk.desk import profile as profiles
from salesdesk.desk.desk import Desk
from salesdesk.domain.lead import Lead
from salesdesk.store.listing import Query


@dataclass(frozen=True)
class Quarrel:
    """A lead that both edit without knowing of each other: what she writes, what the colleague writes."""

    lead: str
    mine: Mapping[str, Any]
    theirs: Mapping[str, Any]

    @property
    def merged(self) -> dict[str, Any]:
        """What stands there while she has not decided: where both wrote, what came first."""
        return {**self.mine, **self.theirs}


PHONE = Quarrel(
    "Jürgen Müller-Lüdenscheidt",
    {"phone": "+49 221 4455-0", "notes": "Framework contract by March. Wants a visit to the plant."},
    {"phone": "+49 221 4455-17", "title": "Leiter Einkauf Armaturen"},
)
NEXT_STEP = Quarrel(
    "김서연",
    {"next_step": "Send the offer for DN200 by Friday"},
    {"next_step": "Call first: the budget is not approved yet"},
)
DELETED = Quarrel("Priya Raghunathan", {"next_step": "Invite to the open day: she decides after all"}, {})


class Colleague:
    """The colleague's laptop, logged in and filled."""

    def __init__(self, folder: Path, server: CompanyServer) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.desk = profiles.with_key(folder, os.urandom(32))
        profiles.settle(self.desk, COLLEAGUE, TEAM)
        self.desk.office.log_in(server.url, COLLEAGUE, server.passwords[COLLEAGUE])
        self.sync()

    def sync(self) -> None:
        """A round."""
        self.desk.office.sync()

    def edit(self, id: str, values: Mapping[str, Any]) -> None:
        """Writes into a lead."""
        self.desk.change(self.desk.get("lead", id), values)

    def close(self) -> None:
        """Puts the laptop away."""
        self.desk.store.close()


def lead_of(desk: Desk, name: str) -> Lead:
    """The newest lead of that name."""
    [found] = desk.records(Query(desk.kinds["lead"], {"name": name}), 1)
    assert isinstance(found, Lead)
    return found


def quarrel(desk: Desk, colleague: Colleague, about: Quarrel) -> None:
    """Both edit a lead, and both sync; the colleague is first."""
    lead = lead_of(desk, about.lead)
    colleague.edit(lead.id, about.theirs)
    colleague.sync()
    desk.change(lead, about.mine)
    desk.office.sync()
