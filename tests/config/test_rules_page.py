"""docs/rules.md: each rule points at an article, a value, a function and a test that exist."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from pathlib import Path
from pkgutil import resolve_name

import pytest

from tests.config.conftest import ROOT
from workflows.counting.rule_catalogue import rules

PAGE = ROOT / "docs/rules.md"
HEADING = "| rule | article | value | decided by | test |"
VALUE = re.compile(r"`([^`]+)` `([^`]+)`")
LEAST_RULES = 40


@dataclass(frozen=True)
class Line:
    """One line of the tables, as written."""

    rule: str
    article: str
    value: str
    decided_by: str
    test: str


def lines(page: str) -> Iterator[Line]:
    """The lines of every table of rules on the page."""
    inside = False
    for line in page.splitlines():
        inside = line == HEADING or (inside and line.startswith("|"))
        if inside and line != HEADING and not line.startswith("|---"):
            yield Line(*(cell.strip() for cell in line.strip("|").split("|")))


LINES = list(lines(PAGE.read_text()))


def fault(line: Line) -> str:
    """What is wrong with the line, or ""."""
    value = VALUE.fullmatch(line.value)
    if not any(map(str.isalnum, line.article)):
        return "no article"
    if not value or not (ROOT / value[1]).is_file():
        return "no file with the value"
    if not re.search(rf"\b{re.escape(value[2])}\b", (ROOT / value[1]).read_text()):
        return "the name is not in the file"
    if not _is_importable(line.decided_by.strip("`")):
        return "no such function"
    path, _, name = line.test.strip("`").partition("::")
    return "" if name in _tests_of(ROOT / path) else "no such test"


def _is_importable(path: str) -> bool:
    try:
        return callable(resolve_name(path))
    except (ImportError, AttributeError, ValueError):
        return False


@cache
def _tests_of(path: Path) -> frozenset[str]:
    if not path.is_file():
        return frozenset()
    body = ast.parse(path.read_text()).body
    return frozenset(each.name for each in body if isinstance(each, ast.FunctionDef))


@pytest.mark.parametrize("line", LINES, ids=attrgetter("rule"))
def test_a_rule_points_at_what_exists(line: Line) -> None:
    assert fault(line) == ""


def test_every_limit_in_force_is_on_the_page() -> None:
    named = {name for line in LINES for _file, name in VALUE.findall(line.value)}
    assert {rule.key for rule in rules() if rule.on} - named == set()
    assert len(LINES) >= LEAST_RULES


@pytest.mark.parametrize(
    ("cell", "wrong", "said"),
    [
        ("article", "—", "no article"),
        ("value", "`workflows/gone.py` `x`", "no file with the value"),
        ("value", "`workflows/states.py` `gone_for_good`", "the name is not in the file"),
        ("decided_by", "`workflows.petition.guards.gone`", "no such function"),
        ("test", "`tests/workflows/test_door.py::test_gone`", "no such test"),
    ],
)
def test_a_line_that_has_drifted_is_found(cell: str, wrong: str, said: str) -> None:
    assert fault(Line(**{**vars(LINES[0]), cell: wrong})) == said


def test_the_numbers_that_the_code_cites_stand_on_the_page() -> None:
    known = set(re.findall(r"\*\*(C\d+)\*\*", PAGE.read_text()))
    cited = {
        number
        for app in ("workflows", "petitions", "oversight", "docs/adr")
        for path in (ROOT / app).rglob("*.[pm][yd]")
        for number in re.findall(r"rules\.md[^)\n]*?\b(C\d+)\b", path.read_text())
    }
    assert cited
    assert cited - known == set()
