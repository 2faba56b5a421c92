"""Desks: moving a case, and the work beside it, to the next one."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from django.db.models import Q
from viewflow.workflow.status import STATUS

from organizations.models import Person, Unit
from organizations.prepared_statements import PreparedQuery
from workflows.acts.actors import Actor
from workflows.cases import desk_rows
from workflows.cases.access import posts_of
from workflows.cases.desk_places import DeskPlace
from workflows.cases.desk_rows import Move
from workflows.cases.flows import FLOW_OF_RULE, FLOWS, Desk, DeskFlow, MeasureFlow
from workflows.models import Case, CaseProcess, Clock, DeskTask, Measure, MeasureState
from workflows.models.case_exclusion import shut_out_of
from workflows.models.desk import WAITING

COME_TO: Final = PreparedQuery(
    lambda case: (
        DeskTask.objects.filter(case=case)
        .select_related(
            *("process__clock__unit", "process__measure__unit", "process__measure__doer"),
            *("unit", "owner"),
        )
        .order_by("pk")
    ),
    int,
)
DESKS_OF: Final = PreparedQuery(
    lambda case: (
        DeskTask.objects.filter(case=case)
        .select_related("unit", "owner", "measure", "clock__rule", "clock__measure")
        .order_by("pk")
    ),
    int,
)
STEP_OF: Final = PreparedQuery(
    lambda case: (
        DeskTask.objects.waiting()
        .of_cases()
        .filter(case=case)
        .select_related("process", "unit", "owner")
        .order_by("pk")[:1]
    ),
    int,
)


def begin(case: Case, *, at: datetime) -> DeskTask | None:
    """Open the first desk of a case that was just registered."""
    flow, process = FLOWS[case.kind], _moved(CaseProcess(case=case), case, at)
    return desk_rows.write([_move(flow, process)])[0]


def go_on(case: Case, *, at: datetime) -> DeskTask | None:
    """Open a desk of a case that had come to its end and is open again."""
    ends = DeskTask.objects.filter(process__case=case, flow_task_type="END")
    own = ends.filter(process__clock=None, process__measure=None).select_related("process")
    end = own.order_by("-pk").first()
    if end is None:
        return begin(case, at=at)
    move = _move(FLOWS[case.kind], _moved(end.process, case, at))
    move.after = end
    return desk_rows.write([move])[0]


def follow(case: Case, *, actor: Actor, at: datetime) -> DeskTask | None:
    """Clear the present desk and open the one that the new status asks for."""
    own = (task for task in _open_desks(case, at) if task.is_step_of_case)
    present = next(own, None)
    if present is None:
        return None
    return desk_rows.write([_onward(present, actor)])[0]


def follow_work(
    case: Case, clocks: Iterable[Clock], measure: Measure | None, *, actor: Actor, at: datetime
) -> None:
    """Open, move and end the desks of the work beside the case, as an act left its limits.

    `clocks` are those the act started or stopped, `measure` the one that it was about.
    """
    changed = {clock.pk: clock for clock in clocks if clock.rule.key in FLOW_OF_RULE}
    if not changed and measure is None:
        return
    moves = []
    # What has just begun is on no desk yet.
    begun_before = measure or any(not clock.is_open for clock in changed.values())
    for task in _open_work(case, changed, measure, at) if begun_before else ():
        process = task.process
        process.clock = changed.get(process.clock_id or 0)
        if measure and process.measure_id == measure.pk:
            process.measure = measure
        moves.append(_onward(task, actor, limit=_limit_of(process, changed.values())))
    on_desks = {_subject(move.process) for move in moves}
    new = [c for c in changed.values() if c.is_open and _subject_of(c) not in on_desks]
    moves = [move for move in moves if not _stays(move)]
    desk_rows.write([*moves, *(_begun(case, clock, at) for clock in new)])


def open_work(begun: Iterable[tuple[Case, Clock | Measure, datetime]]) -> None:
    """Open the desks of limits, and of long-term measures, that began at these instants.

    One statement for any number of cases. A limit that is the case's own has no desk here.
    """
    desk_rows.write([_begun(case, each, at) for case, each, at in begun if _has_desk(each)])


def waiting(case: Case) -> DeskTask | None:
    """The desk a case itself waits on now."""
    return STEP_OF.first(case.pk)


def desks_of(case: Case) -> list[DeskTask]:
    """Every desk that a case and the work beside it have come to, oldest first."""
    return DESKS_OF(case.pk)


def redraw(case: Case, *, at: datetime) -> DeskTask | None:
    """Put the open desks where they now belong, as when a leader is appointed at sign-off.

    The case's own desk if it moved, for whoever sits there to be told.
    """
    moved = [task for task in _open_desks(case, at) if _put_in_place(task)]
    return next((task for task in moved if task.is_step_of_case), None)


def pass_on(unit: Unit, successor: Unit) -> None:
    """Let the successor's queue have whatever waits on the desks of a unit that closes."""
    DeskTask.objects.waiting().filter(unit=unit).back_to_queue(successor)


def _put_in_place(task: DeskTask) -> bool:
    before = (task.owner_id, task.unit_id, task.role)
    place = task.flow_task.find_place(task.process)
    owner = place.owner or _worked_here(task.process, place)
    if before == (owner.pk if owner else None, place.unit.pk, place.role):
        return False
    task.unit, task.role, task.owner = place.unit, place.role, owner
    task.status = STATUS.ASSIGNED if owner else STATUS.NEW
    task.save(update_fields=["unit", "role", "owner", "status"])
    return True


def _open_desks(case: Case, at: datetime) -> list[DeskTask]:
    """The desks of a case and of the work beside it, with all that their flows ask when they
    move; one statement.
    """
    found = COME_TO(case.pk)
    for task in found:
        _moved(task.process, case, at)
        task.process.desks = [each for each in found if each.process_id == task.process_id]
    return [task for task in found if task.status in WAITING]


def _open_work(
    case: Case, clocks: Collection[int], measure: Measure | None, at: datetime
) -> list[DeskTask]:
    """The open desks of the work that these limits, or this measure, are about."""
    about = Q(process__clock__in=clocks) | Q(clock__in=clocks)
    if measure:
        about |= Q(measure=measure)
    tasks = DeskTask.objects.waiting().beside_cases().filter(about, case=case)
    found = list(tasks.select_related("process__measure__unit", "process__measure__doer"))
    for task in found:
        _moved(task.process, case, at)
    return found


def _subject(process: CaseProcess) -> tuple[int | None, int | None]:
    return process.clock_id, process.measure_id


def _subject_of(clock: Clock) -> tuple[int | None, int | None]:
    """What the work is about that has this limit: its measure, else the limit itself."""
    return (None, clock.measure_id) if clock.measure_id else (clock.pk, None)


def _has_desk(begun: Clock | Measure) -> bool:
    return isinstance(begun, Measure) or begun.rule.key in FLOW_OF_RULE


def _begun(case: Case, begun: Clock | Measure, at: datetime) -> Move:
    """The work that a limit is the limit of, or a measure without one, on its first desk."""
    if isinstance(begun, Measure):
        return _move(MeasureFlow, _moved(CaseProcess(measure=begun), case, at))
    process = CaseProcess(measure=begun.measure, clock=None if begun.measure else begun)
    return _move(FLOW_OF_RULE[begun.rule.key], _moved(process, case, at), limit=begun)


def _limit_of(process: CaseProcess, clocks: Iterable[Clock]) -> Clock | None:
    """The limit that runs on for this piece of work."""
    own = (c for c in clocks if c.measure_id and c.measure_id == process.measure_id)
    return next((clock for clock in own if clock.is_open), process.clock)


def _moved(process: CaseProcess, case: Case, at: datetime) -> CaseProcess:
    """A process that is about to move at `at`."""
    process.case, process.moved_at, process.desks = case, at, []
    return process


def _onward(task: DeskTask, actor: Actor, limit: Clock | None = None) -> Move:
    """A piece of work leaves its desk, for whichever desk or end comes next."""
    flow, process = task.flow_task.flow_class, task.process
    if _is_given_up(process):
        return Move(flow, process, node=None, done=task)
    task.owner = actor.person or task.owner  # who finishes a desk had it
    move = _move(flow, process, limit=limit)
    move.done, move.done_by = task, task.owner
    return move


def _is_given_up(process: CaseProcess) -> bool:
    """Whether nobody asks for it any more; what was met or verified came to its end."""
    if process.measure:
        return bool(process.measure.state == MeasureState.ENDED)
    return process.clock is not None and process.clock.state == Clock.State.VOID


def _stays(move: Move) -> bool:
    """Whether nothing changes, as when progress is reported on a long-term measure."""
    return move.done is not None and move.node is move.done.flow_task and move.clock is None


def _move(flow: type[DeskFlow], process: CaseProcess, limit: Clock | None = None) -> Move:
    node = flow.instance.node("route").choose(process)
    move = Move(flow, process, node, clock=limit)
    if isinstance(node, Desk):
        move.place = node.find_place(process)
        move.owner = move.place.owner or _worked_here(process, move.place)
    return move


def _worked_here(process: CaseProcess, place: DeskPlace) -> Person | None:
    """Who last worked at this desk of the work and still holds a post that may."""
    there = [t for t in process.desks if (t.unit_id, t.role) == (place.unit.pk, place.role)]
    owners = [t.owner_id for t in there if t.owner_id]
    shut_out = shut_out_of(process.case, owners, at=process.moved_at) if owners else set()
    known = (t.owner for t in reversed(there) if t.owner and t.owner_id not in shut_out)
    return next((person for person in known if _sits(person, place, process.moved_at)), None)


def _sits(person: Person, place: DeskPlace, at: datetime) -> bool:
    held = {(post.unit_id, post.role) for post in posts_of(person, at=at)}
    return (place.unit.pk, place.role) in held
