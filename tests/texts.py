"""The texts to be translated, as the syntax tree has them, and the catalogues that follow: python -m tests.texts."""

from __future__ import annotations

import ast
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = ROOT / "translations" / "salesdesk.pot"
CATALOGUES = sorted(TEMPLATE.parent.glob("*/LC_MESSAGES/salesdesk.po"))
_KEYWORDS = {"_": 1, "N_": 1, "ngettext": 2}
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd%]|\{\w*\}")
_HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


class _Texts(ast.NodeVisitor):
    """Collects the texts of one file; pybabel overlooks those inside f-strings before Python 3.12."""

    def __init__(self, catalog: Catalog, source: Path) -> None:
        self._catalog = catalog
        self._source = source

    def visit_Call(self, call: ast.Call) -> None:
        name = str(getattr(call.func, "id", getattr(call.func, "attr", "")))
        wanted = call.args[: _KEYWORDS.get(name, 0)]
        texts = tuple(str(a.value) for a in wanted if isinstance(a, ast.Constant) and a.value)
        if texts and len(texts) == len(wanted):
            where = (self._source.relative_to(ROOT).as_posix(), call.lineno)
            self._catalog.add(texts if len(texts) > 1 else texts[0], locations=[where])
        self.generic_visit(call)


def collected() -> Catalog:
    """Every text of the program."""
    catalog = Catalog()
    for source in sorted((ROOT / "src").rglob("*.py")):
        _Texts(catalog, source).visit(ast.parse(source.read_bytes(), source))
    return catalog


def template(texts: Catalog) -> bytes:
    """The template as it should stand in its file."""
    found = io.BytesIO()
    write_po(found, texts, omit_header=True, include_lineno=False)
    return found.getvalue()


def language_of(file: Path) -> str:
    """The language of a catalogue."""
    return file.parts[-3]


def read(file: Path) -> Catalog:
    """A catalogue as it stands in its file."""
    with file.open("rb") as opened:
        return read_po(opened, locale=language_of(file))


def updated(file: Path, texts: Catalog) -> bytes:
    """The catalogue with the texts of now: gaps where they are new, nothing guessed, nothing left over."""
    catalog = read(file)
    catalog.update(texts, no_fuzzy_matching=True)
    found = io.BytesIO()
    write_po(found, catalog, omit_header=True, no_location=True, ignore_obsolete=True, sort_output=True)
    header = _HEADER.format(language=language_of(file), plurals=catalog.plural_forms)
    return header.encode() + found.getvalue().lstrip()


def wrong(file: Path) -> Iterator[str]:
    """What keeps a catalogue from being whole, a sentence each."""
    catalog = read(file)
    for message in catalog:
        if message.id:
            yield from (f"{language_of(file)}: {why}: {message.id}" for why in _wrong_in(message, catalog.num_plurals))
    yield from (f"{language_of(file)}: obsolete: {id}" for id in catalog.obsolete)


def _wrong_in(message: Message, plurals: int) -> Iterator[str]:
    ids, forms = _many(message.id), _many(message.string)
    if not all(forms) or len(forms) != (plurals if len(ids) > 1 else 1):
        yield "gap"
    if message.fuzzy:
        yield "fuzzy"
    wanted = _placeholders(ids[-1])
    if any(_placeholders(form) != wanted for form in forms if form):
        yield "other placeholders"


def _many(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ())


def _placeholders(text: str) -> Counter[str]:
    return Counter(_PLACEHOLDER.findall(text))


def main(check: bool) -> str | None:
    """Writes template and catalogues, or only compares; what is wrong then, or None."""
    texts = collected()
    fresh = {TEMPLATE: template(texts)} | {file: updated(file, texts) for file in CATALOGUES}
    if not check:
        for file, content in fresh.items():
            file.write_bytes(content)
        return None
    stale = [file.relative_to(ROOT).as_posix() for file, content in fresh.items() if file.read_bytes() != content]
    if stale:
        return f"{', '.join(stale)} is not what the program says: run `uv run poe texts`."
    return "\n".join(found for file in CATALOGUES for found in wrong(file)) or None


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
