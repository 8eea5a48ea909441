"""Verbs that take files in and write them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.cli.call import Call, pairs
from salesdesk.i18n import _
from salesdesk.shell import Refused, Wrong

if TYPE_CHECKING:
    from salesdesk.desk.importing import Imported


def import_(call: Call) -> int:
    """Takes in a table (CSV, XLSX, XLS, ODS, JSON) or vCards; a bad row is told and skipped, undo takes all back."""
    from salesdesk.capture import Unreadable as UnreadableCard
    from salesdesk.desk.exchanging import import_file
    from salesdesk.desk.words import sentence
    from salesdesk.exchange.unreadable import Unreadable

    words = call.arguments
    try:
        done = import_file(call.desk, Path(words.file), words.as_ or "", pairs(words.map), dry=words.dry_run)
    except Unreadable as error:
        raise Wrong(_(error.why).format(**error.params)) from None
    except UnreadableCard as error:
        raise Wrong(sentence(error)) from None
    except OSError as error:
        raise Wrong(_("It cannot be read: %s.") % (error.strerror or error)) from None
    return call.say(_document(done), _lines(done))


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
    """Writes all records of a kind to a file, by its ending: .csv, .xlsx, .json or .vcf."""
    from salesdesk.desk.exchanging import export_file
    from salesdesk.exchange.unreadable import Unreadable

    file = call.arguments.file
    try:
        count = export_file(call.desk, call.kind.name, Path(file))
    except Unreadable as error:
        raise Wrong(_(error.why).format(**error.params)) from None
    except OSError as error:
        raise Refused(_("%(file)s cannot be written: %(why)s.") % {"file": file, "why": error.strerror}) from None
    return call.say({"kind": call.kind.name, "file": file, "exported": count}, [f"{count}  {file}"])
