"""The figures as a table for a person."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.figures import Figure, Measured

_HEAD = ("", "ours", "floor", "ratio", "goal", "")
_GAP = "  "


def table(measured: Measured) -> str:
    """The figures under each other, then what is worth knowing beside them."""
    rows = [_HEAD, *map(_row, measured.figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, "─" * max(map(len, lines)))
    wide = max((len(name) for name, _said in measured.notes), default=0)
    return "\n".join([*lines, "", *(f"{name:{wide}}{_GAP}{said}" for name, said in measured.notes), ""])


def _row(figure: Figure) -> Sequence[str]:
    return (
        figure.name, f"{figure.ours:.2f} {figure.unit}", f"{figure.floor:.2f} {figure.unit}", f"{figure.ratio:.2f}",
        f"≤ {figure.goal:g}", "met" if figure.met else "missed",
    )  # fmt: skip


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    name, *middle, verdict = row
    cells = (f"{cell:>{width}}" for cell, width in zip(middle, widths[1:-1], strict=True))
    return _GAP.join((f"{name:{widths[0]}}", *cells, verdict)).rstrip()
