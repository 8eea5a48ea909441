"""Builds the source archive and from it the wheel, installs that as `uv tool` does, and tries it: poe install-check."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("resources/fonts", "resources/icons", "translations")
PATIENCE_S = 600


class Built:
    """A clean copy's archives, and a folder of its own for what is installed from them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._copy = folder / "copy"
        self._environment = {name: text for name, text in os.environ.items() if not name.startswith(("UV_", "PYTHON"))}
        for name in ("UV_TOOL_DIR", "UV_TOOL_BIN_DIR", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
            self._environment[name] = str(folder / name.lower())
        cache = subprocess.run(["uv", "cache", "dir"], capture_output=True, text=True, check=True).stdout.strip()
        self._environment |= {"UV_CACHE_DIR": cache, "QT_QPA_PLATFORM": "offscreen"}

    def copy(self) -> None:
        """Copies what git would: the sources, without what lies beside them."""
        listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        for name in subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0"):
            if name and (ROOT / name).is_file():
                (self._copy / name).parent.mkdir(parents=True, exist_ok=True)
                (self._copy / name).write_bytes((ROOT / name).read_bytes())

    def _run(self, *command: str | Path) -> str:
        ran = subprocess.run(
            command, cwd=self._folder, env=self._environment, capture_output=True, encoding="utf-8",
            timeout=PATIENCE_S, check=False,
        )  # fmt: skip
        if ran.returncode:
            raise SystemExit(f"{' '.join(map(str, command))} failed:\n{ran.stdout}{ran.stderr}")
        return ran.stdout

    def archives(self) -> list[str]:
        """Builds both; what either lacks of what is shipped."""
        self._run("uv", "build", "--quiet", "--out-dir", self._folder, self._copy)
        [source], [wheel] = self._folder.glob("*.tar.gz"), self._folder.glob("*.whl")
        with tarfile.open(source) as packed:
            in_source = {name.partition("/")[2] for name in packed.getnames()}
        with ZipFile(wheel) as zipped:
            in_wheel = set(zipped.namelist())
        self._wheel = wheel
        return [
            name
            for folder in SHIPPED
            for file in (self._copy / folder).rglob("*")
            if file.is_file() and (name := file.relative_to(self._copy).as_posix())
            if name not in in_source or f"salesdesk/shipped/{name}" not in in_wheel
        ]

    def install(self) -> str:
        """Installs as she would, and tries; what it said last."""
        self._run("uv", "tool", "install", "--python", sys.executable, self._wheel)
        desk, server = (self._folder / "uv_tool_bin_dir" / name for name in ("salesdesk", "salesdesk-server"))
        kinds = [kind["name"] for kind in json.loads(self._run(desk, "--json", "kinds"))]
        self._run(server, "--help")
        self._run(desk, "demo", "--shots", self._folder / "shots")
        return f"{len(kinds)} kinds, {len(list((self._folder / 'shots').glob('*.png')))} pictures"


def main() -> str | None:
    """Builds, installs and tries; what is wrong, or None."""
    with tempfile.TemporaryDirectory(prefix="salesdesk-installed-") as folder:
        built = Built(Path(folder))
        built.copy()
        gone = built.archives()
        if gone:
            return f"The archives lack {', '.join(gone)}"
        sys.stdout.write(f"{built.install()}\n")
    return None


if __name__ == "__main__":
    sys.exit(main())
