"""A made-up maker of valves: its people, fairs, accounts, leads, and a trip with a budget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from salesdesk.desk import profile as profiles
from salesdesk.desk.desk import Desk

ME, COLLEAGUE, TEAM = "Ana Ruiz", "Tomás Vidal", "Iberia"
FAIR, EARLIER, NEXT = "World Valve Forum 2026", "Gulf Process Days 2026", "Asia Flow Expo 2027"
TRIP = "Tokyo – Seoul – Dubai"
BEST_ACCOUNT = "Großventil GmbH"

# name, company, title, city, country, e-mail name, rating, notes
_PEOPLE = (
    ("Zoë Ångström", "Ægir Marine AS", "Head of Procurement", "Bergen", "NO", "zoe@aegir.example", "hot",
     "Replaces 120 valves a year, current supplier late twice."),
    ("李小龍", "東方貿易有限公司", "採購經理", "台北", "TW", "li@dongfang.example", "hot", "DN200, wants FOB Keelung."),
    ("محمد علي", "شركة النور للصناعة", "مدير المشتريات", "دبي", "AE", "m.ali@alnoor.example", "warm",
     "Asks for an Arabic data sheet."),
    ("João Pereira", "Costa & Filhos", "Diretor técnico", "Porto", "PT", "joao@costa.example", "warm", ""),
    ("Priya Raghunathan", "Deccan Valves Pvt Ltd", "Design Engineer", "Pune", "IN", "priya@deccan.example", "cold",
     "Student project with the university."),
    ("Jürgen Müller-Lüdenscheidt", "Großventil GmbH", "Einkaufsleiter", "Köln", "DE", "jml@grossventil.example", "hot",
     "Framework contract by March."),
    ("田中 さくら", "富士精機株式会社", "購買課長", "東京", "JP", "tanaka@fujiseiki.example", "warm",
     "Sample DN80 by air."),
    ("Elif Yılmaz", "Boğaz Makina", "Satın Alma", "İstanbul", "TR", "elif@bogaz.example", "cold", ""),
    ("Nguyễn Thị Hoa", "Hải Phòng Pumps", "Buyer", "Hải Phòng", "VN", "hoa@hppumps.example", "warm", ""),
    ("Олена Коваль", "Дніпро Арматура", "Комерційний директор", "Дніпро", "UA", "olena@dniproarm.example", "hot",
     "Needs delivery terms DAP."),
    ("Γιώργος Παππάς", "Πειραιάς Ναυτιλιακή", "Technical Manager", "Piraeus", "GR", "g.pappas@peir.example", "warm",
     ""),
    ("김서연", "한강플랜트", "구매팀장", "서울", "KR", "kim@hangang.example", "hot", "Retrofit of two plants."),
    ("Siobhán O’Brien", "Celtic Flow Ltd", "Operations Director", "Cork", "IE", "siobhan@celticflow.example", "cold",
     ""),
    ("Łukasz Żółkiewski", "Śląsk Instal", "Kierownik zakupów", "Katowice", "PL", "lukasz@slask.example", "warm", ""),
    ("Amélie Lefèvre", "Hydrovannes SA", "Responsable achats", "Lyon", "FR", "amelie@hydrovannes.example", "hot",
     "Compares us with two others."),
    ("Carlos Núñez", "Aguas del Sur", "Jefe de compras", "Sevilla", "ES", "carlos@aguasdelsur.example", "warm", ""),
    ("Maja Østergård", "Øresund Vand", "Projektleder", "København", "DK", "maja@oresundvand.example", "cold", ""),
    ("דניאל לוי", "מים כחולים", "מנהל רכש", "חיפה", "IL", "daniel@mayim.example", "warm", ""),
    ("Budi Santoso", "Nusantara Pipa", "Engineer", "Surabaya", "ID", "budi@nusantara.example", "warm", ""),
    ("Fatima Zahra El Idrissi", "Atlas Eau", "Acheteuse", "Casablanca", "MA", "fz@atlaseau.example", "hot", ""),
)  # fmt: skip
_COLLEAGUES = (
    {"name": "Petra Großmann", "title": "Geschäftsführerin", "email": "petra@grossventil.example",
     "phone": "+49 221 4455-10"},
    {"name": "Cem Aydın", "title": "Qualitätssicherung", "email": "cem@grossventil.example"},
)  # fmt: skip
# title, kind, due in days from now, done
_ACTIVITIES = (
    ("Send the framework contract", "task", 2, False),
    ("Visit the plant in Köln", "meeting", 16, False),
    ("Ask for last year's quantities", "call", -1, False),
    ("Samples DN80 by courier", "task", -9, True),
)
_LEADS = 40
_PRODUCTS = ("DN50", "DN80", "DN100", "DN200", "Actuators", "Service")
_CLASSES = ("a", "b", "c")
_CATEGORIES = (
    ("flights", "2900", "0"), ("hotel", "1850", "480"), ("ground", "420", "0"), ("meals", "380", "0"),
    ("entertainment", "600", "120"), ("freight", "900", "0"),
)  # fmt: skip
_EXPENSES = (
    (12, "Iberia", "flights", "1 986.40", "EUR", "ES", "card_company"),
    (13, "Narita Express", "ground", "3 070", "JPY", "JP", "card_private"),
    (13, "Hotel Gracery Ginza", "hotel", "62 500", "JPY", "JP", "card_company"),
    (14, "Yamato Transport", "freight", "171 000", "JPY", "JP", "invoice"),
    (14, "Ramen Nagi", "meals", "2 380", "JPY", "JP", "own"),
    (15, "Korean Air", "flights", "412 000", "KRW", "KR", "card_company"),
    (15, "Lotte Hotel Seoul", "hotel", "548 000", "KRW", "KR", "card_company"),
    (16, "Hanjeongsik Jihwaja", "entertainment", "318 000", "KRW", "KR", "card_private"),
    (16, "T-money", "ground", "50 000", "KRW", "KR", "own"),
    (17, "Dubai Taxi", "ground", "96", "AED", "AE", "card_private"),
)  # fmt: skip


def make(profile: Path, key: bytes) -> Desk:
    """A new profile with the made-up company in it; `key` opens it."""
    profile.mkdir(mode=0o700, parents=True, exist_ok=True)
    desk = profiles.with_key(profile, key)
    profiles.settle(desk, ME, TEAM)
    today = desk.clock().astimezone().date()
    fairs = _fairs(desk, today)
    accounts = _accounts(desk)
    _leads(desk, fairs, accounts)
    _contacts(desk, accounts)
    _activities(desk, accounts, today)
    _trip(desk)
    return desk


def _fairs(desk: Desk, today: date) -> Sequence[str]:
    plans: tuple[Mapping[str, Any], ...] = (
        {"name": EARLIER, "city": "Dubai", "country": "AE", "zone": "Asia/Dubai", "start": today - timedelta(days=220),
         "end": today - timedelta(days=217), "hall": "4", "booth": "D18", "currency": "AED"},
        {"name": NEXT, "city": "Singapore", "country": "SG", "zone": "Asia/Singapore",
         "start": today + timedelta(days=120), "end": today + timedelta(days=123), "currency": "SGD"},
        {"name": FAIR, "series": "World Valve Forum", "venue": "Messe Düsseldorf", "city": "Düsseldorf",
         "country": "DE", "zone": "Europe/Berlin", "start": today - timedelta(days=1),
         "end": today + timedelta(days=3), "hall": "11", "booth": "C42", "stand_m2": Decimal(54),
         "currency": "EUR", "goal_leads": 180, "goal_meetings": 25},
    )  # fmt: skip
    return [desk.add("fair", plan).id for plan in plans]


def _accounts(desk: Desk) -> Sequence[str]:
    made = []
    for number, (_name, company, _title, city, country, mail, _rating, _notes) in enumerate(_PEOPLE[:14]):
        values = {
            "name": company, "city": city, "country": country, "kind": "customer" if number % 3 else "prospect",
            "class": _CLASSES[number % 3], "industry": ("Shipbuilding", "Water", "Chemicals", "Power")[number % 4],
            "web": "https://" + mail.partition("@")[2], "owner": desk.store.owner,
        }  # fmt: skip
        made.append(desk.draft("account", values))
    desk.add_many("Add accounts", made)
    return [account.id for account in made]


def _contacts(desk: Desk, accounts: Sequence[str]) -> None:
    """Whom she knows there: at every account who came to the booth, and at the best one two more."""
    met = [
        {"name": name, "title": title, "email": mail, "country": country, "account": account}
        for account, (name, _company, title, _city, country, mail, _rating, _notes) in zip(
            accounts, _PEOPLE, strict=False
        )
    ]
    more = [{**values, "account": _best(accounts), "country": "DE"} for values in _COLLEAGUES]
    desk.add_many("Add contacts", [desk.draft("contact", values) for values in (*met, *more)])


def _activities(desk: Desk, accounts: Sequence[str], today: date) -> None:
    made = [
        {"title": title, "kind": what, "due": today + timedelta(days=due), "done": done, "account": _best(accounts)}
        for title, what, due, done in _ACTIVITIES
    ]
    desk.add_many("Add activities", [desk.draft("activity", values) for values in made])


def _best(accounts: Sequence[str]) -> str:
    return next(id for id, person in zip(accounts, _PEOPLE, strict=False) if person[1] == BEST_ACCOUNT)


def _leads(desk: Desk, fairs: Sequence[str], accounts: Sequence[str]) -> None:
    now = desk.clock()
    leads = []
    for number in range(_LEADS):
        who = (number * 7) % len(_PEOPLE)
        name, company, title, city, country, mail, rating, notes = _PEOPLE[who]
        again = number >= len(_PEOPLE)
        days = 220 if number < 14 else 0
        met = now - timedelta(days=days, minutes=13 * (_LEADS - number) + (number % 5) * 3)
        values = {
            "name": name, "company": company, "title": title, "city": city, "country": country, "email": mail,
            "rating": rating if not again else ("warm", "hot", "cold")[number % 3], "met_at": met,
            "fair": fairs[0] if days else fairs[2], "met_by": desk.store.owner, "owner": desk.store.owner,
            "status": "qualified" if days else "new", "products": (_PRODUCTS[number % 6], _PRODUCTS[(number + 2) % 6]),
            "notes": notes if not again else f"{notes} Came back with a colleague.".strip(),
            "next_step": ("Send price list", "Call in a week", "", "Visit")[number % 4],
            "account": accounts[who] if who < len(accounts) and number % 2 else "",
            "due": (now + timedelta(days=number % 9 - 2)).date() if number % 4 != 2 else None,
        }  # fmt: skip
        leads.append(desk.draft("lead", values))
    desk.add_many("Add leads", leads)


def _trip(desk: Desk) -> None:
    trip = desk.add("trip", {
        "title": TRIP, "purpose": "Distributors in three cities", "depart": date(2026, 10, 12),
        "return": date(2026, 10, 18), "home_zone": "Europe/Madrid", "country": "JP", "currency": "EUR",
        "cost_center": "4410", "number": "R-2026-118", "rules": "de", "status": "under_way",
    })  # fmt: skip
    for city, country, zone, arrive, leave in (
        ("Tokyo", "JP", "Asia/Tokyo", (12, 18), (15, 9)),
        ("Seoul", "KR", "Asia/Seoul", (15, 12), (17, 1)),
        ("Dubai", "AE", "Asia/Dubai", (17, 6), (18, 8)),
    ):
        there = ZoneInfo(zone)
        desk.add("stay", {
            "trip": trip.id, "city": city, "country": country, "zone": zone, "lodging": "receipt",
            "arrive": datetime(2026, 10, arrive[0], arrive[1], tzinfo=there),
            "depart": datetime(2026, 10, leave[0], leave[1], tzinfo=there), "breakfast_included": city != "Dubai",
        })  # fmt: skip
    for category, planned, committed in _CATEGORIES:
        line = {"trip": trip.id, "category": category, "planned": Decimal(planned), "committed": Decimal(committed)}
        desk.add("budget_line", {**line, "currency": "EUR"})
    for day, merchant, category, amount, currency, country, paid in _EXPENSES:
        card = {"card_amount": Decimal("23.94"), "card_currency": "EUR"} if currency == "AED" else {}
        desk.add("expense", card | {
            "trip": trip.id, "day": date(2026, 10, day), "merchant": merchant, "category": category,
            "amount": Decimal(amount.replace(" ", "")), "currency": currency, "country": country, "paid_with": paid,
        })  # fmt: skip
