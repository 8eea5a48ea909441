"""The benchmarks run, and say what they promise."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FIGURES = [
    "first frame",
    "search p99",
    "list page",
    "list deepest / first",
    "first pull",
    "push and pull changed",
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
]


def _run(*options: str) -> str:
    command = [sys.executable, "-m", "benchmarks", *SMALL, *options]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", timeout=120)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_json_is_a_list_of_figures_and_nothing_else() -> None:
    figures = json.loads(_run("--json"))
    assert [figure["name"] for figure in figures] == FIGURES
    for figure in figures:
        assert list(figure) == ["name", "ours", "floor", "ratio", "goal", "unit"]
        assert figure["ours"] > 0
        assert figure["floor"] > 0
        assert abs(figure["ratio"] - figure["ours"] / figure["floor"]) < 0.01
        assert figure["goal"] >= 1
        assert figure["unit"] == "ms"


def test_a_person_reads_a_table_with_a_verdict_for_each_figure() -> None:
    said = _run()
    lines = {name: line for name in FIGURES for line in said.splitlines() if line.startswith(name)}
    assert list(lines) == FIGURES
    assert all(line.endswith(("met", "missed")) for line in lines.values())
    assert "unlock (apart)" in said
