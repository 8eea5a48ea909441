"""The server is killed in the middle of a push, and started again: nothing is lost, nothing comes twice."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt

from salesdesk.demo.company import FAIR
from salesdesk.demo.office import CompanyServer
from salesdesk.demo.stage import CTRL, Stage
from salesdesk.desk.desk import Desk
from salesdesk.store.listing import Query

GROUP = "Evening reception"
_FIRST = (
    "Aino", "Bashir", "Chiara", "Dmytro", "Eun-ji", "Farid", "Greta", "Hiroshi", "Inês", "Jakub",
    "Kwame", "Lucía", "Mehmet", "Noor", "Oskar", "Paula", "Quentin", "Ramona", "Søren", "Thuy",
)  # fmt: skip
_LAST = (
    "Andersson", "Bianchi", "Çelik", "Dubois", "Eriksen", "Fernández", "Grünwald", "Haddad", "Ivanova", "Jansen",
    "Kowalski", "Lindqvist", "Moreau", "Novák", "Okafor",
)  # fmt: skip
_COMPANIES = (
    ("Valves", "Bilbao"), ("Pumps", "Gdańsk"), ("Marine", "Bergen"), ("Water", "Lyon"), ("Plant", "Busan"),
    ("Shipyard", "Pula"), ("Chemicals", "Antwerpen"),
)  # fmt: skip
# A card with a photograph: a push takes a third of them at a time.
_PHOTOGRAPH = 4_500


class KillSteps:
    """A big evening, and a server that dies."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.guests = [_guest(number, round_) for round_ in range(len(_LAST)) for number in range(len(_FIRST))]
        self.names = sorted(guest["name"] for guest in self.guests)

    def steps(self) -> list[Callable[[], None]]:
        """The steps in their order."""
        return [self.capture_many, self.kill_the_server, self.start_it_again]

    def capture_many(self) -> None:
        """Three hundred cards with photographs, saved on the laptop one by one."""
        stage = self.stage
        stage.hands.press(Qt.Key.Key_2, CTRL)
        [fair] = stage.desk.records(Query(stage.desk.kinds["fair"], {"name": FAIR}), 1)
        for guest in self.guests:
            stage.desk.add("lead", {**guest, "group": GROUP, "fair": fair.id, "raw": _card(guest["name"])})
        stage.expect("all of them on the laptop", lambda: of_group(stage.desk) == self.names)

    def kill_the_server(self) -> None:
        """As soon as it has taken the first of them, it is killed; the desk says that it is offline."""
        stage = self.stage
        killing = stage.server.kill_when(_has_some)
        stage.hands.press(Qt.Key.Key_F5)
        stage.hands.wait("the server gone", lambda: not killing.is_alive())
        stage.server.kill()
        stage.wait_offline()
        self.arrived = len(stage.server.leads_of(GROUP))
        stage.expect("a kill in the middle", lambda: 0 < self.arrived < len(self.names))
        stage.say("", "server-killed")

    def start_it_again(self) -> None:
        """After the next round all of them are on both laptops, and on the server, once."""
        stage = self.stage
        stage.server.start()
        stage.sync()
        stage.colleague.sync()
        for where, names in (
            ("here", of_group(stage.desk)),
            ("on the server", stage.server.leads_of(GROUP)),
            ("on the other laptop", of_group(stage.colleague.desk)),
        ):
            stage.expect(f"each lead once {where}, not {len(names)}", partial(self.names.__eq__, sorted(names)))
        many = len(self.names)
        stage.say(f"The server had {self.arrived} of {many} new leads when it was killed.")
        words = f"Server killed in the middle of a push, started again: {many} of {many} leads there once."
        stage.say(words, "server-again")


def _has_some(server: CompanyServer) -> bool:
    return bool(server.leads_of(GROUP))


def _guest(number: int, round_: int) -> dict[str, str]:
    """A guest whose name nobody else has."""
    last = _LAST[(number + round_) % len(_LAST)]
    what, city = _COMPANIES[(3 * number + round_) % len(_COMPANIES)]
    rating = ("hot", "warm", "cold", "warm")[(number + 2 * round_) % 4]
    return {"name": f"{_FIRST[number]} {last}", "company": f"{last} {what}", "city": city, "rating": rating}


def _card(name: str) -> str:
    photograph = base64.b64encode(os.urandom(_PHOTOGRAPH)).decode()
    return f"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{name}\r\nPHOTO;ENCODING=b;TYPE=JPEG:{photograph}\r\nEND:VCARD\r\n"


def of_group(desk: Desk) -> list[str]:
    """The names of the leads of that evening."""
    kind = desk.kinds["lead"]
    return sorted(kind.title(lead) for lead in desk.records(Query(kind, {"group": GROUP}), 10**6))
