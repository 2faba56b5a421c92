"""Whose desk a case is on: viewflow's process and task rows, in tables of our own."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from viewflow.workflow.models import AbstractProcess, AbstractTask
from viewflow.workflow.status import STATUS

from organizations.models import Role, Unit
from workflows.models.case import Case

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


class DeskTask(AbstractTask, models.Model):  # type: ignore[misc]  # viewflow: untyped
    """A case waiting on a desk: of a unit and a role, and of a person once claimed."""

    process = models.ForeignKey(CaseProcess, models.CASCADE, related_name="tasks")
    case = models.ForeignKey(Case, models.PROTECT, related_name="desk_tasks", null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20, choices=Role.choices, blank=True)
    since = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["DeskTask"]] = models.Manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["unit", "role"],
                condition=Q(status__in=["NEW", "ASSIGNED"], unit__isnull=False),
                name="desk_waiting",
            ),
            models.Index(fields=["case", "status"], name="desk_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.role}"
