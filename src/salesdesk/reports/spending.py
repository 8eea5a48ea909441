"""The chart of a trip's spending, day by day, against its plan."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO
from itertools import accumulate
from operator import itemgetter
from threading import Lock
from typing import TYPE_CHECKING, Literal

from salesdesk import i18n
from salesdesk.i18n import _
from salesdesk.resources import resource

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

ZERO = Decimal(0)
_PLAIN_FONTS = ("Inter-Regular", "NotoSansArabic-Regular", "NotoSansCJK")
_STRONG_FONTS = ("Inter-SemiBold", "NotoSansArabic-Bold", "NotoSansCJK")
_OTHER_SIDE: dict[str, Literal["left", "center", "right"]] = {"left": "right", "right": "left", "center": "center"}
_ONE_AT_A_TIME = Lock()  # matplotlib's fonts and text layout are shared by all figures


@dataclass(frozen=True)
class ChartLook:
    """The colours of a chart as #rrggbb."""

    panel: str
    text: str
    soft: str
    line: str
    accent: str
    accent_ground: str
    hot: str


@dataclass(frozen=True)
class _Course:
    """Spending summed up from its first day: `steps` are (days since the first, total from then on)."""

    first: date
    length: int
    steps: tuple[tuple[int, Decimal], ...]

    @property
    def total(self) -> Decimal:
        return self.steps[-1][1] if self.steps else ZERO

    def corners(self) -> tuple[list[float], list[float]]:
        """The step line from nothing on the first morning to the total on the last evening."""
        across, up = [0.0], [0.0]
        for day, total in self.steps:
            across += [day, day]
            up += [up[-1], float(total)]
        return [*across, self.length], [*up, up[-1]]


def spending_chart(
    days: Sequence[tuple[date, Decimal]],
    planned: Decimal,
    currency: str,
    look: ChartLook,
    size: tuple[int, int],
    dpi_ratio: float = 1.0,
) -> bytes:
    """A PNG of `size` logical pixels: what was spent up to each day, and the plan, both in `currency`.

    Days may come in any order and more than once; a plan of zero or less is no plan.
    """
    with _ONE_AT_A_TIME:
        canvas = _canvas(size, dpi_ratio)
        from matplotlib import rc_context

        with rc_context({"text.hinting": "no_hinting"}):
            chart = _Chart(canvas, dpi_ratio, look, _course(days), planned, currency)
            chart.draw()
            return chart.png()


def _course(days: Sequence[tuple[date, Decimal]]) -> _Course:
    of_day: dict[date, Decimal] = {}
    for day, amount in sorted(days):
        of_day[day] = of_day.get(day, ZERO) + amount
    if not of_day:
        return _Course(date.min, 1, ())
    first, last = min(of_day), max(of_day)
    totals = accumulate(of_day.values())
    steps = tuple(((day - first).days, total) for day, total in zip(of_day, totals, strict=True))
    return _Course(first, (last - first).days + 1, steps)


def _ticks(low: Decimal, high: Decimal) -> list[Decimal]:
    """Up to six round figures from `low` to `high`, zero among them."""
    span = high - low
    if not span:
        return [ZERO]
    tenth = Decimal(1).scaleb(span.adjusted() - 1)
    step = next(tenth * n for n in (2, 5, 10, 20) if span <= tenth * n * 5)
    return [step * n for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _canvas(size: tuple[int, int], ratio: float) -> FigureCanvasAgg:
    """An empty picture of exactly `size` times `ratio` pixels, one typographic point being one logical pixel."""
    if "MPLCONFIGDIR" not in os.environ:
        from platformdirs import user_cache_path

        os.environ["MPLCONFIGDIR"] = str(user_cache_path("salesdesk", appauthor=False) / "charts")
    # Where the home cannot be written it works in a temporary folder, and would say so.
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    dpi = 72 * ratio
    wide, high = ((round(side * ratio) + 0.01) / dpi for side in size)
    return FigureCanvasAgg(Figure(figsize=(wide, high), dpi=dpi))


@cache
def _families(names: tuple[str, ...]) -> list[str]:
    """The families of the shipped fonts whose files begin with these names, and matplotlib's own at the end."""
    from matplotlib.font_manager import fontManager

    found = []
    for name in names:
        for file in sorted(resource("fonts").glob(f"{name}*.[ot]tf"))[:1]:
            fontManager.addfont(file)
            found.append(fontManager.ttflist[-1].name)
    return [*found, "DejaVu Sans"]


class _Chart:
    """One drawing; lengths are logical pixels from the lower leading corner."""

    def __init__(
        self, canvas: FigureCanvasAgg, ratio: float, look: ChartLook, course: _Course, planned: Decimal, currency: str
    ) -> None:
        canvas.figure.set_facecolor(look.panel)
        self._canvas, self._ratio, self._look = canvas, ratio, look
        self._course, self._planned, self._currency = course, planned, currency
        self._width, self._height = (side / ratio for side in canvas.get_width_height())
        self._over = 0 < planned < course.total
        self._colour = look.hot if self._over else look.accent
        totals = [ZERO, *(total for _day, total in course.steps)]
        self._crosses = 0 < planned < max(totals)
        self._low, high = min(totals), max(planned, *totals)
        self._ticks = _ticks(self._low, high)
        high = high if high > self._low else Decimal(1)
        self._high = high + (high - self._low) * Decimal("0.05")
        self._bottom, self._top = 28.0, max(29.0, self._height - 20)

    def draw(self) -> None:
        """Draws everything; the plot takes the room that the labels leave at both sides."""
        digits = max(0, *(-int(tick.as_tuple().exponent) for tick in self._ticks))
        figures = [self._text(i18n.number(tick, digits), self._look.soft) for tick in self._ticks]
        spent, planned = self._spent_label(), self._planned_label()
        self._start = max(map(self._wide, figures)) + 12
        self._end = max(self._start + 40, self._width - max(map(self._wide, [*spent, *planned]), default=0) - 16)
        self._axes = self._plot()
        for tick, text in zip(self._ticks, figures, strict=True):
            self._axes.axhline(float(tick), color=self._look.line, linewidth=1, zorder=0)
            self._place(text, self._start - 10, self._y(tick) + 1.5, "right")
        self._draw_course()
        self._draw_days()
        if planned:
            self._axes.axhline(float(self._planned), color=self._look.soft, linewidth=1.5, dashes=(4, 3), zorder=3)
        self._stack((spent, self._y(self._course.total)), (planned, self._y(self._planned)))

    def png(self) -> bytes:
        """The drawing as a PNG."""
        picture = BytesIO()
        self._canvas.figure.savefig(picture, format="png", dpi="figure")
        return picture.getvalue()

    def _plot(self) -> Axes:
        left = self._width - self._end if i18n.mirrored() else self._start
        wide, high = self._end - self._start, self._top - self._bottom
        box = (left / self._width, self._bottom / self._height, wide / self._width, high / self._height)
        axes = self._canvas.figure.add_axes(box)
        axes.set_axis_off()
        axes.set_xlim(*((self._course.length, 0) if i18n.mirrored() else (0, self._course.length)))
        axes.set_ylim(float(self._low), float(self._high))
        return axes

    def _y(self, amount: Decimal) -> float:
        return self._bottom + float((amount - self._low) / (self._high - self._low)) * (self._top - self._bottom)

    def _draw_course(self) -> None:
        if not self._course.steps:
            empty = self._text(_("No expenses yet"), self._look.soft, size=14)
            return self._place(empty, (self._start + self._end) / 2, (self._bottom + self._top) / 2, "center")
        split = self._y(self._planned) if self._crosses else self._height
        self._draw_band(0, split, self._look.accent, self._look.accent_ground, 1)
        if self._crosses:
            self._draw_band(split, self._height, self._look.hot, self._look.hot, 0.2)
        end = (self._course.length, float(self._course.total))
        self._axes.plot(*end, "o", markersize=8, color=self._colour, markeredgewidth=0, clip_on=False, zorder=5)
        return None

    def _draw_band(self, low: float, high: float, colour: str, ground: str, alpha: float) -> None:
        """The part of the course between two heights of the picture."""
        from matplotlib.transforms import Bbox

        across, up = self._course.corners()
        (edge,) = self._axes.plot(across, up, color=colour, linewidth=2, solid_joinstyle="round", zorder=4)
        filled = self._axes.fill_between(across, up, color=ground, alpha=alpha, linewidth=0, zorder=1)
        band = Bbox.from_extents(0, low * self._ratio, self._width * self._ratio, high * self._ratio)
        edge.set_clip_box(band)
        filled.set_clip_box(band)

    def _draw_days(self) -> None:
        """The days below the plot, as many as fit."""
        if not self._course.steps:
            return
        slot = (self._end - self._start) / self._course.length
        last = self._text(self._day(self._course.length - 1), self._look.panel)
        every = math.ceil((self._wide(last) + 16) / slot)
        last.remove()
        for day in range(0, self._course.length, every):
            middle = self._start + (day + 0.5) * slot
            self._place(self._text(self._day(day), self._look.soft), middle, 10, "center")

    def _day(self, day: int) -> str:
        return i18n.day_pattern(self._course.first + timedelta(days=day), "MMMd")

    def _planned_label(self) -> list[Text]:
        if self._planned <= 0:
            return []
        return [self._text(_("Planned"), self._look.soft), self._money(self._planned, self._look.text)]

    def _spent_label(self) -> list[Text]:
        if not self._course.steps:
            return []
        label = [self._text(_("Spent"), self._look.soft), self._money(self._course.total, self._colour)]
        if self._over:
            amount = i18n.isolated(i18n.money(self._course.total - self._planned, self._currency))
            label.append(self._text(_("{amount} over").format(amount=amount), self._look.hot))
        return label

    def _stack(self, *blocks: tuple[list[Text], float]) -> None:
        """Puts the labels beside the ends of their lines, apart from one another and inside the picture."""
        placed = sorted(((y, label) for label, y in blocks if label), key=itemgetter(0), reverse=True)
        heights = [len(label) * 17 for _y, label in placed]
        ceiling = self._height
        for n, (y, label) in enumerate(placed):
            below = sum(heights[n + 1 :]) + 8 * len(heights[n + 1 :])
            upper = min(ceiling, max(y + heights[n] / 2, below + heights[n]))
            for line, text in enumerate(label):
                self._place(text, self._end + 14, upper - 17 * line - 8.5, "left")
            ceiling = upper - heights[n] - 8

    def _money(self, amount: Decimal, colour: str) -> Text:
        return self._text(i18n.isolated(i18n.money(amount, self._currency)), colour, size=14, strong=True)

    def _text(self, text: str, colour: str, *, size: int = 12, strong: bool = False) -> Text:
        """A text still to be placed."""
        made = self._canvas.figure.text(0, 0, text, color=colour, size=size, transform=None, parse_math=False)
        made.set_fontfamily(_families(_STRONG_FONTS if strong else _PLAIN_FONTS))
        made.set_fontweight(600 if strong else 400)
        made.set_verticalalignment("center_baseline")
        return made

    def _wide(self, text: Text) -> float:
        return text.get_window_extent().width / self._ratio

    def _place(self, text: Text, x: float, y: float, side: Literal["left", "center", "right"]) -> None:
        """Puts one side of a text at x; all is turned round for who reads from right to left."""
        if i18n.mirrored():
            x, side = self._width - x, _OTHER_SIDE[side]
        text.set_horizontalalignment(side)
        text.set_position((x * self._ratio, y * self._ratio))
