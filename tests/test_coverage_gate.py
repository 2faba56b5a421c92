"""The gate of coverage fails where it should, and a run with it fails by its exit code."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.config.conftest import ROOT
from tests.coverage_gate import CORE, faults

FILE: dict[str, Any] = {"missing_lines": [], "missing_branches": []}


def measured(*, covered: int = 90, **files: dict[str, Any]) -> dict[str, Any]:
    rooms = {room if room.endswith(".py") else f"{room}all.py": FILE for room in CORE}
    found = {name.replace("__", "/") + ".py": file for name, file in files.items()}
    return {
        "files": rooms | found,
        "totals": {"covered_lines": covered, "num_statements": 100},
    }


def test_enough_passes_the_gate() -> None:
    assert faults(measured()) == []
    other = {"missing_lines": [3], "missing_branches": [[1, 3]]}
    assert faults(measured(petitions__cases__case_views=other)) == []


@pytest.mark.parametrize(
    "missing",
    [
        {"missing_lines": [90], "missing_branches": []},
        {"missing_lines": [], "missing_branches": [[80, 77]]},
    ],
)
def test_a_branch_of_the_core_that_nothing_runs_is_named(missing: dict[str, Any]) -> None:
    (fault,) = faults(measured(workflows__cases__door=missing))
    assert fault.startswith("workflows/cases/door.py: not run")


def test_too_few_lines_and_rooms_that_are_not_measured_are_named() -> None:
    assert len(faults(measured(covered=89))) == 1
    nothing = measured()
    nothing["files"].clear()
    assert len(faults(nothing)) == len(CORE)


def test_a_run_that_leaves_the_core_out_fails(tmp_path: Path) -> None:
    (tmp_path / "test_nothing.py").write_text("def test_nothing() -> None:\n    pass\n")
    run = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "no:django", "-p", "tests.coverage_gate",
            "-o", "addopts=", "--cov", "--cov-report=", tmp_path / "test_nothing.py",
        ],
        cwd=ROOT, env=os.environ | {"COVERAGE_FILE": str(tmp_path / "data")},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 1, run.stdout + run.stderr
    assert "COVERAGE workflows/cases/door.py" in run.stdout
