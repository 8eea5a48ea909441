"""What a capture gives: the fields of a draft lead, or why nothing could be read."""

from __future__ import annotations

from dataclasses import dataclass, field

from salesdesk.i18n import N_

PICTURE_MEGABYTES = 40
TEXT_MEGABYTES = 10
MEGAPIXELS = 64
CONTACTS = 5_000
LINE = 2_000
NOTES = 100_000

EMPTY = N_("There is nothing in it.")
TOO_LARGE = N_("The file is larger than {limit} MB.")
TOO_MANY_PIXELS = N_("The picture has more than {limit} million pixels.")
TOO_MANY_CONTACTS = N_("The file holds more than {limit} contacts: split it.")
TOO_LONG = N_("The text is longer than {limit} characters: shorten it.")
BROKEN = N_("The picture is damaged and cannot be read.")
UNSUPPORTED = N_("This kind of file cannot be read: PNG, JPEG and WebP pictures, vCards and plain text can.")


class Unreadable(Exception):
    """Nothing can be made of it; `why` is a translatable sentence, `params` fills its braces."""

    def __init__(self, why: str, **params: object) -> None:
        super().__init__(why.format(**params))
        self.why = why
        self.params = params


@dataclass(frozen=True)
class Captured:
    """What one contact, code or text says, and the picture it was read from."""

    kind: str
    """One of vcard, mecard, bizcard, text, url, unknown, none."""
    code: str = ""
    """The symbology, such as "QR"; empty where it was no code."""
    raw: str = ""
    """The payload as read, embedded pictures cut out; bytes that are no text as hexadecimal digits."""
    fields: dict[str, str] = field(default_factory=dict)
    """Lead fields by wire name; only those that say something."""
    picture: bytes | None = None
    """The picture to keep with the lead."""
    mime: str = ""
    missed: tuple[str, ...] = ()
    """What had no field of its own and went to the notes, a line each."""
