"""The documents point at things that exist."""

import re
from pathlib import Path

import pytest

from tests.config.conftest import ROOT

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
TOLD = [ROOT / name for name in ("README.md", "README.zh-CN.md", "docs/operations.md")]
SETTING = re.compile(r"^#?([A-Z][A-Z_]+)=", re.MULTILINE)
LARGEST_PICTURE = 300_000
RECIPE = re.compile(r"^### .*\((\d) files?\)\n\n((?:(?:\d\.|  ) .*\n)+)", re.MULTILINE)
NAMED = re.compile(r"`([a-z]\w*/[\w./]+)`")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
INVENTED = re.compile(r"NAME|APP|LANGUAGE")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = LINK.findall(document.read_text())
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_decision_is_in_the_index() -> None:
    pages = {page.name for page in (ROOT / "docs/adr").glob("0*.md")}
    assert set(LINK.findall((ROOT / "docs/adr/README.md").read_text())) == pages


def test_every_promise_names_a_test_that_exists() -> None:
    page = (ROOT / "docs/security.md").read_text()
    promises = page[page.index("## Promises") : page.index("## Not promised")].splitlines()
    rows = [line for line in promises if line.startswith("| ")][1:]
    assert [row for row in rows if not TEST.search(row)] == []
    missing = [
        f"{path}::{name}"
        for path, name in TEST.findall(page)
        if not (ROOT / path).exists() or f"def {name}(" not in (ROOT / path).read_text()
    ]
    assert missing == []


def test_every_setting_that_a_document_names_is_explained() -> None:
    known = set(SETTING.findall((ROOT / ".env.example").read_text()))
    told = {s for document in TOLD for s in SETTING.findall(document.read_text())}
    assert told - known == set()


def test_the_two_readmes_show_the_same_settings_and_pictures() -> None:
    english, chinese = (ROOT / name for name in ("README.md", "README.zh-CN.md"))
    for pattern in (SETTING, re.compile(r"docs/images/[\w-]+\.png"), re.compile(r"(?m)^\| `.*")):
        assert pattern.findall(english.read_text()) == pattern.findall(chinese.read_text())


def test_pictures_are_small_enough_to_clone() -> None:
    pictures = (ROOT / "docs/images").glob("*.png")
    assert [named(p) for p in pictures if p.stat().st_size > LARGEST_PICTURE] == []


def recipes() -> str:
    page = (ROOT / "CONTRIBUTING.md").read_text()
    return page[page.index("## Recipes") : page.index("## Commands and requirements")]


def test_a_recipe_counts_the_files_that_it_lists() -> None:
    found = [
        (int(n), len(re.findall(r"(?m)^\d\.", steps))) for n, steps in RECIPE.findall(recipes())
    ]
    assert [each for each in found if each[0] != each[1]] == []
    assert len(found) == len(re.findall(r"(?m)^### .* files?\)$", recipes())) == 8


def test_the_files_that_a_recipe_names_exist() -> None:
    named = [path for path in NAMED.findall(recipes()) if not INVENTED.search(path)]
    assert len(named) > 30
    assert [path for path in named if not (ROOT / path).exists()] == []
