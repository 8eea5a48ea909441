"""Made-up leads: the same ones each time, from fairs all over the world."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from benchmarks import words

SEED = 20261123
FAIRS = 20
_OPENED = datetime(2024, 1, 15, 9, tzinfo=UTC)
_RATINGS = ("hot", "warm", "warm", "cold", "cold", "")
_STATUSES = ("new", "new", "new", "qualified", "converted", "not_a_fit")


@dataclass(frozen=True)
class Person:
    """Who stands before the booth."""

    name: str
    company: str
    city: str
    country: str
    latin: str
    notes: Sequence[str]


def fairs() -> list[dict[str, Any]]:
    """The values of twenty fairs: ten names, two editions each."""
    made = []
    for number in range(FAIRS):
        name, city, country = words.FAIRS[number % len(words.FAIRS)]
        start = date(2024, 1, 10) + timedelta(days=53 * number)
        made.append(
            {
                "name": f"{name} {start.year}", "series": name, "city": city, "country": country,
                "start": start, "end": start + timedelta(days=4),
            }
        )  # fmt: skip
    return made


def leads(count: int, fair_ids: Sequence[str], *, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """The values of `count` leads, oldest first, spread over the fairs."""
    random = Random(seed)
    return (_lead(random, number, fair_ids[number * len(fair_ids) // count]) for number in range(count))


def _lead(random: Random, number: int, fair: str) -> dict[str, Any]:
    person = random.choices((_western, _chinese, _arabic), (70, 18, 12))[0](random)
    met = _OPENED + timedelta(minutes=7 * number)
    values: dict[str, Any] = {
        "name": person.name, "company": person.company, "city": person.city, "country": person.country,
        "title": random.choice(("", "Head of purchasing", "CTO", "Owner", "Project engineer", "Plant manager")),
        "email": _mail(random, person), "phone": _phone(random), "rating": random.choice(_RATINGS),
        "status": random.choice(_STATUSES), "products": _products(random), "notes": _notes(random, person),
        "fair": fair, "met_at": met, "badge_id": f"{random.randrange(10**8):08d}",
    }  # fmt: skip
    if random.random() < 0.4:
        values["due"] = met.date() + timedelta(days=random.randrange(1, 90))
    return values


def _western(random: Random) -> Person:
    first, last = random.choice(words.LATIN_FIRST), random.choice(words.LATIN_LAST)
    city, country = random.choice(words.CITIES)
    owner, trade = random.choice(words.LATIN_LAST), random.choice(words.TRADES)
    company = f"{owner} {trade} {random.choice(words.FORMS)}"
    return Person(f"{first} {last}", company, city, country, f"{first}.{last}@{owner}-{trade}", words.NOTES)


def _chinese(random: Random) -> Person:
    name = random.choice(words.CHINESE_LAST) + random.choice(words.CHINESE_FIRST)
    city = random.choice(words.CHINESE_CITIES)
    makers = random.choice(("东方", "华", "中", "新", "金龙", "天"))
    company = f"{city}{makers}{random.choice(words.CHINESE_TRADES)}有限公司"
    return Person(name, company, city, "CN", f"sales{random.randrange(900)}@cn-works", words.CHINESE_NOTES)


def _arabic(random: Random) -> Person:
    name = f"{random.choice(words.ARABIC_FIRST)} {random.choice(words.ARABIC_LAST)}"
    city, country = random.choice(words.ARABIC_CITIES)
    company = f"شركة {random.choice(words.ARABIC_LAST)} {random.choice(words.ARABIC_TRADES)}"
    return Person(name, company, city, country, f"info{random.randrange(900)}@gulf-trade", words.ARABIC_NOTES)


def _mail(random: Random, person: Person) -> str:
    if random.random() < 0.1:
        return ""
    bare = unicodedata.normalize("NFKD", person.latin.lower()).encode("ascii", "ignore").decode()
    return f"{bare.replace(' ', '')}.{random.choice(('com', 'de', 'eu', 'cn', 'ae'))}"


def _phone(random: Random) -> str:
    country = random.choice((49, 33, 39, 34, 86, 971, 1, 44, 90, 48))
    return f"+{country} {random.randrange(100, 1000)} {random.randrange(10**4):04d} {random.randrange(10**3):03d}"


def _products(random: Random) -> tuple[str, ...]:
    return tuple(sorted(random.sample(words.PRODUCTS, random.randrange(4))))


def _notes(random: Random, person: Person) -> str:
    sentences = random.sample(person.notes, random.randrange(1, 4))
    facts = {"city": person.city, "product": random.choice(words.PRODUCTS), "count": random.randrange(2, 400)}
    return " ".join(sentence.format(**facts) for sentence in sentences)


# --- what she types into the search ---------------------------------------------------------------


Known = Sequence[Mapping[str, Any]]


def typed(count: int, known: Known, *, seed: int = SEED) -> list[str]:
    """`count` searches of all sorts, most of them for somebody who is there."""
    random = Random(seed)
    return [_SORTS[number % len(_SORTS)](random, known) for number in range(count)]


def _field(name: str) -> Callable[[Random, Known], str]:
    return lambda random, known: next(value for _ in known if (value := random.choice(known)[name]))


def _in_script(name: str, first: str, last: str) -> Callable[[Random, Known], str]:
    """A value of `name` that is written in the script from `first` to `last`, or a word of that script."""

    def find(random: Random, known: Known) -> str:
        for _ in range(200):
            value: str = random.choice(known)[name]
            if value and first <= value[0] <= last:
                return value
        return first

    return find


def _word(random: Random, known: Known) -> str:
    notes: str = random.choice(known)["notes"]
    return random.choice(notes.split())[:12]


def _middle(random: Random, known: Known) -> str:
    """Some letters from within a company's name."""
    company: str = random.choice(known)["company"]
    start = random.randrange(1, max(2, len(company) - 6))
    return company[start : start + 6].strip()


def _digits(random: Random, known: Known) -> str:
    digits = "".join(filter(str.isdecimal, random.choice(known)["phone"]))
    return digits[-random.randrange(4, 9) :]


def _two_words(random: Random, known: Known) -> str:
    lead = random.choice(known)
    return f"{lead['name'].split()[-1]} {lead['city']}"


def _first_and_last(random: Random, known: Known) -> str:
    return " ".join(reversed(random.choice(known)["name"].split()))


def _miss(random: Random, _known: Known) -> str:
    return random.choice(("xqzv", "Wolkenkratzer", "zzyzx", "qwertzuiop", "blorbo", "Xanthippe GmbH", "不在的人"))


_SORTS: Sequence[Callable[[Random, Known], str]] = (
    _field("name"), _field("company"), _field("city"), _field("email"), _word, _middle, _digits, _two_words,
    _first_and_last, _miss, _in_script("name", "一", "鿿"), _in_script("company", "一", "鿿"),
    _in_script("name", "ء", "ي"), _in_script("company", "ء", "ي"),
)  # fmt: skip
