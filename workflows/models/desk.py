"""Whose desk a case is on: viewflow's process and task rows, in tables of our own."""

from datetime import datetime
from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from viewflow.workflow.models import AbstractProcess, AbstractTask
from viewflow.workflow.status import STATUS

from organizations.models import Role, Unit
from workflows.models.case import Case
from workflows.models.scope import DUE_FUNCTION

WAITING = (STATUS.NEW, STATUS.ASSIGNED)


class CaseProcess(AbstractProcess, models.Model):  # type: ignore[misc]  # viewflow: untyped
    """The way of one case from desk to desk."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="process")

    objects: ClassVar[models.Manager["CaseProcess"]] = models.Manager()

    # What one move knows and the next forgets: its instant, the desks so far, the one it opens.
    moved_at: datetime
    desks: "list[DeskTask]"
    opened: "DeskTask | None" = None

    def __str__(self) -> str:
        return str(self.case)


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
    """A case waiting on a desk: of a unit and a role, and of a person once claimed."""

    process = models.ForeignKey(CaseProcess, models.CASCADE, related_name="tasks")
    case = models.ForeignKey(Case, models.PROTECT, related_name="desk_tasks", null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    since = models.DateTimeField(null=True)
    due_on = models.DateField(null=True, editable=False)
    """The last day of the case's first running duty, written by triggers here and on clocks."""

    objects: ClassVar[models.Manager["DeskTask"]] = models.Manager()

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
                func=f"NEW.due_on := {DUE_FUNCTION}(NEW.case_id); RETURN NEW;",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.role}"
