"""The way that a case took from desk to desk, and the desks that are still ahead of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from workflows.cases.flows import FLOWS, Desk
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, DeskTask
from workflows.models.desk import WAITING

DONE: Final = "done"
NOW: Final = "now"
AHEAD: Final = "ahead"


@dataclass(frozen=True, slots=True)
class Stop:
    """A desk on the way: passed, where the case is now, or ahead; with its unit and its days."""

    title: str
    state: str
    unit: str = ""
    since: date | None = None
    until: date | None = None


def way_of(case: Case, steps: Sequence[DeskTask]) -> tuple[Stop, ...]:
    """The stops of a case, first to last; `steps` are the desks of its own way, oldest first.

    What is ahead is the ordinary way: a desk that few cases come to is shown once it is reached.
    """
    return (*_taken(case, steps), *_ahead(case, steps))


def _taken(case: Case, steps: Sequence[DeskTask]) -> Iterator[Stop]:
    start = FLOWS[case.kind].instance.node("start")
    yield Stop(str(start.task_title), DONE, str(case.intake_unit), case.received_on)
    for task in steps:
        yield Stop(
            title=str(task.flow_task.task_title),
            state=NOW if task.status in WAITING else DONE,
            unit=str(task.unit or ""),
            since=legal_date(task.since) if task.since else None,
            until=legal_date(task.finished) if task.finished else None,
        )
    if not case.is_open:
        over = legal_date(case.finished_at) if case.finished_at else None
        yield Stop(case.get_status_display(), DONE, since=over)


def _ahead(case: Case, steps: Sequence[DeskTask]) -> Iterator[Stop]:
    if not case.is_open:
        return
    nodes = FLOWS[case.kind].instance.node("route").desks
    here = next((task.flow_task for task in steps if task.status in WAITING), None)
    behind = nodes.index(here) + 1 if here in nodes else 0
    for node in nodes[behind:]:
        if isinstance(node, Desk) and not node.is_detour:
            yield Stop(str(node.task_title), AHEAD)
    yield Stop(str(FLOWS[case.kind].instance.node("end").task_title), AHEAD)
