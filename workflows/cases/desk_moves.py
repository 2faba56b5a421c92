"""Desks: moving a case to its next one, claiming, handing over, and what waits where."""

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from viewflow.workflow.status import STATUS

from organizations.bulk_lookup import Among, as_array
from organizations.models import Person, Unit
from organizations.prepared_statements import PreparedQuery
from organizations.selectors import holders
from workflows.acts.act_refusals import NotFound, Refused
from workflows.acts.actors import Actor
from workflows.cases import desk_rows
from workflows.cases.access import READERS, SEE, may, not_shut_out, posts_of, scopes_for
from workflows.cases.case_lists import within
from workflows.cases.desk_places import DeskPlace
from workflows.cases.desk_rows import Move
from workflows.cases.flows import FLOW_OF_RULE, FLOWS, Desk, DeskFlow, MeasureFlow
from workflows.cases.index_bands import Band
from workflows.cases.index_ranges import Count, Order, Phase, Ranges
from workflows.models import Case, CaseProcess, Clock, DeskTask, Measure, MeasureState
from workflows.models.case_exclusion import shut_out_of
from workflows.models.desk import WAITING
from workflows.states import Kind

TOLD: Final = ("case", "unit", "owner", "measure")
NEAREST: Final = Phase("due_on", where=Q(due_on__isnull=False))
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
BY_IDS: Final = PreparedQuery(
    lambda ids: (
        DeskTask.objects.select_related("case__holding_unit", *TOLD)
        .filter(Among("pk", ids))
        .order_by()
    ),
    str,
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
BY_LIMIT: Final[Order] = (NEAREST, Phase("since", where=Q(due_on__isnull=True)))
"""The nearest limit first, then what has no limit and has waited longest."""


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


def claim(task_id: int, person: Person, *, at: datetime) -> DeskTask:
    """Take a case from the unit's queue to one's own desk. Raises `Refused` if taken."""
    with transaction.atomic():
        task = _for_update(task_id, person, at)
        if task.owner_id not in (None, person.pk):
            raise Refused(_("%(person)s has already taken this case.") % {"person": task.owner})
        task.owner, task.status = person, STATUS.ASSIGNED
        task.save(update_fields=["owner", "status"])
    return task


def hand_over(task_id: int, person: Person, to: Person | None, *, at: datetime) -> DeskTask:
    """Give one's desk to a colleague in the same role, or back to the unit's queue."""
    with transaction.atomic():
        task = _for_update(task_id, person, at)
        if to and (to not in colleagues(task, at=at) or not _may_know(task, to, at)):
            raise Refused(_("Choose a colleague who holds the same role in this unit."))
        task.owner, task.status = to, STATUS.ASSIGNED if to else STATUS.NEW
        task.save(update_fields=["owner", "status"])
    return task


def _may_know(task: DeskTask, person: Person, at: datetime) -> bool:
    return task.case is not None and may(Actor.of(person), SEE, task.case, at=at)


def colleagues(task: DeskTask, *, at: datetime) -> QuerySet[Person]:
    return holders(roles=[task.role], unit_ids=[task.unit_id or 0], at=at)


def _for_update(task_id: int, person: Person, at: datetime) -> DeskTask:
    task = DeskTask.objects.select_for_update(of=("self",)).filter(
        _visible_to(person, at), pk=task_id, status__in=WAITING
    )
    found = task.select_related("owner", "case__holding_unit__region").first()
    if found is None or found.case is None:
        raise NotFound
    if not may(Actor.of(person), SEE, found.case, at=at):
        raise NotFound
    return found


def _visible_to(person: Person, at: datetime) -> Q:
    """Desks of the person's own units and roles, or his own by name."""
    reach = Q(owner=person)
    for post in posts_of(person, at=at):
        reach |= Q(unit_id=post.unit_id, role=post.role)
    return reach


def inbox(person: Person, *, at: datetime) -> QuerySet[DeskTask]:
    """What waits for this person: his own desk and his units' queues, what colleagues took too."""
    tasks = _seen(*_sight(person, at)).filter(_visible_to(person, at))
    return tasks.select_related(*TOLD).order_by("since")


def own(person: Person, *, at: datetime) -> Ranges:
    """What waits on this person's own desk."""
    return _own(person.pk, *_sight(person, at))


def own_and_queues(person: Person, *, at: datetime) -> Ranges:
    """Two parts: his own desk, and the queues of his units, of what nobody has taken."""
    places = {(post.unit_id, post.role) for post in posts_of(person, at=at)}
    return _own_and_queues(person.pk, tuple(sorted(places)), *_sight(person, at))


@lru_cache(READERS)
def _own(person_id: int, scopes: tuple[str, ...], shown: Q) -> Ranges:
    return Ranges(DeskTask, [Band(_seen(scopes, shown).filter(owner=person_id))], BY_LIMIT)


@lru_cache(READERS)
def _own_and_queues(
    person_id: int, places: tuple[tuple[int, str], ...], scopes: tuple[str, ...], shown: Q
) -> Ranges:
    free = Band.of(_seen(scopes, shown).filter(owner=None), ("unit_id", "role"), places)
    return Ranges(DeskTask, [*_own(person_id, scopes, shown).parts, free], BY_LIMIT)


def cases_in_turn(person: Person, *, at: datetime, limit: int) -> list[Case]:
    """The cases on a person's own desk, then those that nobody has taken yet, each once."""
    rows = own_and_queues(person, at=at).heads(limit)
    waiting = tasks([pk for ids in rows for pk in ids])
    return list({task.case_id: task.case for task in waiting if task.case}.values())


def waiting_count(person: Person, *, at: datetime, limit: int) -> Count:
    """How much waits for this person, counted as far as `limit`."""
    return own_and_queues(person, at=at).count(limit)


def tasks(ids: Collection[int]) -> list[DeskTask]:
    """The tasks with the ids, in their order."""
    found = {task.pk: task for task in BY_IDS(as_array(ids))} if ids else {}
    return [found[pk] for pk in ids if pk in found]


def _sight(person: Person, at: datetime) -> tuple[tuple[str, ...], Q]:
    """The scopes of all cases that this person may see, and the condition on what they hold."""
    scopes = [each for kind in Kind for each in scopes_for(person, at=at, kind=kind)]
    return tuple(scopes), not_shut_out(person, at=at, case="case_id")


def _seen(scopes: tuple[str, ...], shown: Q) -> QuerySet[DeskTask]:
    """Waiting desks of cases in sight."""
    return DeskTask.objects.filter(within(scopes), shown, status__in=WAITING)
