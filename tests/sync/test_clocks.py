"""A laptop whose clock is off by a year tells the times of others, and its own to others, as if it were right."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests import factories
from tests.factories import KEY, NOW
from tests.sync.company import Company, Laptop

from salesdesk.desk.desk import Desk
from salesdesk.domain.fields import EPOCH
from salesdesk.domain.kinds import KINDS
from salesdesk.money.rates import EcbRates
from salesdesk.store.store import Store

YEAR, SOON = timedelta(days=365), timedelta(hours=1)


class Off(Laptop):
    """A laptop whose clock goes a year before everybody else's."""

    def _open(self) -> Desk:
        return Desk(Store(self.folder, KEY, KINDS, clock=lambda: NOW + YEAR), EcbRates(), clock=lambda: NOW + YEAR)


class Right(Laptop):
    """A laptop whose clock is right."""

    def _open(self) -> Desk:
        return Desk(Store(self.folder, KEY, KINDS, clock=lambda: NOW), EcbRates(), clock=lambda: NOW)


def near(at: int, off: timedelta) -> bool:
    """Whether a time in microseconds is NOW and so much more, to the hour."""
    return abs(EPOCH + timedelta(microseconds=at) - (NOW + off)) < SOON


def test_times_are_told_by_the_clock_that_is_looked_at(company: Company, tmp_path: Path) -> None:
    ana = Off(tmp_path / "off", company.server, "Ana")
    ben = Right(tmp_path / "right", company.server, "Ben")
    company.laptops += [ana, ben]
    lead = factories.lead(ana.desk, "Jane", city="Oslo")
    company.settle()
    ben.edit(lead.id, city="Graz")
    ben.sync()
    ana.edit(lead.id, city="Linz")
    company.settle()
    for laptop, off in ((ana, YEAR), (ben, timedelta())):
        [entry] = laptop.desk.inbox.open()
        assert near(entry.now_at, off)
        assert near(entry.aside_at, off)
        last = laptop.desk.office.state().last_sync
        assert last is not None
        assert abs(last - laptop.desk.clock()) < SOON
    assert all(near(step.at, timedelta()) for step in company.server.history(ben.user, "lead", lead.id))
