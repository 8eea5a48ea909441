"""The chart of a trip's spending, read back from its pixels and its texts."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import astuple
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageColor

from salesdesk import i18n
from salesdesk.reports.spending import ChartLook, spending_chart

LIGHT = ChartLook("#ffffff", "#1b2330", "#5c6778", "#e3e6ec", "#2f5fd0", "#e8eefc", "#c0322a")
DARK = ChartLook("#1b2029", "#e7ebf2", "#a3aebf", "#2a313d", "#7aa2ff", "#22304f", "#ff8a80")
SIZE = (640, 240)
FIRST = date(2026, 11, 3)
PLAN = Decimal("15820.00")
TRIP = [(FIRST + timedelta(days=n), Decimal(amount)) for n, amount in ((0, "2480.00"), (2, "4367.93"), (6, "5947.47"))]


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that is put on a chart."""
    from matplotlib.figure import Figure

    written: list[str] = []
    write: Any = Figure.text

    def text(figure: Figure, x: float, y: float, words: str, **how: Any) -> Any:
        written.append(words)
        return write(figure, x, y, words, **how)

    monkeypatch.setattr(Figure, "text", text)
    return written


@pytest.fixture
def arabic() -> Iterator[None]:
    i18n.use("ar")
    yield
    i18n.use("en")


def drawn(
    days: list[tuple[date, Decimal]], planned: Decimal, look: ChartLook = LIGHT, currency: str = "EUR"
) -> Image.Image:
    return Image.open(BytesIO(spending_chart(days, planned, currency, look, SIZE, 2))).convert("RGB")


def colours(picture: Image.Image) -> dict[str, int]:
    """How many pixels are of each colour."""
    found: Any = picture.getcolors(1 << 24)
    return {f"#{red:02x}{green:02x}{blue:02x}": count for count, (red, green, blue) in found}


def columns(picture: Image.Image, colour: str) -> list[int]:
    """The columns that hold a colour."""
    wanted = ImageColor.getrgb(colour)
    wide, high = picture.size
    return [x for x in range(wide) if any(picture.getpixel((x, y)) == wanted for y in range(high))]


@pytest.mark.parametrize("ratio", [1, 1.25, 1.5, 2, 3])
def test_the_picture_has_the_size_asked_for(ratio: float) -> None:
    for wide, high in (SIZE, (333, 177)):
        picture = Image.open(BytesIO(spending_chart(TRIP, PLAN, "EUR", LIGHT, (wide, high), ratio)))
        assert picture.size == (round(wide * ratio), round(high * ratio))


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_it_wears_the_colours_of_the_look(look: ChartLook) -> None:
    found = colours(drawn(TRIP, PLAN, look))
    assert set(astuple(look)) - {look.hot} <= set(found)
    assert look.hot not in found
    assert max(found, key=lambda colour: found[colour]) == look.panel


def test_words_and_figures(texts: list[str]) -> None:
    drawn(TRIP, PLAN)
    assert {"Planned", "€15,820.00", "Spent", "€12,795.40", "Nov 3", "Nov 9", "5,000"} <= set(texts)


def test_what_is_over_the_plan_is_hot_and_says_so(texts: list[str]) -> None:
    picture = drawn([*TRIP, (FIRST + timedelta(days=6), Decimal("5118.16"))], PLAN)
    found = colours(picture)
    assert found[LIGHT.hot] > 500
    assert found[LIGHT.accent] > 500
    assert "€2,093.56 over" in texts


def test_a_refund_leaves_the_stretch_that_was_over_hot(texts: list[str]) -> None:
    back = [(FIRST, Decimal(20_000)), (FIRST + timedelta(days=1), Decimal(-9_000))]
    assert colours(drawn(back, PLAN))[LIGHT.hot] > 500
    assert not any("over" in text for text in texts)


def test_spending_all_of_it_is_not_over(texts: list[str]) -> None:
    assert LIGHT.hot not in colours(drawn(TRIP, Decimal("12795.40")))
    assert not any("over" in text for text in texts)


def test_without_expenses_the_plan_still_stands(texts: list[str]) -> None:
    found = colours(drawn([], PLAN))
    assert found[LIGHT.soft] > 500
    assert LIGHT.accent_ground not in found
    assert {"No expenses yet", "Planned", "€15,820.00"} <= set(texts)
    assert "Spent" not in texts


@pytest.mark.parametrize("days", [[], TRIP, [(FIRST, Decimal(-5))], [(FIRST, Decimal(0))], [(FIRST, Decimal("0.01"))]])
@pytest.mark.parametrize("planned", ["0", "-10", "0.01", "99999999999999.9999"])
def test_odd_figures_are_drawn_too(days: list[tuple[date, Decimal]], planned: str) -> None:
    drawn(days, Decimal(planned))


def test_days_in_any_order_and_twice_make_the_same_chart() -> None:
    day, amount = TRIP[2]
    parts = [(day, amount - 1), TRIP[1], (day, Decimal(1)), TRIP[0]]
    assert drawn(parts, PLAN).tobytes() == drawn(TRIP, PLAN).tobytes()


def test_a_year_of_days_is_labelled_with_what_fits(texts: list[str]) -> None:
    drawn([(FIRST + timedelta(days=n), Decimal(9)) for n in range(365)], PLAN)
    assert 4 < len([text for text in texts if text[:3].isalpha() and text[-1].isdigit()]) < 15


def test_large_amounts_keep_their_cents(texts: list[str]) -> None:
    drawn([(FIRST, Decimal("12345678901234.57"))], Decimal("12345678901234.56"))
    assert {"€12,345,678,901,234.57", "€12,345,678,901,234.56", "€0.01 over"} <= set(texts)


def test_a_currency_without_cents_shows_none(texts: list[str]) -> None:
    drawn([(FIRST, Decimal(18_400))], Decimal(20_000), currency="JPY")
    assert {"¥18,400", "¥20,000"} <= set(texts)


def test_a_dollar_sign_is_no_formula(texts: list[str]) -> None:
    drawn([(FIRST, Decimal(2))], Decimal(1), currency="USD")
    assert "$1.00 over" in texts


def test_arabic_reads_from_the_right(texts: list[str], arabic: None) -> None:
    picture = drawn(TRIP, PLAN, DARK)
    ground = columns(picture, DARK.accent_ground)
    wide = picture.size[0]
    assert wide - ground[-1] < ground[0], "the figures are narrower than the labels at the line's end"
    heights = [sum(picture.getpixel((x, y)) == (0x22, 0x30, 0x4F) for y in range(picture.size[1])) for x in ground]
    assert heights[10] > heights[-10], "time runs to the left"
    assert "3 نوفمبر" in texts
    assert any(text.startswith("\u2068") and "15,820.00" in text for text in texts)


def test_a_home_that_cannot_be_written_is_no_matter(tmp_path: Path) -> None:
    script = (
        "from datetime import date; from decimal import Decimal; from salesdesk.reports import spending\n"
        "import sys; assert 'matplotlib' not in sys.modules\n"
        "look = spending.ChartLook(*['#123456'] * 7)\n"
        "assert spending.spending_chart([(date(2026, 1, 1), Decimal(1))], Decimal(2), 'EUR', look, (200, 100), 1.0)\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    nowhere = {"HOME": "/proc/nowhere", "XDG_CACHE_HOME": "/proc/nowhere", "XDG_CONFIG_HOME": "/proc/nowhere"}
    kept = {name: value for name, value in os.environ.items() if name not in {"MPLCONFIGDIR", "MPLBACKEND"}}
    environment = kept | nowhere | {"TMPDIR": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
