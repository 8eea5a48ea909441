"""An editor for each kind of field; what she typed stays as it is, whether it can be read or not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCompleter, QWidget

from salesdesk import i18n
from salesdesk.domain import fields as f
from salesdesk.domain.fields import BadValue
from salesdesk.domain.fields import Field as Declared
from salesdesk.i18n import N_, _
from salesdesk.ui.theme import Theme
from salesdesk.ui.widgets.check_box import CheckBox
from salesdesk.ui.widgets.combo_box import ComboBox
from salesdesk.ui.widgets.field import Field
from salesdesk.ui.widgets.line_edit import LineEdit
from salesdesk.ui.widgets.text_edit import TextEdit


class FieldEditor(Field):
    """A declared field on a form: `raw` is the text as typed, `value` what it stands for."""

    edited = Signal()
    # Each kind of editor has these two: what stands in it, and how that is put back.
    raw: Callable[[], str]
    set_raw: Callable[[str], None]

    def __init__(self, theme: Theme, field: Declared, editor: QWidget, *, label: str = "", hint: str = "") -> None:
        super().__init__(theme, label or _(field.label), editor, hint=hint)
        self.field = field
        self.theme = theme
        editor.setObjectName(field.name)

    def value(self) -> Any:
        """The value; raises BadValue."""
        return self.field.parse(self.raw())

    def set_value(self, value: Any) -> None:
        """Shows a value."""
        self.set_raw(self.field.text(value))

    def check(self) -> bool:
        """Says below the editor what is wrong with its text, or nothing; returns whether all is well."""
        try:
            self.value()
        except BadValue as error:
            self.set_error(_(error.why).replace("{label}", _(self.field.label)).replace("{text}", error.text))
            return False
        self.set_error("")
        return True


class LineEditor(FieldEditor):
    """One line of text."""

    def __init__(self, theme: Theme, field: Declared, **options: Any) -> None:
        self.line = LineEdit(theme, from_left=field.type in {"email", "phone", "web", "money", "number", "rate"})
        super().__init__(theme, field, self.line, **options)
        self.line.textEdited.connect(self._edited)

    @Slot()
    def _edited(self) -> None:
        self.set_error("")
        self.edited.emit()

    def raw(self) -> str:
        return self.line.text()

    def set_raw(self, text: str) -> None:
        if text != self.line.text():
            self.line.setText(text)
            self.line.setCursorPosition(0)

    def set_value(self, value: Any) -> None:
        if not self._says_already(value):
            super().set_value(value)

    def _says_already(self, value: Any) -> bool:
        """Whether what she is typing means `value`: then it stays as she writes it, and the cursor with it."""
        try:
            return self.line.hasFocus() and bool(self.value() == value)
        except BadValue:
            return False


class LongEditor(FieldEditor):
    """Text of several lines."""

    def __init__(self, theme: Theme, field: Declared, *, lines: int = 3, **options: Any) -> None:
        self.box = TextEdit(theme, lines=lines)
        super().__init__(theme, field, self.box, **options)
        self._told = ""
        self._showing = False
        self.box.textChanged.connect(self._changed)

    @Slot()
    def _changed(self) -> None:
        text = self.box.toPlainText()
        if text != self._told and not self._showing:
            self._told = text
            self.set_error("")
            self.edited.emit()

    def raw(self) -> str:
        return self.box.toPlainText()

    def set_raw(self, text: str) -> None:
        if text != self.raw():
            self._showing = True
            self.box.setPlainText(text)
            self._showing = False
        self._told = self.raw()  # line ends of other systems come back as ours

    def set_value(self, value: Any) -> None:
        """A save takes the space at the end of what is being typed away; the box keeps it, and the cursor."""
        if self.box.hasFocus() and self.raw().strip() == str(value).strip():
            self._told = self.raw()
        else:
            super().set_value(value)


class ShownEditor(LineEditor):
    """A value that is written in the language's way: figures, days, countries."""

    read: Callable[[str], Any]
    show_value: Callable[[Any], str]
    why: str

    def __init__(self, theme: Theme, field: Declared, **options: Any) -> None:
        super().__init__(theme, field, **options)
        self._shown = ""
        self._value = field.empty

    def value(self) -> Any:
        text = self.raw().strip()
        if text == self._shown:
            return self._value
        if not text:
            return self.field.empty
        try:
            return self.field.check(self.read(text))
        except BadValue:
            raise
        except (ValueError, OverflowError):
            raise BadValue(self.field, text, self.why) from None

    def set_value(self, value: Any) -> None:
        if self._says_already(value):
            self._value, self._shown = value, self.raw().strip()
            return
        self._value = value
        self._shown = "" if value == self.field.empty else self.show_value(value)
        super().set_raw(self._shown)


class FigureEditor(ShownEditor):
    """A figure or an amount, with the language's separators."""

    why = N_("{label}: “{text}” is not a figure.")

    def read(self, text: str) -> Decimal:
        return i18n.parsed_number(text)

    def show_value(self, value: Decimal) -> str:
        least = -value.as_tuple().exponent if isinstance(value, Decimal) else 0  # type: ignore[operator]
        digits = 2 if self.field.type == "money" and least < 2 and value != value.to_integral_value() else max(least, 0)
        return i18n.number(value, digits)


class CountEditor(FigureEditor):
    """A whole number."""

    def read(self, text: str) -> Any:
        figure = i18n.parsed_number(text)
        if figure != figure.to_integral_value():
            raise ValueError(text)
        return int(figure)


class DayEditor(ShownEditor):
    """A plain date; 2026-11-23 is always understood."""

    why = N_("{label}: “{text}” is not a day such as 2026-11-23.")

    def read(self, text: str) -> date:
        try:
            return i18n.parsed_day(text)
        except ValueError:
            return _day_with_month_name(text)

    def show_value(self, value: date) -> str:
        return i18n.day(value)


def _day_with_month_name(text: str) -> date:
    """The day of a text such as Oct 7, 2026, as `i18n.day` writes it; raises ValueError."""
    names = [name for width in ("wide", "abbreviated") for name in i18n.locale().months["format"][width].items()]
    for month, name in names:
        rest = text.casefold().replace(name.casefold(), " ")
        figures = re.findall(r"\d+", rest)
        if len(rest) != len(text) and len(figures) == 2:
            day, year = sorted(map(int, figures))
            return date(year, month, day)
    raise ValueError(text)


class MomentEditor(ShownEditor):
    """Day and time at this computer's place."""

    why = N_("{label}: “{text}” is not a time such as 2026-11-23 09:30.")

    def read(self, text: str) -> datetime:
        return datetime.fromisoformat(text).astimezone(UTC)

    def show_value(self, value: datetime) -> str:
        return i18n.moment(value)


class CountryEditor(ShownEditor):
    """A country by its name, completed as she types."""

    why = N_("{label}: no country is called “{text}”.")

    def __init__(self, theme: Theme, field: Declared, **options: Any) -> None:
        super().__init__(theme, field, **options)
        self._complete = False
        self.line.textEdited.connect(self._offer)

    def read(self, text: str) -> str:
        names = {i18n.country(code).casefold(): code for code in i18n.country_codes()}
        return names.get(text.casefold(), text)

    def show_value(self, value: str) -> str:
        return i18n.country(value)

    def set_raw(self, text: str) -> None:
        """A code, as a badge gives it, is shown as its name."""
        super().set_raw(i18n.country(text) if len(text) == 2 and text.isupper() else text)

    @Slot()
    def _offer(self) -> None:
        """Makes the list of countries at the first key, not before."""
        if not self._complete:
            self._complete = True
            set_completer(self.line, sorted(map(i18n.country, i18n.country_codes())), self.edited.emit)


class CurrencyEditor(LineEditor):
    """A currency by its code, completed as she types."""

    def __init__(self, theme: Theme, field: Declared, **options: Any) -> None:
        super().__init__(theme, field, **options)
        self._complete = False
        self.line.textEdited.connect(self._offer)

    @Slot()
    def _offer(self) -> None:
        if not self._complete:
            self._complete = True
            set_completer(self.line, sorted(i18n.currency_codes()), self.edited.emit)


def set_completer(line: LineEdit, words: list[str], chosen: Callable[[], Any]) -> None:
    """Offers `words` below a line as she types."""
    completer = QCompleter(words, line)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchStartsWith)
    completer.activated.connect(lambda _text: chosen())
    line.setCompleter(completer)


class ChoiceEditor(FieldEditor):
    """One of a few words."""

    def __init__(self, theme: Theme, field: Declared, **options: Any) -> None:
        self.box = ComboBox(theme, placeholder=_("not chosen"))
        super().__init__(theme, field, self.box, **options)
        self.box.addItem("", "")
        for key, label in field.choices if isinstance(field, f.Choice) else ():
            self.box.addItem(_(label), key)
        self.box.activated.connect(lambda _row: self.edited.emit())

    def raw(self) -> str:
        return str(self.box.currentData() or "")

    def set_raw(self, text: str) -> None:
        self.box.setCurrentIndex(max(self.box.findData(text), 0))


class YesNoEditor(FieldEditor):
    """Yes or no."""

    def __init__(self, theme: Theme, field: Declared, **options: Any) -> None:
        self.box = CheckBox(theme, _("Yes"))
        super().__init__(theme, field, self.box, **options)
        self.box.clicked.connect(lambda _on: self.edited.emit())

    def raw(self) -> str:
        return "yes" if self.box.isChecked() else "no"

    def set_raw(self, text: str) -> None:
        self.box.setChecked(text == "yes")


_EDITORS: Mapping[str, type[FieldEditor]] = {
    "long_text": LongEditor,
    "number": FigureEditor,
    "money": FigureEditor,
    "rate": FigureEditor,
    "count": CountEditor,
    "day": DayEditor,
    "moment": MomentEditor,
    "country": CountryEditor,
    "currency": CurrencyEditor,
    "choice": ChoiceEditor,
    "yes_no": YesNoEditor,
}


def plain_editor(theme: Theme, field: Declared, **options: Any) -> FieldEditor:
    """The editor of a field that needs nothing but itself."""
    return _EDITORS.get(field.type, LineEditor)(theme, field, **options)
