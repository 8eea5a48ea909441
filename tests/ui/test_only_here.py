"""The records that only this laptop has, in the sync panel: told, sent again, or removed and brought back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from tests import factories
from tests.store.test_alone import alone
from tests.ui import shared
from tests.ui.test_sync_panel import opened, rows, said
from tests.ui.whole import unreadable

from salesdesk import app as desk_app
from salesdesk.desk.desk import Desk
from salesdesk.sync import errors

Show = Callable[..., Any]


@pytest.fixture
def edge(desk: Desk) -> shared.Edge:
    """The desk of a company whose server knows two of three leads no more."""
    shared.join(desk, last_sync=shared.micro(0.5))
    desk.store.facts.put(cursor=1)
    leads = [factories.lead(desk, name, company="Acme GmbH") for name in ("Jane Doe", "Joe Poe")]
    alone(desk, *leads)
    edge = shared.Edge(desk)
    edge.error = errors.Differs(("own",), tuple(desk.store.alone.all()))
    return edge


def looked_at(show: Show) -> tuple[Any, Any, Any]:
    """The window with the records in the panel, where the notice led to."""
    running, hands, panel = opened(show)
    hands.click("sync-now")
    hands.wait("the notice", lambda: panel.notice.isVisible())
    assert "decide about them" in panel.notice.accessibleName()
    panel.notice.acted.emit()
    hands.wait("the records", lambda: hands.find("sync-only-here").isVisible())
    return running, hands, panel


def test_the_notice_leads_to_them_and_a_row_to_its_record(show: Show, desk: Desk, edge: shared.Edge) -> None:
    running, hands, panel = looked_at(show)
    assert rows(hands, "sync-only-here") == [("Jane Doe", "lead · Acme GmbH"), ("Joe Poe", "lead · Acme GmbH")]
    chip: Any = hands.find("sync-show-only-here")
    assert chip.text() == "2 only on this laptop"
    assert any("nobody said that they were deleted" in text for text in said(panel))
    view: Any = hands.find("sync-only-here")
    view.setFocus()
    view.setCurrentIndex(view.model().index(1, 0))
    hands.press(Qt.Key.Key_Return)
    hands.wait("the record", lambda: running.window.here.opened == desk.store.alone.all()[1][1])


def test_sent_again_they_wait_to_go_up(show: Show, desk: Desk, edge: shared.Edge) -> None:
    running, hands, panel = looked_at(show)
    hands.click("sync-send-again")
    hands.wait("the words", lambda: running.window.undo_bar.accessibleName() == "2 records are sent again")
    assert desk.office.state().pending == 1
    hands.wait("no chip", lambda: "only on this laptop" not in " ".join(said(panel)))
    hands.wait("what waits", lambda: hands.find("sync-waiting").isVisible())
    assert rows(hands, "sync-waiting") == [("Send 2 records again", "Jane Doe · 2 records")]


def test_removed_they_lie_in_the_trash_and_undo_brings_them_back(show: Show, desk: Desk, edge: shared.Edge) -> None:
    running, hands, panel = looked_at(show)
    hands.click("sync-remove-here")
    words = "2 records were removed from this laptop and lie in its trash"
    hands.wait("the words", lambda: running.window.undo_bar.accessibleName() == words)
    hands.wait("an empty list", lambda: running.window.here.list.model.rowCount() == 0)
    hands.wait("nothing in the way", lambda: running.window.office.syncing.standing.error is None)
    assert not panel.notice.isVisible()
    assert running.window.rail.pill.accessibleName().startswith("Synced")
    running.window.show_trash()
    hands.wait("the trash", lambda: len(rows(hands, "trash-rows")) == 2)
    hands.press(Qt.Key.Key_Escape)
    running.window.undo()
    hands.wait("both again", lambda: running.window.here.list.model.rowCount() == 2)
    assert desk.office.state().pending == 1


def test_nothing_of_it_is_there_where_nothing_is_alone(show: Show, desk: Desk) -> None:
    shared.join(desk)
    shared.Edge(desk)
    _running, _hands, panel = opened(show)
    assert "only on this laptop" not in " ".join(said(panel))


@pytest.mark.parametrize("code", ["de", "ar"])
@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut(show: Show, desk: Desk, edge: shared.Edge, qapp: QApplication, code: str, scale: int) -> None:
    desk_app.speak(qapp, code)
    try:
        running, hands, panel = opened(show)
        running.window.resize(900, 600)
        running.theme.set_scale(scale)
        hands.click("sync-show-only-here")
        hands.wait("the rows", lambda: len(rows(hands, "sync-only-here")) == 2)
        assert list(unreadable(panel)) == []
        running.theme.set_scale(100)
    finally:
        desk_app.speak(qapp, "en")
