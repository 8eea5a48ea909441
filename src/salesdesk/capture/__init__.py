"""From a picture, a code or a file to the fields of a draft lead."""

from salesdesk.capture.captured import Captured, Unreadable

__all__ = ["Captured", "Unreadable", "read", "read_text"]


def read(data: bytes, name: str = "") -> list[Captured]:
    """What a picture, a vCard file or a text says, by its content (`name` is not trusted); raises Unreadable."""
    from salesdesk.capture import reading  # nothing of it is loaded before something is captured

    return reading.read(data, name)


def read_text(text: str) -> list[Captured]:
    """What a pasted text, or what a scanner typed, says; raises Unreadable."""
    from salesdesk.capture import reading

    return reading.read_text(text)
