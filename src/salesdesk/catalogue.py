"""The catalogues of translated texts, read as they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from gettext import NullTranslations, c2py
from pathlib import Path

from salesdesk.resources import translations

SOURCE = "en"
"""The language that the texts of the program are written in; it needs no catalogue."""
_FILE = ("LC_MESSAGES", "salesdesk.po")


class Catalogue(NullTranslations):
    """A .po file as it stands: it reads in 2 ms, a compiled one in 1, but that would have to be kept in step."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._forms = dict(_entries(file.read_text(encoding="utf-8")))
        self._form_of = c2py(self._forms[""][0].partition("plural=")[2].partition(";")[0])

    def gettext(self, message: str) -> str:
        """The text in the catalogue's language, or itself where it has none."""
        forms = self._forms.get(message)
        return forms[0] if forms and forms[0] else message

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form that goes with `n`."""
        forms = self._forms.get(msgid1, [])
        form = self._form_of(n)
        return forms[form] if form < len(forms) and forms[form] else super().ngettext(msgid1, msgid2, n)


_PO_TEXT = re.compile(r'^(msg\w+)(?:\[\d\])? ("(?:.*"\n")*.*")$', re.MULTILINE)


def _entries(po: str) -> Iterator[tuple[str, list[str]]]:
    """Each text of a .po file with its translations, a form each; its escapes are JSON's."""
    forms: list[str] = []
    for keyword, quoted in _PO_TEXT.findall(po):
        text = json.loads(quoted.replace('"\n"', ""))
        if keyword == "msgid":
            forms = []
            yield text, forms
        elif keyword == "msgstr":
            forms.append(text)


@cache
def texts(code: str) -> NullTranslations:
    """The catalogue of a language, or one that leaves every text as it is."""
    file = translations().joinpath(code, *_FILE)
    return Catalogue(file) if code != SOURCE and file.exists() else NullTranslations()


def codes() -> set[str]:
    """The languages that there are texts in."""
    return {SOURCE, *(file.parts[-3] for file in translations().glob("/".join(("*", *_FILE))))}
