"""A pytest plugin: a run that measured all it runs fails where too little of the product was run.

`bin/test` loads it for a whole run. It reads what pytest-cov has put together from all processes.
"""

import json
import tempfile
from collections.abc import Generator, Mapping
from pathlib import Path
from typing import Any, Final

import pytest
from coverage import Coverage

CORE: Final = (
    "workflows/states.py",
    "workflows/counting/",
    "workflows/clocks/",
    "workflows/cases/access.py",
    "workflows/cases/act_admission.py",
    "workflows/cases/act_writing.py",
    "workflows/cases/door.py",
    "workflows/acts/",
)
"""States, clocks, access, the door and the acts: every branch is run."""

LEAST_LINES: Final = 90
"""Per cent of the lines of everything measured."""

FAULTS: Final = pytest.StashKey[list[str]]()


def faults(measured: Mapping[str, Any]) -> list[str]:
    """What falls short in coverage's report as JSON, a sentence each."""
    found = []
    for path, file in sorted(measured["files"].items()):
        lines, branches = file["missing_lines"], file.get("missing_branches", [])
        if path.startswith(CORE) and (lines or branches):
            ways = ", ".join(f"{start}->{end}" for start, end in branches)
            found.append(f"{path}: not run: lines {lines}, branches [{ways}]")
    totals = measured["totals"]
    share = 100 * totals["covered_lines"] / max(totals["num_statements"], 1)
    if share < LEAST_LINES:
        found.append(f"{share:.1f} % of all lines are run, less than {LEAST_LINES} %")
    found += [f"{room} was not measured" for room in CORE if not _has(measured["files"], room)]
    return found


def _has(files: Mapping[str, Any], room: str) -> bool:
    return any(path.startswith(room) for path in files)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Outside of pytest-cov, which puts the data of all processes together as it leaves."""
    result = yield
    if not hasattr(session.config, "workerinput"):
        found = faults(_measured())
        session.config.stash[FAULTS] = found
        session.testsfailed += bool(found)
    return result


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for fault in config.stash.get(FAULTS, []):
        terminalreporter.write_line(f"COVERAGE {fault}", red=True)


def _measured() -> Mapping[str, Any]:
    coverage = Coverage()
    coverage.load()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "coverage.json"
        coverage.json_report(outfile=str(path))
        return dict(json.loads(path.read_text()))
