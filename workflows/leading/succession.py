"""A leader leaves his post: his open cases go to whoever holds it after him (包案交接)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Exists, OuterRef, QuerySet

from organizations.models import Person, Role, Tenure
from workflows.acts.act_refusals import Refused
from workflows.acts.actors import TIMER, Actor
from workflows.cases import access, door
from workflows.models import Case
from workflows.states import OPEN_PETITION

HAND_ON: Final = "pass_leadership"
AS_LEADER: Final[dict[str, Any]] = {"post__roles__contains": [Role.LEADER]}
GRACE: Final = timedelta(days=7)
"""How long a coordinator has before the timer passes the cases on; this office's own figure."""


@dataclass(frozen=True, slots=True)
class Departed:
    """A leader without a leading post, his successor in it, and the open cases he left."""

    leader: Person
    successor: Person
    since: datetime
    cases: tuple[int, ...]


def departed(person: Person, *, at: datetime) -> list[Departed]:
    """Who left open cases that this coordinator may pass on, in order of leaving."""
    return _departed(access.cases_for(person, at=at, permission=HAND_ON), at)


def pass_on(leaving: Departed, person: Person, *, at: datetime) -> tuple[int, list[str]]:
    """Pass every case on: how many went, and what the door said to the others."""
    return _pass(leaving, Actor.of(person), at)


def pass_on_overdue(at: datetime) -> int:
    """What no coordinator has passed on in time the timer passes; how many cases went."""
    late = [each for each in _departed(Case.objects.all(), at) if each.since + GRACE <= at]
    return sum(_pass(each, TIMER, at)[0] for each in late)


def _departed(cases: QuerySet[Case], at: datetime) -> list[Departed]:
    left = _left_behind(cases, at)
    last = Tenure.objects.filter(person__in=left, until__lte=at, **AS_LEADER)
    ended = last.select_related("person").order_by("person_id", "-until", "-pk")
    tenures = list(ended.distinct("person_id"))
    held = Tenure.objects.at(at).filter(post__in=[t.post_id for t in tenures], **AS_LEADER)
    heirs = {t.post_id: t.person for t in held.select_related("person").order_by("-since", "-pk")}
    found = (
        Departed(t.person, heirs[t.post_id], t.until, tuple(left[t.person_id]))
        for t in tenures
        if t.until and t.post_id in heirs
    )
    return sorted(found, key=lambda each: (each.since, each.leader.pk))


def _left_behind(cases: QuerySet[Case], at: datetime) -> dict[int, list[int]]:
    """Each leader without a leading post → the open cases under him."""
    leads = Tenure.objects.at(at).filter(person=OuterRef("leader"), **AS_LEADER)
    orphaned = cases.filter(~Exists(leads), status__in=OPEN_PETITION, leader__isnull=False)
    left: dict[int, list[int]] = defaultdict(list)
    for pk, leader in orphaned.order_by("pk").values_list("pk", "leader_id"):
        if leader is not None:
            left[leader].append(pk)
    return left


def _pass(leaving: Departed, actor: Actor, at: datetime) -> tuple[int, list[str]]:
    refused = []
    for pk in leaving.cases:
        try:
            door.perform(pk, HAND_ON, actor=actor, at=at, leader=leaving.successor.pk)
        except Refused as refusal:
            refused.append(refusal.message)
    return len(leaving.cases) - len(refused), refused
