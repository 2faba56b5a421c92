"""Desks: somebody sits at each, and a case waits at one."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Count, Exists, Func, OuterRef, Q, QuerySet

from organizations.models import Role, Tenure
from oversight.integrity.check import FaultyCase, Round, named
from workflows.models import DeskTask
from workflows.models.desk import WAITING


def nowhere(_round: Round) -> Iterable[FaultyCase]:
    """Neither a person nor a unit's queue."""
    return named(_waiting().filter(_QUEUE_UNKNOWN, owner__isnull=True), "process__case__number")


def unserved(this: Round) -> Iterable[FaultyCase]:
    """In a queue whose unit, or the successor of a closed one, has nobody in that role."""
    queues = _waiting().exclude(_QUEUE_UNKNOWN).filter(owner__isnull=True)
    return named(queues.filter(~Exists(_serving_here(this))), "process__case__number")


def deserted(this: Round) -> Iterable[FaultyCase]:
    """Of somebody who left, or who holds no such post there any more; leaders sit elsewhere."""
    here = _serving_here(this).filter(person=OuterRef("owner"))
    leads = _serving(this).filter(person=OuterRef("owner"))
    holds = Exists(here) | Q(Exists(leads), role=Role.LEADER)
    return named(_waiting().filter(~holds, owner__isnull=False), "process__case__number")


def two_at_once(_round: Round) -> Iterable[FaultyCase]:
    places = _waiting().order_by().values("process__case__number").annotate(places=Count("pk"))
    return named(places.filter(places__gt=1), "process__case__number")


_QUEUE_UNKNOWN = Q(unit__isnull=True) | Q(role="")


def _waiting() -> QuerySet[DeskTask]:
    return DeskTask.objects.filter(status__in=WAITING)


def _serving(this: Round) -> QuerySet[Tenure]:
    """Who holds a post with the role of the outer query's desk."""
    role = Func(
        OuterRef("role"),
        template="ARRAY[%(expressions)s]::varchar[]",
        output_field=ArrayField(CharField()),
    )
    return Tenure.objects.at(this.at).filter(post__roles__contains=role)


def _serving_here(this: Round) -> QuerySet[Tenure]:
    unit = Q(post__unit=OuterRef("unit"))
    successor = Q(
        post__unit__predecessors=OuterRef("unit"),
        post__unit__predecessors__closed_on__lte=this.today,
    )
    return _serving(this).filter(unit | successor)
