"""The floors of the house, as the contract of import-linter names them."""

import tomllib
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
PROJECT: Final[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text())
_CONTRACTS: Final = PROJECT["tool"]["importlinter"]["contracts"]

FLOORS: Final[tuple[str, ...]] = tuple(
    next(c["layers"] for c in _CONTRACTS if c["name"].startswith("A floor imports only"))
)
"""From the top to the bottom."""


def is_above(one: str, other: str) -> bool:
    """Whether one floor stands above the other; what is no floor stands above nothing."""
    return one in FLOORS and FLOORS.index(one) < FLOORS.index(other)
