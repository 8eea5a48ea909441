"""The main job through the real window, in a process of its own, as the README's command does it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from PIL import Image


def test_the_demo_walks_the_main_job(tmp_path: Path) -> None:
    shots = tmp_path / "shots"
    words = {name: text for name, text in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    done = subprocess.run(
        [sys.executable, "-m", "salesdesk", "demo", "--shots", str(shots)],
        env=words,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Killed in the middle of a word" in done.stdout
    assert "Traceback" not in done.stderr
    pictures = sorted(shots.glob("*.png"))
    assert len(pictures) >= 8
    for picture in pictures:
        with Image.open(picture) as image:
            assert image.size >= (1280, 800)
            assert len(set(image.convert("RGB").resize((64, 40)).get_flattened_data())) > 20, picture.name
