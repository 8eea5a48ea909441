"""What the frozen program has to do on a machine that has nothing else of ours."""

from __future__ import annotations

import configparser
import os
import statistics
import subprocess
import sys
from pathlib import Path
from time import perf_counter

from tests.packaging.machine import PASSPHRASE, Failed, Machine, libraries_of
from tests.packaging.screen import until

from salesdesk import catalogue

LEAD = {
    "name": "Elena Rossi", "company": "Idrovalvole SpA", "title": "Head of purchasing",
    "email": "elena.rossi@idrovalvole.example", "phone": "+39 02 5550 1234",
}  # fmt: skip
TABLE = "First name;Last name;Company;E-mail\nJürgen;Weiß;Großventil GmbH;j.weiss@grossventil.example\n"
CLASS = "salesdesk"  # as StartupWMClass in the menu entry has it
STARTS = 5


def _expect(what: str, is_so: bool) -> None:
    if not is_so:
        raise Failed(what)


def capture(machine: Machine, picture: Path) -> str:
    """A new profile and a first lead, all by the keyboard; its camera finds the libraries that it wants."""
    screen = machine.screen
    desk = machine.begin()
    try:
        start = screen.window(CLASS)
        screen.press("ctrl+a")
        screen.write("Ana Ruiz")
        screen.press("Tab")
        screen.write("Iberia")
        screen.press("Tab")
        screen.write(PASSPHRASE)
        screen.press("Return")
        screen.move(screen.window(CLASS, but=start))
        screen.press("ctrl+1")
        screen.still()
        for text in LEAD.values():
            screen.write(text)
            screen.press("Tab")
        screen.press("F1", "ctrl+Return")
        screen.press("ctrl+b")
        until(lambda: any("ffmpegmediaplugin" in file.name for file in libraries_of(desk)))
        screen.press("Escape", "ctrl+2")
        screen.keep(picture)
        own = _own(machine, desk)
    finally:
        desk.terminate()
        desk.wait()
    [lead] = machine.asked("list", "lead")
    _expect(f"the lead as it was typed, not {lead}", (LEAD | {"rating": "hot"}).items() <= lead.items())
    return f"{own} libraries, none of a Python that is installed here; {picture.name}"


def _own(machine: Machine, desk: subprocess.Popen[bytes]) -> int:
    """How many of its own libraries the desk has loaded; the others are the system's."""
    loaded = libraries_of(desk)
    own = {file for file in loaded if file.is_relative_to(machine.program)}
    foreign = {str(file) for file in loaded - own if not str(file).startswith(("/lib", "/usr/lib"))}
    _expect(f"no libraries of somebody else: {foreign}", not foreign)
    return len(own)


def menu_entry(machine: Machine) -> str:
    """The menu entry and the description are as freedesktop.org wants them, and the icons are there."""
    share = machine.program / "share"
    commands: tuple[list[str | Path], ...] = (
        ["desktop-file-validate", share / "applications" / "salesdesk.desktop"],
        ["appstreamcli", "validate", "--no-net", *(share / "metainfo").iterdir()],
    )
    for command in commands:
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        _expect(ran.stdout + ran.stderr, ran.returncode == 0)
    icons = list((share / "icons").rglob("salesdesk.*"))
    _expect("icons", len(icons) > 8)
    return f"{len(icons)} icons"


def keyrings(machine: Machine) -> str:
    """Each keyring that is offered lies in the folder; where none answers, a passphrase is asked for."""
    inside = machine.program / "_internal"
    offered = configparser.ConfigParser(delimiters=("=",))
    [points] = inside.glob("keyring-*.dist-info/entry_points.txt")
    offered.read(points)
    modules = [inside.joinpath(*module.split(".")) for module in offered["keyring.backends"].values()]
    gone = [module.stem for module in modules if not (module.is_dir() or module.with_suffix(".pyc").exists())]
    _expect(f"the keyrings {gone}", not gone)
    said = machine.run("--profile", str(machine.home / "none"), "init", code=1, also={"SALESDESK_PASSPHRASE": ""})
    _expect(said, "SALESDESK_PASSPHRASE" in said)
    other = machine.home / "other"
    machine.run("--profile", str(other), "init", "--name", "Ana")
    machine.run("--profile", str(other), "list", "lead", code=1, also={"SALESDESK_PASSPHRASE": "wrong"})
    return f"{len(modules)} offered"


def languages(machine: Machine) -> str:
    """Each catalogue is found and spoken."""
    codes = sorted(catalogue.codes())
    for code in codes:
        wanted = catalogue.texts(code).gettext("The travelling sales manager's desk.")
        _expect(
            f"“{wanted}” in {code}", wanted in machine.run("--help", also={"LC_ALL": f"{code}.UTF-8", "COLUMNS": "300"})
        )
    return " ".join(codes)


def tables(machine: Machine) -> str:
    """A table comes in, goes out as CSV and as a workbook, and the workbook comes in again."""
    table, workbook, text = (machine.home / name for name in ("in.csv", "out.xlsx", "out.csv"))
    table.write_text(TABLE, "utf-8")
    machine.asked("import", str(table), "--as", "lead")
    for file in (workbook, text):
        machine.asked("export", "lead", str(file))
    _expect("Weiß in the table that went out", "Weiß" in text.read_text("utf-8-sig"))
    again = machine.asked("import", str(workbook), "--dry-run")
    names = [lead["name"] for lead in machine.asked("list", "lead")]
    _expect(f"two leads, not {names}", len(names) == 2)
    _expect(f"nothing new in what came back, not {again}", (again["added"], again["unchanged"]) == (0, 2))
    return ", ".join(sorted(names))


def server(machine: Machine) -> str:
    """The server's program keeps its people."""
    database = f"sqlite:///{machine.home / 'server.db'}"
    machine.run("--db", database, "team", "add", "Iberia", program="salesdesk-server")
    words = ("user", "add", "Ana", "--team", "Iberia", "--role", "manager")
    return machine.run("--db", database, *words, program="salesdesk-server", said="a long enough password").strip()


def main_job(machine: Machine) -> str:
    """The demo walks the main job: chart, two laptops, a server and a desk that are killed, German and Arabic."""
    shots = machine.home / "shots"
    machine.run("demo", "--shots", str(shots))
    return f"{len(list(shots.glob('*.png')))} pictures"


def starts(machine: Machine) -> str:
    """How long a call and a window take to start, frozen and from the sources."""
    frozen = [str(machine.program / "salesdesk")]
    sources = [sys.executable, "-m", "salesdesk"]
    calls = [_median(command, machine) for command in (frozen, sources)]
    windows = [_window(command, machine) for command in (frozen, sources)]
    return "call {:.0f} ms ({:.0f}), window {:.0f} ms ({:.0f} from the sources)".format(*calls, *windows)


def _median(command: list[str], machine: Machine) -> float:
    environment = machine.environment | {"PATH": os.environ["PATH"]}

    def once() -> float:
        began = perf_counter()
        subprocess.run([*command, "--json", "kinds"], env=environment, stdout=subprocess.DEVNULL, check=True)
        return (perf_counter() - began) * 1000

    return statistics.median(once() for _ in range(STARTS))


def _window(command: list[str], machine: Machine) -> float:
    def once() -> float:
        began = perf_counter()
        desk = subprocess.Popen([*command, "--profile", machine.profile], env=machine.environment)
        try:
            machine.screen.window(CLASS)
            return (perf_counter() - began) * 1000
        finally:
            desk.kill()
            desk.wait()

    return statistics.median(once() for _ in range(STARTS))
