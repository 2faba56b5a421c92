"""What waits for a person: his desk and the queues of his units, taken and handed on."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from viewflow.workflow.status import STATUS

from organizations.bulk_lookup import Among, as_array
from organizations.models import Person
from organizations.prepared_statements import PreparedQuery
from organizations.selectors import holders
from workflows.acts.act_refusals import NotFound, Refused
from workflows.acts.actors import Actor
from workflows.cases.access import READERS, SEE, may, not_shut_out, posts_of, scopes_for
from workflows.cases.case_lists import within
from workflows.cases.index_bands import Band
from workflows.cases.index_ranges import Count, Order, Phase, Ranges
from workflows.models import Case, DeskTask
from workflows.models.desk import WAITING
from workflows.states import Kind

TOLD: Final = ("case", "unit", "owner", "measure")
NEAREST: Final = Phase("due_on", where=Q(due_on__isnull=False))
BY_IDS: Final = PreparedQuery(
    lambda ids: (
        DeskTask.objects.select_related("case__holding_unit", *TOLD)
        .filter(Among("pk", ids))
        .order_by()
    ),
    str,
)
BY_LIMIT: Final[Order] = (NEAREST, Phase("since", where=Q(due_on__isnull=True)))
"""The nearest limit first, then what has no limit and has waited longest."""


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
