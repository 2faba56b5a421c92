"""Whose desk a piece of work is on: viewflow's process and task rows, in tables of our own."""

from datetime import datetime
from typing import ClassVar, Final, Self

import pgtrigger
from django.db import models
from django.db.models import Q
from viewflow.workflow.models import AbstractProcess, AbstractTask
from viewflow.workflow.status import STATUS

from organizations.models import Role, Unit
from workflows.models.case import Case
from workflows.models.case_scope import PUT_ON_DESKS
from workflows.models.clock import Clock
from workflows.models.measure import Measure

WAITING = (STATUS.NEW, STATUS.ASSIGNED)
OWN: Final = Q(clock__isnull=True, measure__isnull=True)
"""Of the case's own way, and not of work beside it."""


class CaseProcess(AbstractProcess, models.Model):  # type: ignore[misc]  # viewflow: untyped
    """The way of one piece of work from desk to desk.

    Without `clock` and `measure` it is the case itself; else the measure, or what the limit of
    that clock runs for: an assisting unit's part, a reply that is owed.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="processes")
    clock = models.OneToOneField(Clock, models.PROTECT, null=True, related_name="process")
    measure = models.OneToOneField(Measure, models.PROTECT, null=True, related_name="process")

    objects: ClassVar[models.Manager["CaseProcess"]] = models.Manager()

    # What one move knows and the next forgets: its instant, and the desks so far.
    moved_at: datetime
    desks: "list[DeskTask]"

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=OWN, name="way_of_case_once"),
            models.CheckConstraint(
                name="process_of_one_subject",
                condition=Q(clock__isnull=True) | Q(measure__isnull=True),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="limit_taken_over",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="fresh"),  # type: ignore[no-untyped-call]
                declare=[("changed", "bigint[]")],
                func=f"""
                    changed := ARRAY(SELECT case_id FROM fresh WHERE clock_id IS NOT NULL);
                    {PUT_ON_DESKS}
                    RETURN NULL;
                """,  # noqa: S608  # names of our own
            )
        ]

    def __str__(self) -> str:
        return str(self.case)


class DeskTaskQuerySet(models.QuerySet["DeskTask"]):
    def waiting(self) -> Self:
        """What nobody has finished yet."""
        return self.filter(status__in=WAITING)

    def of_cases(self) -> Self:
        """The steps of cases themselves, without the work beside them."""
        return self.filter(OWN)

    def beside_cases(self) -> Self:
        """The work beside the cases: parts, measures, replies, notices."""
        return self.exclude(OWN)

    def back_to_queue(self, unit: Unit) -> int:
        """Put open tasks in the queue of a unit; how many there were."""
        return self.update(unit=unit, owner=None, status=STATUS.NEW)


def _ordered(name: str, whose: list[str], condition: Q) -> tuple[models.Index, models.Index]:
    """Indexes of what waits: by its limit, and by its age what has none."""
    waits = condition & Q(status__in=WAITING)
    return (
        models.Index(
            fields=[*whose, "due_on", "id"],
            condition=waits & Q(due_on__isnull=False),
            name=f"desk_{name}_due",
        ),
        models.Index(
            fields=[*whose, "since", "id"],
            condition=waits & Q(due_on__isnull=True),
            name=f"desk_{name}_since",
        ),
    )


class DeskTask(AbstractTask, models.Model):  # type: ignore[misc]  # viewflow: untyped
    """A piece of work waiting on a desk: of a unit and a role, and of a person once claimed.

    `clock` is its limit where it has one of its own; the case's own step goes by the limits of
    the case.
    """

    process = models.ForeignKey(CaseProcess, models.CASCADE, related_name="tasks")
    case = models.ForeignKey(Case, models.PROTECT, related_name="desk_tasks", null=True)
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="desk_tasks", null=True)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="desk_tasks", null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    since = models.DateTimeField(null=True)
    due_on = models.DateField(null=True, editable=False)
    """The last day of the limit that it goes by while it waits, written by triggers alone.

    Work beside the case goes by its own limit, a long-term measure by none; the case's own step
    by the first running duty of the case that no work beside it has.
    """

    left: "DeskTask | None" = None
    """The desk from which the work has just come here."""

    objects = DeskTaskQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            *_ordered("queue", ["unit", "role"], Q(owner__isnull=True)),
            *_ordered("own", ["owner"], Q(owner__isnull=False)),
            models.Index(fields=["case", "status"], name="desk_of_case"),
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="due_on_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__status__in=WAITING),
                func="""
                    NEW.due_on := workflows_desk_due(NEW.case_id, NEW.clock_id, NEW.measure_id);
                    RETURN NEW;
                """,  # names of our own
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.role}"

    @property
    def label(self) -> str:
        """What is to be done, with the number of the measure where it is about one."""
        words = str(self.flow_task.task_title)
        return self.measure.numbered(words) if self.measure else words

    @property
    def is_step_of_case(self) -> bool:
        """Whether it is the case's own next step, and not work beside it."""
        return self.clock_id is None and self.measure_id is None
