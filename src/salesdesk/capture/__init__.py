"""From a picture, a code or a file to the fields of a draft lead."""

from salesdesk.capture.captured import Captured, Unreadable
from salesdesk.capture.reading import read, read_text

__all__ = ["Captured", "Unreadable", "read", "read_text"]
