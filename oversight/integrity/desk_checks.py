"""Desks: somebody sits at each, and every piece of open work waits at one."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Count, Exists, F, Func, OuterRef, Q, QuerySet

from organizations.models import Role, Tenure
from oversight.integrity.case_checks import OPEN_CLOCK
from oversight.integrity.check import FaultyCase, Round, named
from workflows.cases.flows import FLOW_OF_RULE
from workflows.models import UNDONE, Clock, DeskTask, Measure, MeasureState
from workflows.models.desk import DeskTaskQuerySet


def nowhere(_round: Round) -> Iterable[FaultyCase]:
    """Neither a person nor a unit's queue."""
    return named(_waiting().filter(_QUEUE_UNKNOWN, owner__isnull=True), "process__case__number")


def unserved(this: Round) -> Iterable[FaultyCase]:
    """In a queue whose unit, or the successor of a closed one, has nobody in that role."""
    queues = _waiting().exclude(_QUEUE_UNKNOWN).filter(owner__isnull=True)
    return named(queues.filter(~Exists(_serving_here(this))), "process__case__number")


def deserted(this: Round) -> Iterable[FaultyCase]:
    """Of somebody who left, or who holds no such post there any more.

    Leaders sit elsewhere; that the one in charge of a case left is another check's business.
    """
    here = _serving_here(this).filter(person=OuterRef("owner"))
    leads = _serving(this).filter(person=OuterRef("owner"))
    in_charge = Q(role=Role.LEADER, owner=F("case__leader"))
    holds = Exists(here) | Q(Exists(leads), role=Role.LEADER) | in_charge
    return named(_waiting().filter(~holds, owner__isnull=False), "process__case__number")


def two_at_once(_round: Round) -> Iterable[FaultyCase]:
    """One piece of work, the case itself or what goes on beside it, on two desks."""
    ways = _waiting().order_by().values("process", "process__case__number")
    return named(ways.annotate(places=Count("pk")).filter(places__gt=1), "process__case__number")


def work_on_no_desk(_round: Round) -> Iterable[FaultyCase]:
    """A limit that has a desk of its own, or a long-term measure, and nobody has it."""
    limits = Clock.objects.filter(state__in=OPEN_CLOCK, rule__key__in=FLOW_OF_RULE)
    at_limit = _waiting().filter(clock=OuterRef("pk"))
    yield from named(limits.filter(~Exists(at_limit)), "case__number")
    at_measure = _waiting().filter(measure=OuterRef("pk"))
    lasting = Measure.objects.filter(~Exists(at_measure), state=MeasureState.LONG_TERM)
    yield from named(lasting, "case__number")


def left_of_ended_work(_round: Round) -> Iterable[FaultyCase]:
    """Beside a case: the limit has stopped or the measure is done, and it is on a desk still."""
    over = Q(measure__isnull=True) & ~Q(clock__state__in=OPEN_CLOCK)
    done = Q(measure__isnull=False) & ~Q(measure__state__in=UNDONE)
    return named(_waiting().beside_cases().filter(over | done), "case__number")


_QUEUE_UNKNOWN = Q(unit__isnull=True) | Q(role="")


def _waiting() -> DeskTaskQuerySet:
    return DeskTask.objects.waiting()


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
