"""Names say what a thing is: no file, class or function is called by a word that could be anything."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
PRODUCT: Final = ("organizations", "notifications", "workflows", "petitions", "oversight")
VAGUE: Final = {"told", "tell", "tells", "asked", "then", "lives", "kept", "reach", "words", "said"}
"""Each of these once named several different things."""
CONVENTIONAL: Final = {
    "__init__", "admin", "apps", "forms", "models", "selectors", "services", "tasks", "urls", "views",
}  # fmt: skip
"""Django's words for a kind of file; the folder says of what."""


def sources() -> list[Path]:
    return [
        path
        for floor in PRODUCT
        for path in sorted((ROOT / floor).rglob("*.py"))
        if not {"migrations", "demo"} & set(path.parts)
    ]


def parts(name: str) -> set[str]:
    """`IdentityTold` and `_identity_told` are both made of `identity` and `told`."""
    return {part.lower() for part in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)}


def definitions(path: Path) -> Iterator[str]:
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    yield path.stem
    yield from (n.name for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, kinds))


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_name_is_made_of_a_vague_word(path: Path) -> None:
    assert {name for name in definitions(path) if parts(name) & VAGUE} == set()
