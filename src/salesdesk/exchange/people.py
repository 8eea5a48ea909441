"""A person's name from its parts, and in its parts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from unicodedata import east_asian_width

from salesdesk.exchange.known_headers import BEFORE, BEHIND, FAMILY, GIVEN, MIDDLE

# Words that begin a family name, in small letters, as Dutch, German, Romance, Nordic and Arabic names have them.
_PARTICLES = frozenset(
    {"von", "vom", "zu", "zum", "zur", "van", "de", "der", "den", "del", "della", "delle", "dello", "degli", "dei",
     "da", "das", "do", "dos", "du", "di", "la", "le", "lo", "af", "av", "ter", "ten", "tot", "bin", "ibn", "al", "el",
     "bint", "abu", "ben", "mac", "mc", "st.", "san", "santa", "'t"}
)  # fmt: skip
_HAN = re.compile(r"[\u3005\u3400-\u9fff\uf900-\ufaff]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3]+")
# Chinese and Korean family names of two characters.
_COMPOUND = frozenset(
    {"欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "东方", "東方",
     "皇甫", "尉迟", "尉遲", "公孙", "公孫", "慕容", "司徒", "令狐", "宇文",
     "长孙", "長孫", "夏侯", "端木", "남궁", "황보", "제갈", "선우", "독고",
     "사공"}
)  # fmt: skip


def whole_name(parts: Mapping[str, str]) -> str:
    """The name as it is written out: Han, kana and Hangul names family name first, without a space."""
    given, middle, family = (parts.get(part, "") for part in (GIVEN, MIDDLE, FAMILY))
    if all(east_asian_width(c) == "W" for c in given + middle + family):
        core = family + middle + given
    else:
        core = " ".join(filter(None, (given, middle, family)))
    if not core:
        return ""
    return " ".join(filter(None, (parts.get(BEFORE, ""), core, parts.get(BEHIND, ""))))


def parts_of(name: str) -> tuple[str, str, str]:
    """Given, middle and family name; `whole_name` puts them together again."""
    words = name.split(" ")
    if len(words) == 1:
        return _east_asian(name)
    if len(words) == 2 and all(east_asian_width(c) == "W" for c in "".join(words)):
        return words[1], "", words[0]
    start = len(words) - 1
    while start > 1 and words[start - 1].casefold() in _PARTICLES:
        start -= 1
    return " ".join(words[:start]), "", " ".join(words[start:])


def _east_asian(name: str) -> tuple[str, str, str]:
    """A name without a space: Han of two to four characters and Hangul begin with the family name."""
    if not (2 <= len(name) <= 4 and (_HAN.fullmatch(name) or _HANGUL.fullmatch(name))):
        return "", "", name
    cut = 2 if name[:2] in _COMPOUND or len(name) == 4 else 1
    return name[cut:], "", name[:cut]
