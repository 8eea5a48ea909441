"""The text of a card or of a mail's signature: what is plain becomes fields, what is not goes to the notes."""

from __future__ import annotations

import re
from collections.abc import Callable

from salesdesk.capture import addresses, card_words, cleaning, links, phones
from salesdesk.capture.draft import Draft
from salesdesk.i18n import N_, country_code

_MOST_LINES, _MOST_OF_LINE = 40, 400
_SIGNATURE = re.compile(
    r"^(?:-- ?|_{5,}|(?:mit )?(?:freundlichen|besten|herzlichen) gr(?:ü|ue)(?:ß|ss)en?|viele gr(?:ü|ue)(?:ß|ss)e"
    r"|(?:best|kind|warm|with kind|with best)(?: regards)?|regards|sincerely|cordialement|bien cordialement|saludos"
    r"|atentamente|cordiali saluti|met vriendelijke groet(?:en)?|med vänlig hälsning|с уважением|敬具|此致"
    r"|مع التحية)[,.!]?\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_LABEL = r"(?:(?<![^\W_])[^\W\d_][\w-]{0,12}\.? ?[:：] ?)?"
_EMAIL = re.compile(
    rf"{_LABEL}[<(\[]?(?<![\w.%+'@-])(?:mailto:)?([\w.%+'-]{{1,64}}@(?:[\w-]{{1,63}}\.){{1,6}}[^\W\d_]{{2,24}})(?![\w@])[>)\]]?"
)
_WEB = re.compile(
    rf"{_LABEL}(?<![\w@.-])((?:https?://|www\.)[^\s<>\"，。；）]{{3,1000}}|{links.DOMAIN}(?:/[^\s<>\"，。；）]{{0,500}})?)(?![\w@])",
    re.IGNORECASE,
)
_WECHAT = re.compile(r"(?:wechat|weixin|微信)(?: ?id|号)? ?[:：] ?([A-Za-z][\w-]{4,29})(?!\w)", re.IGNORECASE)
_SAYS = re.compile(r"([^\W\d_][\w -]{0,24}?) ?[:：] ?(\S.*)")
_BREAK = re.compile(r"\s*[|·•‖¦]\s*|\t+|\s{2,}|\s+[–—-]\s+")
_LABELLED_FIELDS = ("name", "company", "title", "department", "street")
_STREET = re.compile(r"[^\W\d_][^\d@:]{2,50} \d{1,5}(?: ?[a-zA-Z])?(?:[-/+]\d{1,5})?|\d{1,5}[,]? [^\W\d_][^\d@:]{3,50}")
_AMERICAN_TOWN = re.compile(r"([^\W\d_][^\d,]{1,40}), ([A-Z]{2}) (\d{5}(?:-\d{4})?)")


def read(text: str) -> Draft | None:
    """The draft that a card's text stands for, or None where nothing in it is plain."""
    body, signature = _parts(text)
    lines = [line for raw in signature.split("\n") if (line := raw.strip())]
    if len(lines) > _MOST_LINES or any(len(line) > _MOST_OF_LINE for line in lines):
        return None
    card = _Card(lines)
    card.read()
    if not card.draft.fields:
        return None
    draft = card.draft
    draft.say(body)
    draft.say("\n".join(card.rest))
    return draft


def _parts(text: str) -> tuple[str, str]:
    """What was said, and the signature below it."""
    *_earlier, last = [None, *_SIGNATURE.finditer(text)]
    return (text[: last.start()], text[last.end() :]) if last and text[last.end() :].strip() else ("", text)


class _Card:
    """The lines of a card, read from the plainest to the least plain."""

    def __init__(self, lines: list[str]) -> None:
        self.draft = Draft()
        self.lines = lines
        self.pieces: list[list[str]] = []
        self.rest: list[str] = []

    def read(self) -> None:
        """Reads every line; what remains of one is judged only after all that is plain has been found."""
        self.pieces = [self._reach(cleaning.narrow(line)) for line in self.lines]
        self._each(self._address)
        self._each(self._company)
        self._each(self._title)
        if self.draft.fields:
            self._firm_by_mail()
            self._person()
        self._leave()

    def _each(self, take: Callable[[str], bool]) -> None:
        for i, pieces in enumerate(self.pieces):
            self.pieces[i] = [piece for piece in pieces if not take(piece)]

    def _reach(self, line: str) -> list[str]:
        """Takes labels, mail, web and numbers out of a line and gives the pieces that are left."""
        if self._says(line):
            return []
        for pattern, put in ((_EMAIL, self._mail), (_WECHAT, self._wechat), (_WEB, self._web)):
            line = pattern.sub(put, line)
        for number in reversed(found := phones.find(line)):
            line = f"{line[: number.start]}\t{line[number.end :]}"
        for number in found:
            self._number(number)
        pieces = (piece.strip(" ,;:/|<>()[]") for piece in _BREAK.split(line))
        return [piece for piece in pieces if piece and piece.casefold().rstrip(".") not in card_words.LABELS]

    def _says(self, line: str) -> bool:
        """A line such as "Company: Acme"."""
        match = _SAYS.fullmatch(line)
        field = card_words.LABELS.get(match[1].casefold(), "") if match else ""
        if match is None or field not in _LABELLED_FIELDS:
            return False
        if field == "street":
            addresses.put_line(self.draft, match[2])
        else:
            self.draft.put(field, match[2])
        return True

    def _mail(self, match: re.Match[str]) -> str:
        self.draft.put("email", match[1])
        return "\t"

    def _web(self, match: re.Match[str]) -> str:
        links.put_web(self.draft, match[1].rstrip(".,;:)]"))
        return "\t"

    def _wechat(self, match: re.Match[str]) -> str:
        self.draft.put("wechat", match[1])
        return "\t"

    def _number(self, number: phones.Number) -> None:
        for kind in number.kinds:
            if kind != "fax":
                self.draft.put(kind, number.text)
            elif len(number.kinds) == 1:
                self.draft.note(N_("Fax"), number.text)

    def _company(self, piece: str) -> bool:
        if "company" in self.draft.fields or not card_words.company(piece):
            return False
        self.draft.put("company", piece)
        return True

    def _title(self, piece: str) -> bool:
        name, comma, title = piece.partition(",")
        if comma and not card_words.title(name) and card_words.title(title.strip()) and self._named(name.strip()):
            return self._entitled(title.strip())
        first, _space, last = piece.partition(" ")
        if not piece.isascii() and len(first) <= 4 and card_words.title(last) and self._east_asian_named(first):
            return self._entitled(last)
        if "department" not in self.draft.fields and card_words.department(piece):
            self.draft.put("department", piece)
            return True
        return card_words.title(piece) and self._entitled(piece)

    def _entitled(self, title: str) -> bool:
        if "title" in self.draft.fields:
            return False
        self.draft.put("title", title)
        return True

    def _named(self, name: str) -> bool:
        if "name" in self.draft.fields or not card_words.name(name):
            return False
        self.draft.put("name", name)
        return True

    def _east_asian_named(self, name: str) -> bool:
        return not any("a" <= c.lower() <= "z" for c in name) and " " not in name and self._named(name)

    def _address(self, piece: str) -> bool:
        """A street with its town, or a country by itself."""
        if len(piece) > 3 and "country" not in self.draft.fields and country_code(piece):
            self.draft.put("country", piece)
            return True
        street, comma, place = piece.partition(",")
        if comma and (town := addresses.town(place)) and _STREET.fullmatch(street.strip()):
            return self._live(street.strip(), *town)
        return False

    def _live(self, street: str, postcode: str, city: str) -> bool:
        if "street" in self.draft.fields:
            return False
        for field, value in (("street", street), ("postcode", postcode), ("city", city)):
            self.draft.put(field, value)
        return True

    def _street_above_town(self) -> None:
        for above, below in zip(self.pieces, self.pieces[1:], strict=False):
            if len(above) != 1 or len(below) != 1 or not _STREET.fullmatch(above[0]):
                continue
            american = _AMERICAN_TOWN.fullmatch(below[0])
            town = (american[3], american[1]) if american else addresses.town(below[0])
            if town and self._live(above[0], *town):
                if american:
                    self.draft.note(N_("Region"), american[2])
                above.clear()
                below.clear()

    def _firm_by_mail(self) -> None:
        """The firm that the mail's domain names, where no legal form told it."""
        email = self.draft.fields.get("email", "")
        for pieces in self.pieces:
            for piece in pieces:
                named = card_words.named_in(piece, email) and card_words.name(piece)
                if "company" not in self.draft.fields and not named and card_words.firm_of(piece, email):
                    self.draft.put("company", piece)
                    pieces.remove(piece)
                    return

    def _person(self) -> None:
        """The line that the mail address names, or else the first, where it looks like a name."""
        self._street_above_town()
        looks = [(pieces, piece) for pieces in self.pieces for piece in pieces if card_words.name(piece)]
        email = self.draft.fields.get("email", "")
        sure = [pair for pair in looks if card_words.named_in(pair[1], email)]
        first = next((piece for pieces in self.pieces for piece in pieces), "")
        for pieces, piece in sure or [pair for pair in looks[:1] if pair[1] == first]:
            if self._named(piece):
                pieces.remove(piece)

    def _leave(self) -> None:
        """A line of which something is left stands whole in the notes."""
        for line, pieces in zip(self.lines, self.pieces, strict=True):
            if pieces:
                self.rest.append(line)
