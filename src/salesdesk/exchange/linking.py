"""Links by name: the ids of the records that a file names."""

from __future__ import annotations

from collections.abc import Sequence

from salesdesk.domain.fields import Text
from salesdesk.domain.record import Kind
from salesdesk.schema.columns import folded

_NUMBERS = ("email", "customer_no")


def names_of_links(kind: Kind) -> Sequence[str]:
    """The fields that a record of the kind may be named by."""
    titles = [name for name in kind.title_fields if isinstance(kind.by_name[name], Text)]
    return tuple(dict.fromkeys([*titles, *(name for name in _NUMBERS if name in kind.by_name)]))


class Names:
    """The records of a kind that a file names; of several with one name the oldest counts."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    @property
    def wanted(self) -> bool:
        """Whether the file names any."""
        return bool(self._ids)

    def want(self, name: str) -> None:
        """Says that a row names this record."""
        self._ids.setdefault(folded(name), "")

    def offer(self, id: str, names: Sequence[str | None]) -> None:
        """A record of the store with its names; the newest are offered first."""
        for name in names:
            if name and folded(name) in self._ids:
                self._ids[folded(name)] = id

    def made(self, id: str, name: object) -> None:
        """A record that the file itself brings; one that was there before keeps the name."""
        if name and not self._ids.get(folded(str(name))):
            self._ids[folded(str(name))] = id

    def forget(self, id: str, name: str) -> None:
        """A record that the file was to bring does not come."""
        if self._ids.get(folded(name)) == id:
            self._ids[folded(name)] = ""

    def id_of(self, name: str) -> str:
        """The id of the record of that name, or ""."""
        return self._ids.get(folded(name), "")
