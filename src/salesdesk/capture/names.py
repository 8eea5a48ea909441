"""A person's name from its parts, in the order of its script."""

from __future__ import annotations

import re

# Han, kana and Hangul names go family name first, without a space.
_EAST_ASIAN = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+")


def east_asian(text: str) -> bool:
    """Whether `text` is all Han, kana or Hangul."""
    return bool(_EAST_ASIAN.fullmatch(text))


def person(family: str, given: str, middle: str = "", before: str = "", after: str = "") -> str:
    """The name as it is written out."""
    family, given, middle = family.strip(), given.strip(), middle.strip()
    if east_asian(family + given + middle):
        core = family + middle + given
    else:
        core = " ".join(filter(None, (given, middle, family)))
    return " ".join(filter(None, (before.strip(), core, after.strip())))
