"""What has to hold once everything that was killed has come to rest, read from the files themselves."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.hands import OWN, tag
from tests.store.raw import rows

Writes = list[list[Any]]


@dataclass
class Verdict:
    """The figures of a run, and in words whatever must not be."""

    saves: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether nothing was lost, doubled or otherwise wrong."""
        return not (self.lost or self.doubled or self.wrong)


@dataclass(frozen=True)
class Kept:
    """A mutation in a laptop's outbox."""

    mid: str
    action: str
    rows: Sequence[Mapping[str, Any]]


def inbox(profile: Path) -> str:
    """All that a laptop's inbox holds, as text."""
    return " ".join(str(body) for (body,) in rows(profile, "SELECT body FROM inbox"))


def journal(profile: Path) -> list[Kept]:
    """Every mutation of a laptop in the order in which it was made."""
    found = rows(profile, "SELECT mid, action, body FROM outbox ORDER BY n")
    return [Kept(mid, action, json.loads(body)) for mid, action, body in found]


class Archive:
    """All that a server keeps: rows, history, answers, entries."""

    def __init__(self, database: Path) -> None:
        with sqlite3.connect(database) as connection:
            connection.row_factory = sqlite3.Row
            self.leads = {row["id"]: dict(row) for row in connection.execute("SELECT * FROM lead")}
            self.answers = {row["mid"] for row in connection.execute("SELECT mid FROM sync_answer")}
            self.history = [dict(row) for row in connection.execute("SELECT * FROM sync_history ORDER BY seq, step")]
            # Who made rows, mutation by mutation: no step tells it.
            self.makers = connection.execute("SELECT mid, seq FROM sync_maker WHERE mid <> ''").fetchall()
            self.entries = [dict(row) for row in connection.execute("SELECT * FROM sync_entry")]
        connection.close()
        # By record, all that was ever written or set aside, as text.
        self.past: dict[str, str] = defaultdict(str)
        self.seen: dict[str, str] = defaultdict(str)
        for step in self.history:
            self.past[step["id"]] += f"{step['fields']} {step['before']} "
        for entry in self.entries:
            self.seen[entry["record"]] += f"{entry['now']} {entry['aside']} "

    def doubled(self) -> Iterator[str]:
        """What took effect more than once."""
        seqs: dict[str, set[int]] = defaultdict(set)
        for step in self.history:
            if step["mid"]:
                seqs[step["mid"]].add(step["seq"])
        for mid, seq in self.makers:
            seqs[mid].add(seq)
        yield from (f"mutation {mid} took effect {len(found)} times" for mid, found in seqs.items() if len(found) > 1)
        conflicts = [entry for entry in self.entries if entry["what"] == "conflict"]
        laid = Counter((entry["mid"], entry["record"], entry["unit"]) for entry in conflicts)
        yield from (f"a conflict of {mid} stands {count} times" for (mid, *_what), count in laid.items() if count > 1)


def acknowledged_and_gone(kept: Iterable[Kept], acknowledged: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Saves that a laptop had called durable, and that it does not have."""
    there: dict[str, Writes] = defaultdict(list)
    for mutation in kept:
        there[mutation.action] += [[row["id"], row["op"], row["fields"]] for row in mutation.rows]
    for saved in acknowledged:
        for row in saved["rows"]:
            if row not in there[saved["action"]]:
                yield f"{row[1]} of {row[0]} in action {saved['action']} was called saved and is gone"


def missing(laptop: str, kept: Sequence[Kept], archive: Archive, hers: str) -> Iterator[str]:
    """What a laptop wrote and the server has neither in its rows nor in a conflict, nor she in her inbox."""
    yield from (f"mutation {x.mid} never took effect" for x in kept if x.mid not in archive.answers)
    for (id, name), word, present in _words(kept):
        # What she took over out of a conflict is its writer's to miss, who may have changed it since.
        hers_to_miss = present and word.startswith(tag(laptop)) and word not in hers
        if hers_to_miss and not _is_kept(laptop, archive, id, name, word):
            yield f"{word} in {name} of lead {id}, written by {laptop}"


def _words(kept: Sequence[Kept]) -> Iterator[tuple[tuple[str, str], str, bool]]:
    """Every word that was typed, where, and whether her last word about it was that it stays."""
    last: dict[tuple[str, str, str], bool] = {}
    for mutation in kept:
        for row in mutation.rows:
            if row["kind"] != "lead":
                continue
            for name, value in row["fields"].items():
                for word in _in(row["before"].get(name)) - _in(value):
                    last[row["id"], name, word] = False
                for word in _in(value) - _in(row["before"].get(name)):
                    last[row["id"], name, word] = True
    yield from (((id, name), word, present) for (id, name, word), present in last.items())


def _in(value: Any) -> set[str]:
    """The words of a value; ours alone have two dots."""
    texts = value if isinstance(value, list) else str(value or "").split("\n")
    return {word for word in texts if word.count(".") == 2}


def _is_kept(laptop: str, archive: Archive, id: str, name: str, word: str) -> bool:
    now = str(archive.leads[id][name] or "") if id in archive.leads else ""
    if word in now:
        return True
    if name in {OWN[laptop], "products", "name"}:
        return False  # nobody else writes there
    # Another's value may stand there now: one that was written in sight of this one, or else there is a conflict.
    return word in archive.seen[id] or word in archive.past[id]


def false_conflicts(archive: Archive) -> Iterator[str]:
    """Conflicts about fields that only one laptop writes to."""
    alone = {*OWN.values(), "products", "name"}
    for entry in archive.entries:
        if entry["what"] == "conflict" and entry["unit"] in alone:
            yield f"a conflict about {entry['unit']} of {entry['record']}, where only one laptop writes"
