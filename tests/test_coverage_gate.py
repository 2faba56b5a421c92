"""The gate of coverage fails where it should, and a run with it fails by its exit code."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.config.conftest import ROOT
from tests.coverage_gate import CORE, CORE_TESTS, core_faults, line_faults, together

WHOLE: dict[str, Any] = {
    "executed_lines": [*range(90)], "missing_lines": [],
    "executed_branches": [[1, 2]], "missing_branches": [],
}  # fmt: skip


def measured(**files: dict[str, Any]) -> dict[str, Any]:
    rooms = {room if room.endswith(".py") else f"{room}all.py": WHOLE for room in CORE}
    return rooms | {name.replace("__", "/") + ".py": WHOLE | file for name, file in files.items()}


def report(**file: Any) -> dict[str, Any]:
    meta = {"software": "slipcover", "branch_coverage": True}
    return {"meta": meta, "files": {"workflows/cases/door.py": WHOLE | file}}


def test_enough_passes_the_gate() -> None:
    other = {"missing_lines": [93], "missing_branches": [[1, 3]]}
    files = measured(petitions__cases__case_views=other)
    assert core_faults(files) == line_faults(files) == []


@pytest.mark.parametrize("missing", [{"missing_lines": [90]}, {"missing_branches": [[80, 0]]}])
def test_a_branch_of_the_core_that_nothing_runs_is_named(missing: dict[str, Any]) -> None:
    (fault,) = core_faults(measured(workflows__cases__door=missing))
    assert fault.startswith("workflows/cases/door.py: not run")


def test_too_few_lines_and_rooms_that_are_not_measured_are_named() -> None:
    assert len(line_faults(measured(petitions__views={"missing_lines": [*range(90, 999)]}))) == 1
    assert len(core_faults({})) == len(CORE)
    assert len(line_faults({})) == 1


def test_what_one_process_has_run_is_run() -> None:
    one = report(executed_lines=[1, 2], missing_lines=[3], missing_branches=[[2, 0]])
    other = report(executed_lines=[1, 3], missing_lines=[2], executed_branches=[[2, 0]])
    both = together([one, other])["workflows/cases/door.py"]
    assert (both["executed_lines"], both["missing_lines"]) == ([1, 2, 3], [])
    assert both["missing_branches"] == []
    assert together([]) == {}


def test_the_tests_that_hold_the_core_are_where_they_are_said_to_be() -> None:
    assert all([*(ROOT / room).rglob("test_*.py")] for room in CORE_TESTS)


@pytest.mark.parametrize("processes", ["0", "1"])
def test_a_run_that_leaves_the_core_out_fails(tmp_path: Path, processes: str) -> None:
    (tmp_path / "test_nothing.py").write_text("def test_nothing() -> None:\n    pass\n")
    run = subprocess.run(
        [
            sys.executable, "-m", "pytest", "-q", "-p", "no:django", "-p", "tests.coverage_gate",
            "-o", "addopts=", "-n", processes, tmp_path / "test_nothing.py",
        ],
        cwd=ROOT, env=os.environ.copy(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 1, run.stdout + run.stderr
    assert "COVERAGE workflows/cases/door.py was not measured" in run.stdout
