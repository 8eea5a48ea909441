"""What a row's text says by role, for models whose rows are painted by the row delegate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt

from salesdesk.ui.rows import RowText
from salesdesk.ui.widgets.row_role import RowRole, row_words

READ: Mapping[int, Callable[[RowText], Any]] = {
    RowRole.TITLE: lambda row: row.title,
    RowRole.SUBTITLE: lambda row: row.subtitle,
    RowRole.MARK: lambda row: row.mark,
    RowRole.MARK_TONE: lambda row: row.tone,
    RowRole.TIME: lambda row: row.time,
    RowRole.DOT: lambda row: row.dot,
    Qt.ItemDataRole.DisplayRole: lambda row: row.title,
    Qt.ItemDataRole.AccessibleTextRole: lambda row: row_words(row.title, row.subtitle, row.mark, row.time, dot=row.dot),
}
