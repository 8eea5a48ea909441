"""Verbs that take files in and write them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.cli.call import Call, pairs
from salesdesk.i18n import _, ngettext
from salesdesk.shell import Refused, Wrong

if TYPE_CHECKING:
    from salesdesk.desk.exporting import Exported
    from salesdesk.desk.importing import Imported
    from salesdesk.exchange.choices import Choices
    from salesdesk.store.listing import Query


def import_(call: Call) -> int:
    """Takes in .csv, .xlsx, .xls, .ods, .json, .vcf or .ics; a bad row is told and skipped, undo takes all back."""
    from salesdesk.desk.exchanging import import_file, write_skipped
    from salesdesk.exchange.unreadable import Unreadable

    words, file = call.arguments, Path(call.arguments.file)
    try:
        choices = _choices(words)
        done = import_file(call.desk, file, choices, dry=words.dry_run)
    except Unreadable as error:
        raise Wrong(_(error.why).format(**error.params)) from None
    except OSError as error:
        raise Wrong(_("It cannot be read: %s.") % (error.strerror or error)) from None
    if words.skipped:
        try:
            write_skipped(call.desk, file, choices, done, Path(words.skipped))
        except OSError as error:
            raise _unwritable(words.skipped, error) from None
    return call.say(_document(done), _lines(done))


def _unwritable(file: str, error: OSError) -> Refused:
    return Refused(_("%(file)s cannot be written: %(why)s.") % {"file": file, "why": error.strerror})


def _choices(words: argparse.Namespace) -> Choices:
    from salesdesk.exchange.choices import Choices

    delimiter = words.delimiter.replace("\\t", "\t")
    if len(delimiter) > 1:
        raise Wrong(_("--delimiter takes one character."))
    header = False if words.no_header else None
    return Choices(words.as_ or "", pairs(words.map), words.encoding, delimiter, header, words.sheet)


def _document(done: Imported) -> dict[str, Any]:
    return {
        "added": done.added, "updated": done.updated,
        "skipped": [{"row": skipped.row, "why": skipped.why} for skipped in done.skipped],
        "unchanged": done.unchanged, "linked": done.linked, "kind": done.kind, "columns": dict(done.columns),
        "action": done.action or None,
    }  # fmt: skip


def _lines(done: Imported) -> list[str]:
    columns = [f"{column} → {name or '–'}" for column, name in done.columns.items()]
    counts = {"added": done.added, "updated": done.updated, "unchanged": done.unchanged, "linked": done.linked}
    skipped = [f"{skipped.row:>8}  {skipped.why}" for skipped in done.skipped]
    return [*columns, *(f"{name:12}{count}" for name, count in counts.items()), f"skipped     {len(skipped)}", *skipped]


def export(call: Call) -> int:
    """Writes records of a kind to a file, by its ending: .csv .xlsx .json .vcf .ics."""
    from salesdesk.desk.exchanging import export_file
    from salesdesk.exchange.unreadable import Unreadable

    words = call.arguments
    columns = words.columns or {"4": "4.0"}.get(words.vcard, "")
    try:
        done = export_file(call.desk, _query(call), Path(words.file), columns=columns)
    except Unreadable as error:
        raise Wrong(_(error.why).format(**error.params)) from None
    except OSError as error:
        raise _unwritable(words.file, error) from None
    document = {
        "kind": call.kind.name, "file": words.file, "exported": done.count, "held_back": done.held_back,
        "without_private": done.without_private,
    }  # fmt: skip
    return call.say(document, _told(done, words.file))


def _query(call: Call) -> Query:
    from salesdesk.desk.values import parsed
    from salesdesk.store.listing import Query

    words = call.arguments
    return Query(call.kind, parsed(call.kind, pairs(words.where)), words.search or "")


def _told(done: Exported, file: str) -> list[str]:
    lines = [f"{done.count}  {file}"]
    if done.held_back:
        lines.append(
            ngettext("%d record was held back.", "%d records were held back.", done.held_back) % done.held_back
        )
    if done.without_private:
        lines.append(_without_private(done.without_private))
    return lines


def _without_private(count: int) -> str:
    return ngettext(
        "%d record of a colleague was written without its private fields.",
        "%d records of colleagues were written without their private fields.",
        count,
    ) % count  # fmt: skip
