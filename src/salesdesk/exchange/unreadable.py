"""Why a file cannot be read as a table."""

from __future__ import annotations

from salesdesk.i18n import N_

EMPTY = N_("There is nothing in the file.")
NO_TEXT = N_("The file is no text and no spreadsheet that can be read.")
LOCKED = N_("The spreadsheet is protected by a password: save it without one.")
DAMAGED = N_("The file is damaged ({what}).")
NO_SUCH_ENCODING = N_("There is no encoding “{encoding}”.")
NO_SUCH_SHEET = N_("There is no sheet “{sheet}”; the sheets are: {sheets}.")
NO_RECORDS = N_("The file holds no records of {kind}.")
UNKNOWN_ENDING = N_("Files that end in “{ending}” cannot be read: {known} can.")
UNWRITABLE_ENDING = N_("Files that end in “{ending}” cannot be written: {known} can.")
TOO_LONG_FOR_A_CELL = N_("A text is too long for a cell of a spreadsheet: export as CSV.")
NOTHING_KNOWN = N_("None of the columns is known: name them, as in --map “{column}=name”. The columns are: {columns}.")
NO_SUCH_COLUMN = N_("There is no column “{column}”; the columns are: {columns}.")
WHICH_KIND = N_("It is not clear what the rows are: say so, as in --as lead.")
NOT_THESE = N_("Records of {kind} come from the company's server, not from a file.")
NOT_IN_THIS_FORMAT = N_("{kind} cannot be written as {format}: {known} can.")
NO_SUCH_COLUMNS = N_("There is no set of columns “{columns}” here: {known}.")
TOO_MANY_FOR_A_SHEET = N_("A sheet takes at most {most} rows: export as CSV.")


class Unreadable(Exception):
    """The file cannot be read or written so; `why` is a translatable sentence, `params` fills its braces."""

    def __init__(self, why: str, **params: str) -> None:
        super().__init__(why.format(**params))
        self.why = why
        self.params = params
