"""A pytest plugin: a whole run fails where too little of the product was run (ADR 0053).

`bin/test` loads it for a whole run. Each process of pytest-xdist measures what it runs, and the one
that began the run puts it together.
"""

import json
import sys
from collections.abc import Generator, Iterable, Mapping
from typing import Any, Final

import pytest
from slipcover import FileMatcher, ImportManager, Slipcover, merge_coverage

from tests.floors import FLOORS

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

CORE_TESTS: Final = ("tests/workflows", "tests/tipoffs")
"""Whose tests run it: the core is held by its own, not by passers-by."""

LEAST_LINES: Final = 90
"""Per cent of the lines of everything measured, run by whatever test."""

NEVER: Final = 2**31 - 1
"""A probe stays, however often its line is run: taking probes out costs more than they do."""

Coverage = dict[str, Any]
"""Slipcover's report: by file its lines and branches, executed and missing."""


class Measure:
    """What one process runs, and how much of the core its own tests have run."""

    def __init__(self) -> None:
        early = {name for name in sys.modules if name.partition(".")[0] in FLOORS}
        if early:
            raise pytest.UsageError(f"imported before anything is measured: {sorted(early)}")
        self._slipcover = Slipcover(branch=True, d_miss_threshold=NEVER, exclude_also=[r"\.\.\.$"])
        omitted = ["*/migrations/*"]
        ImportManager(self._slipcover, FileMatcher(sources=FLOORS, omit=omitted)).__enter__()
        self.of_core: list[Coverage] = []
        self.of_all: list[Coverage] = []

    def note_core(self) -> None:
        """All tests of the core are through in this process."""
        self.of_core.append(self._slipcover.get_coverage())

    def note_all(self) -> None:
        self.of_all.append(self._slipcover.get_coverage())

    def faults(self) -> list[str]:
        """What falls short in all processes together, a sentence each."""
        return core_faults(together(self.of_core)) + line_faults(together(self.of_all))


MEASURE: Final = pytest.StashKey[Measure]()
FAULTS: Final = pytest.StashKey[list[str]]()


def together(reports: Iterable[Coverage]) -> Mapping[str, Any]:
    """The files of several reports: what one of them has run, is run."""
    found = list(reports)
    for each in found[1:]:
        merge_coverage(found[0], each)
    return found[0]["files"] if found else {}


def core_faults(files: Mapping[str, Any]) -> list[str]:
    found = []
    for path, file in sorted(files.items()):
        lines, branches = file["missing_lines"], file["missing_branches"]
        if path.startswith(CORE) and (lines or branches):
            ways = ", ".join(f"{start}->{end or 'exit'}" for start, end in branches)
            found.append(f"{path}: not run: lines {lines}, branches [{ways}]")
    found += [f"{room} was not measured" for room in CORE if not _has(files, room)]
    return found


def line_faults(files: Mapping[str, Any]) -> list[str]:
    run = sum(len(file["executed_lines"]) for file in files.values())
    lines = run + sum(len(file["missing_lines"]) for file in files.values())
    share = 100 * run / max(lines, 1)
    if share < LEAST_LINES:
        return [f"{share:.1f} % of all lines are run, less than {LEAST_LINES} %"]
    return []


def _has(files: Mapping[str, Any], room: str) -> bool:
    return any(path.startswith(room) for path in files)


def is_of_core(item: pytest.Item) -> bool:
    """Whether it is one of the tests that hold the core."""
    root = item.config.rootpath
    return any(item.path.is_relative_to(root / room) for room in CORE_TESTS)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Before Django's settings are read, and with them the first module of the product."""
    early_config.stash[MEASURE] = Measure()
    return (yield)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of the core first: what others run after them counts for the rest alone."""
    items.sort(key=lambda item: not is_of_core(item))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    result = yield
    if is_of_core(item) and not (nextitem and is_of_core(nextitem)):
        item.config.stash[MEASURE].note_core()
    return result


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process of pytest-xdist hands over what it has run."""
    measure = session.config.stash[MEASURE]
    output: dict[str, str] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        measure.note_all()
        output["measured"] = json.dumps([measure.of_core, measure.of_all])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a process has run; nothing of one that died."""
    if given := getattr(node, "workeroutput", {}).get("measured"):
        of_core, of_all = json.loads(given)
        measure = node.config.stash[MEASURE]
        measure.of_core += of_core
        measure.of_all += of_all


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    result = yield
    config = session.config
    if not hasattr(config, "workerinput"):
        config.stash[MEASURE].note_all()
        found = config.stash[FAULTS] = config.stash[MEASURE].faults()
        session.testsfailed += bool(found)
    return result


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for fault in config.stash.get(FAULTS, []):
        terminalreporter.write_line(f"COVERAGE {fault}", red=True)
