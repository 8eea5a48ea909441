"""What each part does of its own."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.ui.theme import Theme
from salesdesk.ui.widgets.budget_bar import BudgetBar
from salesdesk.ui.widgets.button import Button
from salesdesk.ui.widgets.chip import Chip
from salesdesk.ui.widgets.combo_box import ComboBox
from salesdesk.ui.widgets.direction import direction_of
from salesdesk.ui.widgets.field import Field
from salesdesk.ui.widgets.flow import FlowLayout
from salesdesk.ui.widgets.line_edit import LineEdit
from salesdesk.ui.widgets.notice import Notice
from salesdesk.ui.widgets.progress_strip import ProgressStrip
from salesdesk.ui.widgets.rail import Rail
from salesdesk.ui.widgets.text import Text
from salesdesk.ui.widgets.text_edit import TextEdit
from salesdesk.ui.widgets.undo_bar import UndoBar

Wear = Callable[..., Theme]
LEFT, RIGHT = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft


def button(parent: QWidget, words: str) -> QPushButton:
    return next(b for b in parent.findChildren(QPushButton) if words in (b.text(), b.accessibleName()))


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("Zoë", LEFT),
        ("محمد", RIGHT),
        ("zoe@aegir.example", LEFT),
        ("https://مثال.example", LEFT),
        ("+47 22 12 34 56", LEFT),
        ("120", LEFT),
        ("٢٦ نوفمبر", RIGHT),
        ("…", None),
        ("", None),
    ],
)
def test_a_text_runs_as_its_first_letter_and_codes_from_the_left(text: str, runs: Qt.LayoutDirection | None) -> None:
    assert direction_of(text) == runs


def test_inside_an_arabic_layout_an_address_runs_from_the_left(qtbot: QtBot, wear: Wear) -> None:
    edit = LineEdit(wear(rtl=True))
    qtbot.addWidget(edit)
    assert edit.layoutDirection() == RIGHT

    edit.setText("zoe@aegir.example")
    assert edit.layoutDirection() == LEFT

    edit.clear()
    assert edit.layoutDirection() == RIGHT


def test_a_code_field_runs_from_the_left_whatever_is_typed(qtbot: QtBot, wear: Wear) -> None:
    edit = LineEdit(wear(rtl=True), "شركة", from_left=True)
    qtbot.addWidget(edit)

    assert edit.layoutDirection() == LEFT


def test_in_a_long_text_tab_moves_on(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    notes, after = TextEdit(theme, "first line"), LineEdit(theme)
    column.addWidget(notes)
    column.addWidget(after)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    notes.setFocus()

    QTest.keyClick(notes, Qt.Key.Key_Tab)

    assert after.hasFocus()
    assert notes.toPlainText() == "first line"


def test_an_error_appears_below_and_nothing_moves(qtbot: QtBot, theme: Theme) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    first, second = Field(theme, "Phone", LineEdit(theme)), Field(theme, "Mail", LineEdit(theme))
    column.addWidget(first)
    column.addWidget(second)
    qtbot.addWidget(window)
    window.show()
    before = second.pos()

    first.set_error("This number is too short")
    column.activate()

    assert second.pos() == before
    assert "This number is too short" in [label.text() for label in first.findChildren(QLabel)]
    assert first.editor.accessibleDescription() == "This number is too short"
    assert first.editor.accessibleName() == "Phone"
    assert first.label.buddy() is first.editor


@pytest.mark.parametrize(("rtl", "edge"), [(False, Qt.AlignmentFlag.AlignLeft), (True, Qt.AlignmentFlag.AlignRight)])
def test_a_latin_name_stands_at_the_layouts_leading_edge(
    qtbot: QtBot, wear: Wear, rtl: bool, edge: Qt.AlignmentFlag
) -> None:
    text = Text(wear(rtl=rtl), "Zoë Ångström")
    qtbot.addWidget(text)

    assert text.alignment() & edge


def test_chips_flow_from_the_leading_edge_and_wrap(qtbot: QtBot, wear: Wear) -> None:
    theme = wear(rtl=True)
    window = QWidget()
    flow = FlowLayout(window)
    chips = [Chip(theme, f"Interest {n}") for n in range(6)]
    for chip in chips:
        flow.addWidget(chip)
    qtbot.addWidget(window)
    window.resize(QSize(260, 200))
    window.show()

    assert chips[0].geometry().right() == window.width() - 1
    assert chips[1].x() < chips[0].x()
    assert chips[-1].y() > chips[0].y()
    assert flow.heightForWidth(260) > flow.heightForWidth(2000)


def test_enter_presses_a_button_as_space_does(qtbot: QtBot, theme: Theme) -> None:
    part = Button(theme, "Convert")
    qtbot.addWidget(part)

    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(part.clicked):
            QTest.keyClick(part, key)


def test_an_ampersand_is_an_ampersand(qtbot: QtBot, theme: Theme) -> None:
    part = Button(theme, "Costa & Filhos")
    qtbot.addWidget(part)

    assert part.text() == "Costa & Filhos"
    assert part.shortcut().isEmpty()


def test_a_plain_chip_is_passed_over_and_a_choice_is_not(qtbot: QtBot, theme: Theme) -> None:
    plain, choice = Chip(theme, "Hot"), Chip(theme, "Warm", checkable=True)
    for chip in (plain, choice):
        qtbot.addWidget(chip)

    with qtbot.waitSignal(choice.toggled):
        QTest.keyClick(choice, Qt.Key.Key_Space)
    assert plain.focusPolicy() == Qt.FocusPolicy.NoFocus


def test_the_wheel_changes_no_choice(theme: Theme, qtbot: QtBot) -> None:
    box = ComboBox(theme)
    box.addItems(["Norway", "Sweden"])
    qtbot.addWidget(box)

    QTest.keyClick(box, Qt.Key.Key_Down)

    assert box.currentText() == "Sweden"


def test_the_rail_tells_where_she_wants_to_go(qtbot: QtBot, theme: Theme) -> None:
    rail = Rail(theme)
    leads, inbox = rail.add("leads", "leads", "Leads"), rail.add("inbox", "inbox", "Inbox")
    qtbot.addWidget(rail)
    with qtbot.waitActive(rail):
        rail.show()
    rail.select("leads")
    leads.setFocus()
    rail.set_badge("inbox", 3)

    QTest.keyClick(leads, Qt.Key.Key_Down)
    assert inbox.hasFocus()
    assert rail.selected() == "leads"
    with qtbot.waitSignal(rail.chosen) as chosen:
        QTest.keyClick(inbox, Qt.Key.Key_Return)

    assert chosen.args == ["inbox"]
    assert rail.selected() == "inbox"
    assert inbox.accessibleDescription() == "3 wait"


@pytest.mark.parametrize(
    ("spent", "verdict", "over"), [(Decimal(400), "€300.00 left", False), (Decimal(950), "€250.00 over", True)]
)
def test_a_budget_says_in_words_what_it_shows(
    qtbot: QtBot, theme: Theme, spent: Decimal, verdict: str, over: bool
) -> None:
    bar = BudgetBar(theme)
    qtbot.addWidget(bar)
    bar.resize(200, 14)
    bar.set_figures(Decimal(1000), Decimal(300), spent, "EUR")
    colours = {bar.grab().toImage().pixelColor(x, 7).name() for x in range(200)}

    assert bar.verdict() == verdict
    assert verdict in bar.accessibleDescription()
    assert (theme.palette.hot.name() in colours) == over


def test_a_notice_offers_what_to_do(qtbot: QtBot, theme: Theme) -> None:
    notice = Notice(theme, "<b>Gulfood</b> 2025", lead="You have met", action="Same person")
    qtbot.addWidget(notice)

    with qtbot.waitSignal(notice.acted):
        button(notice, "Same person").click()
    assert notice.accessibleName() == "You have met <b>Gulfood</b> 2025"


def test_work_can_be_stopped(qtbot: QtBot, theme: Theme) -> None:
    strip = ProgressStrip(theme)
    qtbot.addWidget(strip)
    strip.start("Importing", 100)
    strip.set_progress(40, "Importing 40 of 100")
    assert "Importing 40 of 100" in [label.text() for label in strip.findChildren(QLabel)]

    with qtbot.waitSignal(strip.cancelled):
        button(strip, "Cancel").click()
    strip.finish()

    assert not strip.isVisible()


def undo_bar(qtbot: QtBot, theme: Theme, shown_ms: int = 10_000) -> tuple[QWidget, UndoBar]:
    window = QWidget()
    window.resize(600, 400)
    bar = UndoBar(theme, window, shown_ms=shown_ms)
    qtbot.addWidget(window)
    window.show()
    return window, bar


def test_the_undo_bar_stays_at_the_foot(qtbot: QtBot, theme: Theme) -> None:
    window, bar = undo_bar(qtbot, theme)
    bar.tell("Lead deleted")
    window.resize(500, 300)

    assert bar.geometry().bottom() < window.height() <= bar.geometry().bottom() + 20
    assert window.rect().contains(bar.geometry())


def test_undo_is_said_and_the_bar_leaves(qtbot: QtBot, theme: Theme) -> None:
    _window, bar = undo_bar(qtbot, theme)
    bar.tell("Lead deleted")

    with qtbot.waitSignals([bar.undone, bar.gone]):
        QTest.keyClick(button(bar, "Undo"), Qt.Key.Key_Return)
    assert not bar.isVisible()


def test_the_undo_bar_leaves_by_itself_but_not_under_the_keyboard(qtbot: QtBot, theme: Theme) -> None:
    _window, bar = undo_bar(qtbot, theme, shown_ms=40)
    bar.tell("Lead deleted")
    button(bar, "Undo").setFocus()
    qtbot.wait(150)
    assert bar.isVisible()

    with qtbot.waitSignal(bar.gone):
        button(bar, "Undo").clearFocus()
