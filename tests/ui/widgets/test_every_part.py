"""What holds for each part: it builds in every dress, its text is whole, it has a name, its focus shows."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QPushButton, QTextEdit, QWidget
from pytestqt.qtbot import QtBot
from tests.ui.whole import assert_whole, within

from salesdesk.ui.theme import TARGET, Theme, Tone
from salesdesk.ui.widgets.budget_bar import BudgetBar
from salesdesk.ui.widgets.button import Button, Role
from salesdesk.ui.widgets.card import Card
from salesdesk.ui.widgets.check_box import CheckBox
from salesdesk.ui.widgets.chip import Chip
from salesdesk.ui.widgets.combo_box import ComboBox
from salesdesk.ui.widgets.empty_state import EmptyState
from salesdesk.ui.widgets.field import Field
from salesdesk.ui.widgets.keycap import KeyCap
from salesdesk.ui.widgets.line_edit import LineEdit
from salesdesk.ui.widgets.notice import Notice
from salesdesk.ui.widgets.progress_strip import ProgressStrip
from salesdesk.ui.widgets.rail import Rail
from salesdesk.ui.widgets.rail_item import RailItem
from salesdesk.ui.widgets.section_title import SectionTitle
from salesdesk.ui.widgets.status_pill import StatusPill
from salesdesk.ui.widgets.text import Text
from salesdesk.ui.widgets.text_edit import TextEdit

Wear = Callable[..., Theme]
Build = Callable[[Theme], QWidget]


def field(theme: Theme) -> Field:
    part = Field(theme, "Phone", LineEdit(theme, "+47 22 12 34 56"))
    part.set_error("This number is too short for Norway")
    return part


def budget_bar(theme: Theme) -> BudgetBar:
    bar = BudgetBar(theme)
    bar.set_figures(Decimal(800), Decimal(0), Decimal(950), "EUR")
    bar.setAccessibleName("Freight")
    return bar


def progress_strip(theme: Theme) -> ProgressStrip:
    strip = ProgressStrip(theme)
    strip.start("Importing 1,200 of 4,000 rows", 4000)
    strip.set_progress(1200)
    return strip


def rail(theme: Theme) -> Rail:
    part = Rail(theme)
    for key, label in (("leads", "العملاء المحتملون"), ("inbox", "Inbox")):
        part.add(key, key, label)
    part.set_badge("inbox", 3)
    part.pill.set_state("Offline · 14 changes wait", "Ana Ruiz · Iberia", Tone.WARM)
    part.select("leads")
    return part


def status_pill(theme: Theme) -> StatusPill:
    pill = StatusPill(theme)
    pill.set_state("غير متصل · 14 تغييرًا بانتظار المزامنة", "Ana Ruiz · Iberia", Tone.WARM)
    return pill


def combo_box(theme: Theme) -> ComboBox:
    box = ComboBox(theme)
    box.addItems(["Norway", "Bosnia and Herzegovina"])
    box.setAccessibleName("Country")
    return box


SENTENCE = "Asked for DN200 valves, 40 units. No order."
PARTS: dict[str, Build] = {
    "budget bar": budget_bar,
    "button primary": lambda t: Button(t, "Save and next", Role.PRIMARY, icon="plus", key="Ctrl+Return"),
    "button quiet": lambda t: Button(t, "الشخص نفسه", Role.QUIET, key="Ctrl+J"),
    "button danger": lambda t: Button(t, "Delete", Role.DANGER),
    "button icon": lambda t: Button(t, role=Role.QUIET, icon="close", name="Close"),
    "card": lambda t: Card(t, "Left", "12,984.60 €", "6 % · freight is over", Tone.WARM),
    "check box": lambda t: CheckBox(t, "Breakfast & lunch included"),
    "chip": lambda t: Chip(t, "on this laptop only", Tone.WARM),
    "chip choice": lambda t: Chip(t, "Hannover Messe 2026", checkable=True),
    "chip with key": lambda t: Chip(t, "Hot", Tone.HOT, checkable=True, key="F1"),
    "combo box": combo_box,
    "empty state": lambda t: EmptyState(t, "leads", "No leads yet", SENTENCE * 3, action="Capture the first"),
    "field": field,
    "key cap": lambda t: KeyCap(t, "Ctrl+Return"),
    "line edit": lambda t: LineEdit(t, "zoe@aegir.example", placeholder="E-mail"),
    "notice": lambda t: Notice(t, SENTENCE * 2, Tone.GOOD, lead="You have met", action="Same person", key="Ctrl+J"),
    "progress strip": progress_strip,
    "rail": rail,
    "rail item": lambda t: RailItem(t, "leads", "العملاء المحتملون"),
    "section title": lambda t: SectionTitle(t, "Budget by category"),
    "status pill": status_pill,
    "text": lambda t: Text(t, "李小龍 Zoë محمد علي"),
    "text edit": lambda t: TextEdit(t, "Notes", placeholder="Notes"),
}
DRESSES = [(scheme, rtl, scale) for scheme in ("light", "dark") for rtl in (False, True) for scale in (100, 200)]

parts = pytest.mark.parametrize("build", list(PARTS.values()), ids=list(PARTS))
dresses = pytest.mark.parametrize(("scheme", "rtl", "scale"), DRESSES)


def shown(qtbot: QtBot, part: QWidget, width: int = 0) -> QWidget:
    """The part at its own size, or as high as it needs at `width`."""
    qtbot.addWidget(part)
    size = part.sizeHint().expandedTo(part.minimumSizeHint())
    if width:
        size.setWidth(max(width, part.minimumSizeHint().width()))
        part.resize(size)
    if part.hasHeightForWidth():
        size.setHeight(max(part.heightForWidth(size.width()), part.minimumSizeHint().height()))
    part.resize(size)
    part.show()
    return part


@parts
@dresses
def test_its_text_is_whole(qtbot: QtBot, wear: Wear, build: Build, scheme: str, rtl: bool, scale: int) -> None:
    part = shown(qtbot, build(wear(scheme, rtl=rtl, scale=scale)))

    for widget in within(part):
        assert_whole(widget)
    assert not part.grab().isNull()


@pytest.mark.parametrize(
    "build", [PARTS["notice"], PARTS["empty state"], PARTS["field"]], ids=["notice", "empty", "field"]
)
@pytest.mark.parametrize("scale", [100, 200])
def test_in_a_narrow_column_its_text_wraps_and_is_whole(qtbot: QtBot, wear: Wear, build: Build, scale: int) -> None:
    part = shown(qtbot, build(wear(scale=scale)), width=320)

    for widget in within(part):
        assert_whole(widget)


@parts
def test_it_follows_scheme_and_text_size_while_shown(qtbot: QtBot, wear: Wear, build: Build) -> None:
    theme = wear()
    part = shown(qtbot, build(theme))
    before, height = image(part), part.sizeHint().height()

    theme.set_scheme("dark")
    dark = image(part)
    theme.set_scale(200)

    assert dark != before
    assert part.sizeHint().height() > height


@parts
def test_a_screen_reader_can_name_it(qtbot: QtBot, theme: Theme, build: Build) -> None:
    part = shown(qtbot, build(theme))

    for widget in within(part):
        if isinstance(widget, (QAbstractButton, QLineEdit, QTextEdit)):
            assert widget.accessibleName()
    assert part.accessibleName() or isinstance(part, (QLabel, Field, ProgressStrip))


@parts
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_where_the_keyboard_is_can_be_seen(qtbot: QtBot, wear: Wear, build: Build, scheme: str) -> None:
    theme = wear(scheme)
    window = QWidget()
    elsewhere = QPushButton(window)
    part = build(theme)
    part.setParent(window)
    part.resize(part.sizeHint())
    qtbot.addWidget(window)
    window.resize(900, 600)
    with qtbot.waitActive(window):
        window.show()
    for widget in within(part):
        if not isinstance(widget, (QAbstractButton, QLineEdit, QTextEdit, ComboBox)) or not takes_focus(widget):
            continue
        elsewhere.setFocus()
        before = image(widget)
        widget.setFocus()
        assert widget.hasFocus()
        assert differing(before, image(widget)) > widget.width() + widget.height()


@parts
def test_what_can_be_pressed_is_large_enough(qtbot: QtBot, theme: Theme, build: Build) -> None:
    part = shown(qtbot, build(theme))

    for widget in within(part):
        if isinstance(widget, (QAbstractButton, QLineEdit, ComboBox)) and takes_focus(widget):
            assert min(widget.width(), widget.height()) >= TARGET


def takes_focus(widget: QWidget) -> bool:
    return bool(widget.focusPolicy().value & 1) and widget.isEnabled()


def image(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def differing(one: QImage, other: QImage) -> int:
    """How many pixels are not the same."""
    return sum(one.pixelColor(x, y) != other.pixelColor(x, y) for x in range(one.width()) for y in range(one.height()))
