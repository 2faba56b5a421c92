"""What is imported is locked, and the locks are complete."""

import ast
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.config.conftest import ROOT
from tests.floors import FLOORS

LOCKS = ("base", "embedded", "dev", "installer")


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
    asked_for = declared("base") | declared("embedded") | declared("dev")
    assert packages_imported_under("tests") - asked_for == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_of_a_lock_is_pinned_and_hashed_and_names_no_index(lock: str) -> None:
    assert entries(lock)
    assert all("--hash=sha256:" in entry for entry in entries(lock).values())
    assert "://" not in "".join(entries(lock).values())


@pytest.mark.parametrize("lock", ["base", "embedded"])
def test_the_locks_agree_on_every_package_they_share(lock: str) -> None:
    less, dev = entries(lock), entries("dev")
    assert {name: less[name].split()[0] for name in less} == {
        name: dev[name].split()[0] for name in less
    }


def test_production_installs_no_server_and_nothing_of_the_tests() -> None:
    # drf-spectacular writes YAML, allauth asks the provider of an office
    others = declared("embedded") | declared("dev") - {"pyyaml", "requests"}
    assert set(entries("base")) & others == set()


def test_the_set_up_takes_wheels_alone() -> None:
    """A requirement that comes as source alone fails the first `bin/test` after it was added."""
    script = (ROOT / "bin/_setup").read_text().replace("\\\n", "")
    installs = [line for line in script.splitlines() if re.search(r"pip install .*-r", line)]
    assert len(installs) == 3
    assert [line for line in installs if "--only-binary :all:" not in line] == []
    assert "--generate-hashes --only-binary :all:" in (ROOT / "requirements/base.in").read_text()


@pytest.mark.slow
@pytest.mark.parametrize("lock", ["base", "embedded"])
def test_a_folder_of_wheels_is_enough_to_install(lock: str, tmp_path: Path) -> None:
    wheels, target = tmp_path / "wheels", tmp_path / "target"
    only = ["--only-binary", ":all:", "--require-hashes", "-r", f"requirements/{lock}.txt"]
    got = _pip("download", "-q", "-d", str(wheels), *only)
    if got.returncode:
        pytest.skip(f"no registry to fetch wheels from: {got.stderr.splitlines()[-1]}")
    assert {file.suffix for file in wheels.iterdir()} == {".whl"}
    offline = ["--no-index", "--find-links", str(wheels), "--target", str(target)]
    installed = _pip("install", "-q", *offline, *only)
    assert installed.returncode == 0, installed.stderr


def _pip(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
