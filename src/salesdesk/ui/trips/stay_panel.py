"""The panel for a stop of the trip; its times are those of the place."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from PySide6.QtCore import Slot

from salesdesk.desk.desk import Desk
from salesdesk.domain.fields import BadValue, Field, Zone
from salesdesk.domain.record import Record
from salesdesk.domain.trip import Stay
from salesdesk.i18n import N_, _
from salesdesk.ui.forms.editors import FieldEditor, LineEditor, set_completer
from salesdesk.ui.tasks import Tasks
from salesdesk.ui.theme import Theme
from salesdesk.ui.trips.form_panel import FormPanel
from salesdesk.ui.trips.rows_form import RowsForm
from salesdesk.ui.trips.words import stay_title

ROWS = (
    (("city", 26), ("country", 26), ("region", 22), ("zone", 26)),
    (("arrive", 27), ("depart", 27), ("lodging", 24), ("breakfast_included", 22)),
)


class ThereEditor(LineEditor):
    """Day and time by the clocks of the place: 2026-10-05 14:20; the zone's own field says where."""

    def __init__(self, theme: Theme, field: Field) -> None:
        super().__init__(theme, field)
        self.line.setPlaceholderText("2026-10-05 14:20")
        self.zone = ""

    def raw(self) -> str:
        """The text with its zone, because another zone makes it another moment."""
        text = self.line.text().strip()
        return f"{text} {self.zone}".strip() if text else ""

    def set_raw(self, text: str) -> None:
        """Puts back what `raw` gave."""
        super().set_raw(" ".join(text.split(" ")[:2]))

    def value(self) -> Any:
        """The moment."""
        text = self.line.text().strip()
        if not text:
            return None
        try:
            there = datetime.fromisoformat(text)
        except ValueError:
            raise BadValue(self.field, text, N_("{label}: “{text}” is not a time such as 2026-10-05 14:20.")) from None
        return (there if there.tzinfo else there.replace(tzinfo=_zone(self.zone))).astimezone(UTC)

    def set_value(self, value: datetime | None) -> None:
        """Shows a moment by the clocks there."""
        if not self._says_already(value):
            there = value.astimezone(_zone(self.zone)) if value else None
            super().set_raw(f"{there:%Y-%m-%d %H:%M}" if there else "")


def _zone(name: str) -> ZoneInfo | None:
    return ZoneInfo(name) if name else None


class StayForm(RowsForm):
    """A stop; a country of one time zone brings it along."""

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        super().__init__(theme, desk, tasks, desk.kinds["stay"], ROWS)
        zone, country = self.editors["zone"], self.editors["country"]
        assert isinstance(zone, LineEditor)
        self._zone = zone
        self._offers_zones = False
        self._brought = ""
        zone.line.textEdited.connect(self._offer)
        zone.edited.connect(self._take_zone)
        country.edited.connect(self._zone_of_country)

    def make_editor(self, theme: Theme, field: Field, desk: Desk, tasks: Tasks) -> FieldEditor:
        """Moments are those of the place."""
        return ThereEditor(theme, field) if field.type == "moment" else super().make_editor(theme, field, desk, tasks)

    def show_record(self, record: Record) -> None:
        """Shows a stop by its own clocks."""
        self._set_zone(record.zone if isinstance(record, Stay) else "")
        super().show_record(record)

    def set_raw(self, texts: Any) -> None:
        """Puts texts back, the zone before the times that stand in it."""
        super().set_raw(texts)
        self._take_zone()

    def _set_zone(self, zone: str) -> None:
        for name in ("arrive", "depart"):
            editor = self.editors[name]
            if isinstance(editor, ThereEditor):
                editor.zone = zone

    @Slot()
    def _take_zone(self) -> None:
        text = self._zone.raw().strip()
        try:
            self._set_zone(Zone(label="").check(text))
        except BadValue:
            return

    @Slot()
    def _offer(self) -> None:
        if not self._offers_zones:
            self._offers_zones = True
            set_completer(self._zone.line, sorted(available_timezones()), self._zone.edited.emit)

    @Slot()
    def _zone_of_country(self) -> None:
        from babel.core import get_global

        try:
            code = self.editors["country"].value()
        except BadValue:
            return
        zones = get_global("territory_zones").get(code, [])
        if len(zones) == 1 and self._zone.raw().strip() in {"", self._brought}:
            self._brought = zones[0]
            self._zone.set_raw(zones[0])
            self._take_zone()
            self.edited.emit()


class StayPanel(FormPanel):
    """A stop."""

    def __init__(self, theme: Theme, desk: Desk, tasks: Tasks) -> None:
        super().__init__(theme, desk, tasks, StayForm(theme, desk, tasks))

    def edit(self, stay: Stay) -> None:
        """Shows a stop; without an id it is a new one."""
        self.open(stay, stay_title(stay) if stay.id else _("New stop"))
