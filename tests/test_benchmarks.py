"""The benchmarks run, and say what they promise."""

import json
import os
import subprocess
import sys
from pathlib import Path

from benchmarks.figures import Figure, Measured
from benchmarks.table import table

ROOT = Path(__file__).parents[1]
FIGURES = [
    "first frame",
    "first frame / at 1,000",
    "memory, desk idle",
    "scrolling, a frame",
    "scrolling p99",
    "search p99",
    "search / LIKE",
    "list page",
    "list deepest / first",
    "search index",
    "import of 300 leads",
    "import, memory on top",
    "first push",
    "first pull",
    "push and pull changed",
    "a changed field sent",
    "a changed field fetched",
    "nothing changed: round trips",
    "nothing changed: bytes",
    "5 pulled out of 6,000",
    "memory, laptop sends",
    "memory, server while laptop sends",
    "memory, laptop receives",
    "memory, server while laptop receives",
    "1,000 merges on PostgreSQL",
    "save a lead",
]
SMALL = [
    "--leads",
    "600",
    "--runs",
    "1",
    "--saves",
    "4",
    "--queries",
    "14",
    "--pages",
    "2",
    "--pulls",
    "1",
    "--changed",
    "5",
    "--frames",
    "20",
    "--imported",
    "300",
]


def _run(*options: str) -> str:
    command = [sys.executable, "-m", "benchmarks", *SMALL, *options]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=300)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_json_is_a_list_of_figures_and_nothing_else_and_a_table_has_a_verdict_for_each() -> None:
    figures = json.loads(_run("--json"))
    assert [figure["name"] for figure in figures] == FIGURES
    for figure in figures:
        assert list(figure) == ["name", "ours", "floor", "ratio", "goal", "unit"]
        assert figure["ours"] > 0
        assert figure["floor"] > 0
        assert abs(figure["ratio"] - figure["ours"] / figure["floor"]) < 0.01 * max(1, figure["ratio"])
        assert figure["goal"] > 0
        assert figure["unit"] in {"ms", "s", "MiB", "MB", "B", "requests"}
    parts = ("name", "ours", "floor", "goal", "unit")
    _has_verdicts(table(Measured([Figure(*(figure[part] for part in parts)) for figure in figures])), FIGURES)


def _has_verdicts(said: str, names: list[str]) -> None:
    lines = {name: line for name in FIGURES for line in said.splitlines() if line.startswith(name)}
    assert list(lines) == names
    assert all(line.endswith(("met", "missed")) for line in lines.values())


def test_a_profile_is_kept_and_used_again(tmp_path: Path) -> None:
    kept = ("--json", "--profile", str(tmp_path / "kept"), "--only", "paging")
    said = [[figure["name"] for figure in json.loads(_run(*kept))] for _ in range(2)]
    assert said == [["list page", "list deepest / first"]] * 2


def test_a_person_reads_a_table_of_what_was_asked_for_and_what_stands_beside() -> None:
    said = _run("--only", "first_frame", "paging")
    _has_verdicts(said, [*FIGURES[:3], "list page", "list deepest / first"])
    assert "unlock (apart)" in said
