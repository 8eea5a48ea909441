"""The verb that reads badges, cards and contacts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk.cli.call import Call, note
from salesdesk.i18n import _
from salesdesk.shell import DONE, WRONG_USAGE, Wrong

if TYPE_CHECKING:
    from salesdesk.capture import Captured

LONGEST_FILE = 64 << 20


def capture(call: Call) -> int:
    """From a picture with a code, a .vcf or a text file to the fields of a draft lead, and the lead."""
    documents: list[dict[str, Any]] = []
    failed = False
    for name in call.arguments.files:
        try:
            for captured in _read(name):
                documents.append(_captured(call, captured))
        except Wrong as error:
            failed = True
            note(f"{name}: {error}")
    if documents:
        single = len(documents) == 1 and len(call.arguments.files) == 1
        call.say(documents[0] if single else documents, (f"{x.get('id', '')}  {x['fields']}" for x in documents))
    return WRONG_USAGE if failed else DONE


def _read(name: str) -> list[Captured]:
    from salesdesk.capture import Unreadable, read
    from salesdesk.desk.words import sentence

    path = Path(name)
    try:
        if path.stat().st_size > LONGEST_FILE:
            raise Wrong(_("The file is too large to be a badge, a card or a contact."))
        return list(read(path.read_bytes(), path.name))
    except OSError as error:
        raise Wrong(_("It cannot be read: %s.") % (error.strerror or error)) from None
    except Unreadable as error:
        raise Wrong(sentence(error)) from None


def _captured(call: Call, captured: Captured) -> dict[str, Any]:
    document: dict[str, Any] = {
        "kind": captured.kind,
        "code": captured.code,
        "raw": captured.raw,
        "fields": dict(captured.fields),
    }
    if captured.kind == "none":
        note(_("There is no code in this picture that the desk can read; the picture is kept with the lead."))
    if not call.arguments.dry_run:
        values = call.desk.captured_values(captured)
        if call.arguments.fair:
            values["fair"] = call.arguments.fair
        document["id"] = call.desk.add("lead", values).id
    return document
