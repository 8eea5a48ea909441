"""A laptop's line, watched and changed on the way."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import structs
from tests.sync.company import Laptop, Passing

from salesdesk.protocol.service import Service, Spans
from salesdesk.protocol.wire import Page, Push, Pushed


class Watched(Passing):
    """A line whose pulls are kept, and which may be changed: what is asked of it, and what it says."""

    def __init__(self, service: Service) -> None:
        super().__init__(service)
        self.pages: list[Page] = []
        self.spans: list[Spans] = []
        self.pushed: Callable[[Push], Push] = lambda push: push
        self.answered: Callable[[Pushed], Pushed] = lambda pushed: pushed
        self.shown: Callable[[Page], Page] = lambda page: page
        self.before: Callable[[], None] = lambda: None

    def push(self, push: Push) -> Pushed:
        return self.answered(self.service.push(self.pushed(push)))

    def pull(self, epoch: int, cursor: int, token: str, schema: int, whole: bool = False, spared: Spans = ()) -> Page:
        self.before()
        page = self.service.pull(epoch, cursor, token, schema, whole, spared)
        self.spans.append(spared)
        self.pages.append(structs.replace(page))
        return self.shown(page)

    @property
    def bare(self) -> list[str]:
        """The ids that came bare."""
        return [id for page in self.pages for table in page.bare for id in table.ids]

    @property
    def singly(self) -> list[str]:
        """The ids that came with fields."""
        return [row.id for page in self.pages for row in page.singly]


def watched(laptop: Laptop) -> Watched:
    laptop.line.service = made = Watched(laptop.line.service)
    return made


def once(work: Callable[[], object]) -> Callable[[], None]:
    """Does it at the first call."""
    left = [work]

    def hear() -> None:
        if left:
            left.pop()()

    return hear
