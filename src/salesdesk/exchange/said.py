"""Words that other programs have for our choices, and for yes and no."""

from __future__ import annotations

from collections.abc import Mapping

YES = frozenset({"1", "1.0", "yes", "y", "true", "t", "on", "x", "✓", "ja", "j", "wahr", "oui", "vrai", "sí", "si",
                 "sì",
                 "sim", "да", "نعم", "是", "はい", "tak", "ano", "evet"})  # fmt: skip
NO = frozenset({"", "0", "0.0", "no", "n", "false", "f", "off", "-", "nein", "falsch", "non", "faux", "não", "нет",
                "لا",
                "否", "いいえ", "nie", "ne", "hayır"})  # fmt: skip

# By kind and field: the other program's word in small letters, and our key.
CHOICES: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("lead", "status"): {
        "open": "new", "open - not contacted": "new", "offen": "new", "in progress": "new", "contacted": "new",
        "working - contacted": "new", "attempted to contact": "new", "working": "new", "nurturing": "new",
        "open deal": "qualified", "connected": "new", "closed - converted": "converted",
        "closed - not converted": "not_a_fit",
        "unqualified": "not_a_fit", "disqualified": "not_a_fit", "lost": "not_a_fit", "bad timing": "not_a_fit",
        "won": "converted", "qualifiziert": "qualified", "disqualifiziert": "not_a_fit", "kontaktiert": "new",
        "in bearbeitung": "new", "konvertiert": "converted",
    },
    ("lead", "rating"): {"a": "hot", "b": "warm", "c": "cold", "high": "hot", "medium": "warm", "low": "cold",
                         "hoch": "hot", "mittel": "warm", "niedrig": "cold", "1": "hot", "2": "warm", "3": "cold"},
    ("account", "kind"): {
        "customer - direct": "customer", "customer - channel": "customer", "channel partner / reseller": "distributor",
        "installation partner": "partner", "technology partner": "partner", "reseller": "distributor",
        "vendor": "supplier",
        "influencer": "partner", "investor": "partner", "lead": "prospect", "kunde": "customer",
        "händler": "distributor",
        "interessent": "prospect", "lieferant": "supplier", "wettbewerber": "competitor", "presse": "press",
        "distributor": "distributor", "dealer": "distributor", "sold-to party": "customer", "past customer": "customer",
        "endkunde": "customer", "auftraggeber": "customer",
    },
    ("activity", "kind"): {"email": "mail", "e-mail": "mail", "phone call": "call", "anruf": "call",
                           "telefonat": "call",
                           "to do": "task", "todo": "task", "event": "meeting", "appointment": "meeting",
                           "termin": "meeting", "besprechung": "meeting", "aufgabe": "task", "besuch": "meeting"},
}  # fmt: skip

CURRENCY_SIGNS = {
    "€": "EUR",
    "$": "USD",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₺": "TRY",
    "₩": "KRW",
    "us$": "USD",
}
