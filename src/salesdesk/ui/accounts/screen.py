"""The accounts: the list, one account beside it, and over it the contact or activity that is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from salesdesk.domain.activity import Activity
from salesdesk.domain.contact import Contact
from salesdesk.domain.record import Record
from salesdesk.i18n import N_
from salesdesk.store.door import Saved
from salesdesk.ui.accounts.children import Child, child_of, waiting_child
from salesdesk.ui.accounts.detail import AccountDetail
from salesdesk.ui.commands import command
from salesdesk.ui.records.related_detail import RelatedScreen

if TYPE_CHECKING:
    from salesdesk.ui.accounts.child_panels import ChildPanels


class AccountsScreen(RelatedScreen):
    """List and detail of the accounts; contacts and activities open here too."""

    _panels: ChildPanels | None = None
    _of = ""
    _opened_from: QWidget | None = None

    def make_detail(self) -> AccountDetail:
        """An account's detail."""
        detail = AccountDetail(self.theme, self.desk, self.tasks, self.kind)
        detail.opened.connect(self._open_linked)
        detail.add.connect(self.add_child)
        return detail

    # --- the panel ----------------------------------------------------------------------------

    @property
    def panels(self) -> ChildPanels:
        """Where contacts and activities are edited; made when the first is opened."""
        if self._panels is None:
            from salesdesk.ui.accounts.child_panels import ChildPanels

            self._panels = ChildPanels(self.theme, self.desk, self.tasks)
            self._panels.closing.connect(self.close_panel)
            self._panels.delete.connect(self.delete_child)
            self._right.addWidget(self._panels)
        return self._panels

    @property
    def _covered(self) -> bool:
        return self._panels is not None and self._panels.panel is not None

    def open_record(self, kind: str, id: str) -> None:
        """Shows an account, or a contact or activity over its account."""
        if kind == self.kind.name:
            self.open(id)
        else:
            self.open_child(kind, id)

    def open_child(self, kind: str, id: str) -> None:
        """Shows a contact or an activity over its account."""
        self._asked = id
        self.tasks.read(lambda: child_of(self.desk, kind, id), self._show_child)

    @Slot(str, str)
    def _open_linked(self, kind: str, id: str) -> None:
        if kind == "lead":
            self.elsewhere.emit(kind, id)
        else:
            self.open_child(kind, id)

    def _show_child(self, child: Child | None) -> None:
        if child is None or child.record.deleted:
            return
        self._remember_focus()
        self._of = child.account
        self.panels.edit(child.record)
        self._right.setCurrentWidget(self.panels)
        if self.panels.panel is not None:
            self.panels.panel.take_focus()
        if child.account and child.account != self._account:
            self.open(child.account)

    @property
    def _account(self) -> str:
        """The id of the account in sight, or ""."""
        return self.opened or ""

    @Slot(str)
    def add_child(self, kind: str) -> None:
        """Shows an empty contact or activity of the account in sight."""
        account = self._account
        if account:
            new = Contact(account=account) if kind == "contact" else Activity(account=account, kind="task")
            self._show_child(Child(new, account))

    def _opened(self, record: Record | None) -> None:
        """Shows an account, under the panel where what is open there is its own."""
        before = self._account
        if self._covered and (record is None or not record.id or record.id != self._of):
            self._uncover()
        super()._opened(record)
        if self._covered:
            self._right.setCurrentWidget(self.panels)
        elif record is not None and record.id and record.id != before:
            self.tasks.read(lambda: waiting_child(self.desk, record.id), self._go_on)

    def _go_on(self, child: Child | None) -> None:
        """Opens what was being typed when the desk went down; the panel brings the texts back itself."""
        if child is not None and child.account == self._account and not self._covered:
            self._show_child(child)

    def _uncover(self) -> None:
        self.panels.shut()
        self._of = ""

    @command(N_("Close the panel"), "Escape")
    def close_panel(self) -> None:
        """Closes the panel; what was typed is saved, or waits in its draft."""
        if not self._covered:
            return
        self._uncover()
        shown = self._detail is not None and self._detail.editing.record is not None
        self._right.setCurrentIndex(self._right.indexOf(self._detail) if shown else 0)
        back = self._opened_from
        (back if back is not None and back.isVisible() else self.list.view).setFocus(Qt.FocusReason.OtherFocusReason)

    def _remember_focus(self) -> None:
        focus = self.window().focusWidget()
        inside = focus is not None and self._detail is not None and self._detail.isAncestorOf(focus)
        if not self._covered:
            self._opened_from = focus if inside else None

    @Slot(str, str)
    def delete_child(self, kind: str, id: str) -> None:
        """Deletes a contact or an activity; the undo bar offers it back."""
        self.tasks.write(lambda: self.desk.delete(kind, id), None, self._refused)

    # --- what the window asks -----------------------------------------------------------------

    def save(self) -> None:
        """Saves what is being typed, in the panel too."""
        super().save()
        if self._panels is not None:
            self._panels.save()

    def follow(self, saved: Saved) -> None:
        """Follows accounts, and what is linked to the one in sight."""
        super().follow(saved)
        if self._panels is not None and self._panels.follow(saved):
            self.close_panel()

    def in_sight(self) -> list[Record]:
        """The account, and what is open over it."""
        child = self._panels.panel.editing.record if self._panels is not None and self._panels.panel else None
        return [*super().in_sight(), *([child] if child is not None else [])]

    @command(N_("New contact"), "Ctrl+Shift+C")
    def add_contact(self) -> None:
        """Shows an empty contact of the account in sight."""
        self.add_child("contact")

    @command(N_("New activity"), "Ctrl+Shift+A")
    def add_activity(self) -> None:
        """Shows an empty activity of the account in sight."""
        self.add_child("activity")
