"""Every verb of the command line: what the desk does to data, from a shell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from salesdesk.cli.call import Call, note
from salesdesk.cli.grammar import parser
from salesdesk.i18n import _
from salesdesk.shell import REFUSED, WRONG_USAGE, Refused, Wrong, begin, nobody_reads

if TYPE_CHECKING:
    from salesdesk.domain.record import Kinds


def main(argv: Sequence[str] | None = None, known: Kinds | None = None) -> int:
    """Runs one call; returns its exit code: 0 done, 1 refused or failed, 2 wrong usage or unreadable input."""
    from salesdesk.domain.kinds import KINDS

    begin()
    call = Call(parser().parse_args(argv), known or KINDS)
    try:
        return int(call.arguments.run(call))
    except BrokenPipeError:
        return nobody_reads()
    except KeyboardInterrupt:
        note(_("Stopped; what was saved before is safe."))
        return REFUSED
    except Exception as error:
        return _failed(error)
    finally:
        if call.opened is not None:
            call.opened.store.close()


def _failed(error: Exception) -> int:
    from salesdesk.desk.words import sentence
    from salesdesk.domain.fields import BadValue
    from salesdesk.domain.record import UnknownField, UnknownKind

    note(str(error) if isinstance(error, Wrong | Refused) else sentence(error))
    return WRONG_USAGE if isinstance(error, Wrong | BadValue | UnknownField | UnknownKind) else REFUSED
