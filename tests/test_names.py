"""Names say what a thing is: no vague word is part of one, and no file is another's namesake."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.floors import FLOORS, ROOT

VAGUE: Final = {"told", "tell", "tells", "asked", "then", "lives", "kept", "reach", "words", "said"}
"""Each of these once named several different things."""
CONVENTIONAL: Final = {
    *("__init__", "admin", "apps", "forms", "models", "selectors"),
    *("navigation", "services", "tasks", "urls", "views", "visibility"),
}
"""Words for a kind of file; the folder says of what."""
NAMED_BY_THE_OUTSIDE: Final = {"commands", "kinds", "api"}
"""Folders whose files are called as a command, a report or an address is."""
TWO_LAWS: Final = {"petition", "tipoff"}
"""The acts of the two machines stand side by side, stage by stage."""


def sources() -> list[Path]:
    return [
        path
        for floor in FLOORS
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


def test_a_file_is_known_by_its_name_alone() -> None:
    own = NAMED_BY_THE_OUTSIDE | TWO_LAWS
    named = [path.stem for path in sources() if path.parent.name not in own]
    assert {n for n, count in Counter(named).items() if count > 1} <= CONVENTIONAL


NAMED: Final = re.compile(rf"`((?:{'|'.join(FLOORS)})(?:\.\w+)+)[`(]")
"""A module, or something in one, as prose names it."""


def stands(dotted: str) -> bool:
    """Whether `dotted` is a module, or its longest module holds the next name."""
    parts = dotted.split(".")
    for count in range(len(parts), 1, -1):
        path = ROOT.joinpath(*parts[:count])
        for module in (path.with_suffix(".py"), path / "__init__.py"):
            if module.exists():
                return count == len(parts) or parts[count] in module.read_text(encoding="utf-8")
    return False


@pytest.mark.parametrize("floor", FLOORS)
def test_what_prose_names_is_there(floor: str) -> None:
    sentences = ((p, p.read_text(encoding="utf-8")) for p in (ROOT / floor).rglob("*.py"))
    gone = {
        (path.name, dotted)
        for path, text in sentences
        if "migrations" not in path.parts
        for dotted in NAMED.findall(text)
        if not stands(dotted)
    }
    assert gone == set()
