"""What she says of a file before it is taken in; what she leaves open is guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from salesdesk.i18n import N_


@dataclass(frozen=True)
class Choices:
    """What a file is: "" and None are guessed. `columns`: a title, or a column's number, and its field, "" for none."""

    kind: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""
    delimiter: str = ""
    header: bool | None = None
    sheet: str = ""


# As combo boxes show them: Python's codec, and what it is for.
ENCODINGS: Sequence[tuple[str, str]] = (
    ("utf-8", N_("Unicode (UTF-8)")),
    ("utf-16-le", N_("Unicode (UTF-16)")),
    ("utf-16-be", N_("Unicode (UTF-16, big-endian)")),
    ("utf-32-le", N_("Unicode (UTF-32)")),
    ("utf-32-be", N_("Unicode (UTF-32, big-endian)")),
    ("cp1252", N_("Western European (Windows-1252)")),
    ("cp1250", N_("Central European (Windows-1250)")),
    ("cp1251", N_("Cyrillic (Windows-1251)")),
    ("cp1253", N_("Greek (Windows-1253)")),
    ("cp1254", N_("Turkish (Windows-1254)")),
    ("cp1255", N_("Hebrew (Windows-1255)")),
    ("cp1256", N_("Arabic (Windows-1256)")),
    ("cp1257", N_("Baltic (Windows-1257)")),
    ("cp1258", N_("Vietnamese (Windows-1258)")),
    ("cp874", N_("Thai (Windows-874)")),
    ("cp932", N_("Japanese (Shift-JIS)")),
    ("euc_jp", N_("Japanese (EUC-JP)")),
    ("gb18030", N_("Chinese, simplified (GB18030)")),
    ("big5", N_("Chinese, traditional (Big5)")),
    ("cp949", N_("Korean (EUC-KR)")),
    ("koi8_u", N_("Cyrillic (KOI8)")),
    ("cp850", N_("Western European (DOS 850)")),
    ("mac_roman", N_("Western European (Macintosh)")),
)
DELIMITERS: Sequence[tuple[str, str]] = (
    (",", N_("Comma")), (";", N_("Semicolon")), ("\t", N_("Tab")), ("|", N_("Vertical bar")),
)  # fmt: skip
