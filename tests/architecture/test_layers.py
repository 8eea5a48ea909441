"""What holds of the sources as a whole: where imports point, what is said of each module, what is committed."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "src").rglob("*.py"))
LONGEST_FILE = 350

MACHINE_PATH = re.compile(r"(?<![\w./:-])(/(home|Users|root|work|farm|opt|tmp)/\w|[A-Z]:\\{1,2}Users\\)")
REGISTRY = re.compile(
    r"\bpypi\.(org|python\.org)|pythonhosted\.org|anaconda\.org|npmjs\.(org|com)|yarnpkg\.com|crates\.io|"
    r"proxy\.golang\.org|rubygems\.org|--(extra-)?index-url",
    re.IGNORECASE,
)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _public_classes(tree: ast.Module) -> Iterator[ast.ClassDef]:
    return (node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))


def _committed() -> list[Path]:
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(listing, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git working tree")
    return [path for name in names.split("\0") if name and (path := ROOT / name).is_file()]


def test_imports_point_downward(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    kept = lint_imports(config_filename="pyproject.toml", no_cache=True, no_logo=True) == 0
    assert kept, capsys.readouterr().out


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_each_module_and_public_class_says_what_it_is(module: Path) -> None:
    tree = ast.parse(module.read_bytes())
    assert ast.get_docstring(tree), "the module has no docstring"
    assert [node.name for node in _public_classes(tree) if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_a_file_is_short_enough_to_be_one_thing(module: Path) -> None:
    length = len(module.read_text("utf-8").splitlines())
    assert length <= LONGEST_FILE


def test_no_committed_file_names_a_machines_path_or_a_package_registry() -> None:
    named = []
    for path in _committed():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        lines = enumerate(text.splitlines(), start=1)
        named += [f"{_name(path)}:{n}" for n, line in lines if MACHINE_PATH.search(line) or REGISTRY.search(line)]
    assert named == []
