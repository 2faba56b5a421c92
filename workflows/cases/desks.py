"""Desks: moving a case to its next one, claiming, handing over, and what waits where."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from viewflow.workflow.status import STATUS

from organizations.models import Person
from organizations.selectors import holders
from workflows.acts.act_refusals import NotFound, Refused
from workflows.acts.actors import Actor
from workflows.cases.access import SEE, may, not_shut_out, posts_of, scopes_for
from workflows.cases.case_lists import within
from workflows.cases.flows import FLOWS
from workflows.cases.index_ranges import Count, Order, Phase, Ranges
from workflows.models import Case, CaseProcess, DeskTask
from workflows.models.desk import WAITING
from workflows.states import Kind

NEAREST: Final = Phase("due_on", where=Q(due_on__isnull=False))
BY_LIMIT: Final[Order] = (NEAREST, Phase("since", where=Q(due_on__isnull=True)))
"""The nearest limit first, then what has no limit and has waited longest."""


def begin(case: Case, *, at: datetime) -> DeskTask | None:
    """Open the first desk of a case that was just registered."""
    process: CaseProcess = FLOWS[case.kind].start.run(case=case, at=at)
    return process.opened


def follow(case: Case, *, actor: Actor, at: datetime) -> DeskTask | None:
    """Clear the present desk and open the one that the new status asks for."""
    present = _at_desk(case, at)
    if present is None:
        return None
    activation = present.flow_task.activation_class(present)
    # Who finishes a desk had it; claimed and finished in one, it is saved once.
    present.status, present.owner = STATUS.ASSIGNED, actor.person or present.owner
    activation.start(None)
    activation.execute()
    return present.process.opened


def hide_the_hour(case: Case, *, at: datetime) -> None:
    """Put viewflow's own stamps of a case that was just registered at `at` as well."""
    CaseProcess.objects.filter(case=case).update(created=at)
    tasks = DeskTask.objects.filter(process__case=case)
    tasks.update(created=at)
    tasks.filter(finished__isnull=False).update(started=at, finished=at)


def waiting(case: Case) -> DeskTask | None:
    """The desk a case waits on now."""
    tasks = DeskTask.objects.filter(case=case, status__in=WAITING)
    return tasks.select_related("process", "unit", "owner").first()


def _at_desk(case: Case, at: datetime) -> DeskTask | None:
    """The desk a case waits on now, with all that its flow asks when it moves; one statement."""
    desks = list(
        DeskTask.objects.filter(case=case).select_related("process", "unit", "owner").order_by("pk")
    )
    present = next((task for task in desks if task.status in WAITING), None)
    if present:
        process = present.process
        process.case, process.moved_at, process.desks = case, at, desks
    return present


def redraw(case: Case, *, at: datetime) -> DeskTask | None:
    """Put the open desk where it now belongs, as when a leader is appointed at sign-off."""
    task = _at_desk(case, at)
    if task is None:
        return None
    before = (task.owner_id, task.unit_id)
    activation = task.flow_task.activation_class(task)
    owner = task.flow_task.calc_owner(activation)
    task.owner, task.status = owner, STATUS.ASSIGNED if owner else STATUS.NEW
    task.save()
    return task if (task.owner_id, task.unit_id) != before else None


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
    tasks = _seen(person, at).filter(_visible_to(person, at))
    return tasks.select_related("case", "unit", "owner").order_by("since")


def own(person: Person, *, at: datetime) -> Ranges:
    """What waits on this person's own desk."""
    return Ranges(DeskTask, [_seen(person, at).filter(owner=person)], BY_LIMIT)


def queues(person: Person, *, at: datetime) -> Ranges:
    """What waits in the queues of this person's units and nobody has taken."""
    free = _seen(person, at).filter(owner__isnull=True)
    places = {(post.unit_id, post.role) for post in posts_of(person, at=at)}
    return Ranges(
        DeskTask, [free.filter(unit_id=unit, role=role) for unit, role in sorted(places)], BY_LIMIT
    )


def own_and_queues(person: Person, *, at: datetime) -> Ranges:
    """Both, in one list."""
    both = (own(person, at=at), queues(person, at=at))
    return Ranges(DeskTask, [part for each in both for part in each.parts], BY_LIMIT)


def waiting_count(person: Person, *, at: datetime, limit: int) -> Count:
    """How much waits for this person, counted as far as `limit`."""
    return replace(own_and_queues(person, at=at), window=limit).count()


def tasks(ids: Collection[int]) -> list[DeskTask]:
    """The tasks with the ids, in their order."""
    related = DeskTask.objects.select_related("case__holding_unit", "unit", "owner")
    found = related.in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


def _seen(person: Person, at: datetime) -> QuerySet[DeskTask]:
    """Waiting desks of cases that this person may see."""
    scopes = [each for kind in Kind for each in scopes_for(person, at=at, kind=kind)]
    shown = not_shut_out(person, at=at, case="case_id")
    return DeskTask.objects.filter(within(scopes), shown, status__in=WAITING)
