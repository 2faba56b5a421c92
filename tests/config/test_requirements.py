"""What is imported is locked, and the locks are complete."""

import ast
import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.config.conftest import ROOT
from tests.floors import FLOORS

LOCKS = ("base", "dev", "installer")


def entries(lock: str) -> dict[str, str]:
    """Each package of a lock with its whole entry."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    parts = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    return {part.partition("==")[0]: part for part in parts if "==" in part}


def declared(source: str) -> set[str]:
    text = (ROOT / "requirements" / f"{source}.in").read_text()
    return {name.lower() for name in re.findall(r"^([A-Za-z0-9-]+)", text, flags=re.MULTILINE)}


def imported(file: Path) -> set[str]:
    tree = ast.parse(file.read_text())
    names = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    names |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names}


def packages_imported_under(*folders: str) -> set[str]:
    files = [file for folder in folders for file in (ROOT / folder).rglob("*.py")]
    known = packages_distributions()
    modules = set().union(*map(imported, files))
    return {known[module][0].lower().replace("_", "-") for module in modules if module in known}


def test_every_package_that_is_imported_is_asked_for_in_base() -> None:
    assert packages_imported_under(*FLOORS, "config", "benchmarks") - declared("base") == set()


def test_every_package_that_tests_import_is_asked_for() -> None:
    assert packages_imported_under("tests") - declared("base") - declared("dev") == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_pinned_and_hashed_and_names_no_index(lock: str) -> None:
    assert entries(lock)
    assert all("--hash=sha256:" in entry for entry in entries(lock).values())
    assert "://" not in "".join(entries(lock).values())


def test_the_locks_agree_on_every_package_they_share() -> None:
    base, dev = entries("base"), entries("dev")
    assert {name: base[name].split()[0] for name in base} == {
        name: dev[name].split()[0] for name in base
    }
