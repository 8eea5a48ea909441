"""The trip's own fields: the plain form, in place."""

from __future__ import annotations

from salesdesk.desk.desk import Desk
from salesdesk.domain.trip import Trip
from salesdesk.i18n import _
from salesdesk.ui.forms.form import Form
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.trips.form_panel import FormPanel


class TripPanel(FormPanel):
    """Every field of the trip; it knows its trip while it is out of sight too."""

    deletable = False  # the header deletes it

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        super().__init__(theme, desk, tasks, Form(theme, desk, tasks, desk.kinds["trip"]))
        self.delete_button.hide()
        self.editing.typed.connect(self.show)

    def hold(self, trip: Trip) -> None:
        """Shows another trip, in sight only where it is a new one."""
        self.state.hide()
        self.notice.hide()
        self.title.setText(_("The trip") if trip.id else _("New trip"))
        self.setAccessibleName(self.title.text())
        self.setVisible(not trip.id)
        self.editing.open(trip)
