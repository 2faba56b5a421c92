"""One ledger on its way in: tried, confirmed, taken in by a worker, and what came of it."""

from typing import ClassVar, Final
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from organizations.models import Person, Unit
from petitions.models.handover import HandoverBatch

OPEN_RUN: Final = ("waiting", "running")
"""A worker has it, or is to have it."""


class ImportRun(models.Model):
    """The file until it is taken in, how it is to be read, and the report on each row.

    `report` is an ImportResult as JSON: of the trial, then of the import. `rows_done` of
    `rows_total` are those that become cases; the other figures are final when it is finished.
    """

    class State(models.TextChoices):
        TRIED = "tried", pgettext_lazy("ledger", "Tried, not confirmed")
        WAITING = "waiting", pgettext_lazy("ledger", "Waiting to be taken in")
        RUNNING = "running", pgettext_lazy("ledger", "Being taken in")
        FINISHED = "finished", pgettext_lazy("ledger", "Taken in")
        STOPPED = "stopped", pgettext_lazy("ledger", "Stopped half-way")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="import_runs")
    filename = models.CharField(_("ledger"), max_length=200)
    path = models.CharField(max_length=200, blank=True)
    source = models.CharField(_("handed over by"), max_length=80, blank=True)
    organ = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    batch = models.ForeignKey(HandoverBatch, models.PROTECT, null=True, related_name="+")
    sheets = models.JSONField(default=list)
    all_sheets = models.JSONField(default=list)
    dated_on = models.DateField(_("day of receipt"), null=True)
    state = FSMField(
        _("state"), max_length=10, choices=State.choices, default=State.TRIED, protected=True
    )
    tried_at = models.DateTimeField(_("tried at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    starts = models.PositiveSmallIntegerField(default=0)
    """How often a worker has begun since the last row was done."""
    reason = models.TextField(_("why it stopped"), blank=True)
    rows_done = models.PositiveIntegerField(default=0)
    rows_total = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("matters registered"), default=0)
    updated = models.PositiveIntegerField(_("changes noted"), default=0)
    repeats = models.PositiveIntegerField(_("already taken in before"), default=0)
    refused = models.PositiveIntegerField(_("rows refused"), default=0)
    report = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar = ["-tried_at"]
        verbose_name = _("ledger taken in")
        verbose_name_plural = _("ledgers taken in")
        indexes: ClassVar = [
            models.Index(fields=["person", "-tried_at"], name="import_run_of_person"),
            models.Index(
                fields=["state"],
                name="import_run_open",
                condition=models.Q(state__in=OPEN_RUN),
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_RUN

    @transition("state", source=[State.TRIED, State.STOPPED], target=State.WAITING)
    def confirm(self) -> None:
        """Whoever tried it has seen what will happen."""

    @transition("state", source=[State.WAITING, State.RUNNING], target=State.RUNNING)
    def start(self) -> None:
        """A worker begins, or goes on where a killed one was."""

    @transition("state", source=State.RUNNING, target=State.FINISHED)
    def finish(self) -> None:
        """Every row is a case, a change, known, or refused with a reason."""

    @transition("state", source=State.RUNNING, target=State.STOPPED)
    def stop(self) -> None:
        """It cannot go on by itself; what was taken in stays."""
