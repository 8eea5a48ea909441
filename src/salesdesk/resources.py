"""Where the files that ship with the program lie: resources and translations."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_SHIPPED = _PACKAGE / "shipped"
_ROOT = _SHIPPED if _SHIPPED.is_dir() else _PACKAGE.parents[1]


def resource(*parts: str) -> Path:
    """The path of a shipped file or folder below resources/."""
    return _ROOT.joinpath("resources", *parts)


def translations() -> Path:
    """The folder of the gettext catalogues."""
    return _ROOT / "translations"
