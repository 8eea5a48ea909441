"""What the answers of a round say of its pulls: how new they must be, and what they need not bring back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from salesdesk.protocol.service import Spans
from salesdesk.protocol.wire import SPANS_A_PULL, Mutation, Page, Pushed


class Sent:
    """The seqs under which rows were made or changed as was sent, and the newest head that an answer named.

    Kept no longer than the round.
    """

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}
        # Under which seq a row that was there was written last.
        self._written: dict[tuple[str, str], int] = {}
        self.head = 0

    def heard(self, pushed: Pushed) -> Pushed:
        """The same answer, after which no page is older than it."""
        self.head = max(self.head, pushed.head)
        return pushed

    def take(self, batch: Sequence[Mutation], pushed: Pushed) -> None:
        """Takes what the answers to a batch say of that; of what an older program wrote nothing is taken.

        Nor is anything of rows that were changed more than once.
        """
        as_sent = {*pushed.as_sent, *pushed.changed}
        for mutation, answer in zip(batch, pushed.answers, strict=False):
            again = self._again(mutation, answer.seq)
            for seq in again:
                self._rows.pop(seq, None)
            if answer.seq in as_sent and answer.status == "ok" and not (answer.rows or mutation.schema or again):
                self._rows[answer.seq] = len(mutation.writes)

    def _again(self, mutation: Mutation, seq: int) -> list[int]:
        """Under which seqs rows were written before that a mutation wrote under this one."""
        keys = [(write.kind, write.id) for write in mutation.writes if write.op != "create"]
        again = [before for key in keys if (before := self._written.get(key)) is not None]
        self._written.update(dict.fromkeys(keys, seq))
        return again

    def forget(self) -> None:
        """From now on every row is to come whole."""
        self._rows.clear()
        self._written.clear()

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
