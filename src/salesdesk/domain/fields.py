"""The kinds of field that a record is made of."""

from salesdesk.domain.chosen import Choice, Country, Currency, Link, Picture, Words, YesNo
from salesdesk.domain.dates import EPOCH, Day, Moment, Zone
from salesdesk.domain.field import BadValue, Field
from salesdesk.domain.figures import LARGEST, LEAST_RATE, TEN_THOUSANDTHS, Amount, Count, Number, Rate, plain
from salesdesk.domain.texts import Email, LanguageTag, LongText, Phone, Text, Web, sound

__all__ = [
    "EPOCH",
    "LARGEST",
    "LEAST_RATE",
    "TEN_THOUSANDTHS",
    "Amount",
    "BadValue",
    "Choice",
    "Count",
    "Country",
    "Currency",
    "Day",
    "Email",
    "Field",
    "LanguageTag",
    "Link",
    "LongText",
    "Moment",
    "Number",
    "Phone",
    "Picture",
    "Rate",
    "Text",
    "Web",
    "Words",
    "YesNo",
    "Zone",
    "plain",
    "sound",
]
