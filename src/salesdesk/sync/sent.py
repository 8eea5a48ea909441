"""What the answers of a round say of its pulls: how new they must be, and what they need not bring back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from salesdesk.protocol.service import Spans
from salesdesk.protocol.wire import SPANS_A_PULL, Mutation, Page, Pushed


class Sent:
    """The seqs under which rows were made as they were sent, and the newest head that an answer named.

    Kept no longer than the round.
    """

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}
        self.head = 0

    def heard(self, pushed: Pushed) -> Pushed:
        """The same answer, after which no page is older than it."""
        self.head = max(self.head, pushed.head)
        return pushed

    def take(self, batch: Sequence[Mutation], pushed: Pushed) -> None:
        """Takes what the answers to a batch say of that; of what an older program wrote nothing is taken."""
        as_sent = set(pushed.as_sent)
        for mutation, answer in zip(batch, pushed.answers, strict=False):
            if answer.seq in as_sent and answer.status == "ok" and not (answer.rows or mutation.schema):
                self._rows[answer.seq] = len(mutation.writes)

    def forget(self) -> None:
        """From now on every row is to come whole."""
        self._rows.clear()

    @property
    def spans(self) -> Spans:
        """The seqs as spans, in order: where they are too many, those with the most rows."""
        spans = list(_spans(sorted(self._rows)))
        if len(spans) > SPANS_A_PULL:
            rows = {span: sum(self._rows[seq] for seq in range(span[0], span[1] + 1)) for span in spans}
            spans = sorted(sorted(spans, key=lambda span: -rows[span])[:SPANS_A_PULL])
        return spans

    def asked_for(self, page: Page) -> bool:
        """Whether a page is no older than the answers, and every row that it brings bare was to be spared."""
        return page.head >= self.head and all(seq in self._rows for table in page.bare for seq in table.seqs)


def _spans(seqs: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Numbers in order as runs without a gap."""
    first = last = -1
    for seq in seqs:
        if first >= 0 and seq > last + 1:
            yield first, last
        first = seq if first < 0 or seq > last + 1 else first
        last = seq
    if first >= 0:
        yield first, last
