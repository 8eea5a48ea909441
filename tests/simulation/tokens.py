"""The tokens that stand for words that somebody typed: wherever one turns up, it can be told whose it was."""

from __future__ import annotations

import json
import re
from typing import Any

TYPED = re.compile(r"~\d+~")


def tokens(value: Any) -> set[str]:
    """The tokens in anything."""
    return set(TYPED.findall(json.dumps(value, ensure_ascii=False)))
