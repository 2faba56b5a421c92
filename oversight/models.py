"""What was found by the nightly checks and by the daily reconciliation of transfers."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Unit
from workflows.models import Case

APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)


class CheckRun(models.Model):
    """One run of every check: `found` holds its outcome as `check_integrity --json` prints it."""

    at = models.DateTimeField(_("run at"))
    ok = models.BooleanField(_("nothing found"))
    found = models.JSONField(_("found"))

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("run of the nightly checks")
        verbose_name_plural = _("runs of the nightly checks")
        indexes: ClassVar = [models.Index(fields=["-at"], name="check_run_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.ok}"


class Finding(models.Model):
    """One fault of a run: a case, or what else was found, with what the check knows of it.

    `case` is null where the fault is of no case; `name` is its number or its own name.
    """

    run = models.ForeignKey(CheckRun, models.CASCADE, related_name="findings")
    check_name = models.CharField(max_length=40)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        return f"{self.check_name} {self.name}"


class Reconciliation(models.Model):
    """One day's comparison of what units sent with what the others received. Never changed."""

    at = models.DateTimeField(_("compared at"))
    sent = models.PositiveIntegerField(_("lines sent"))
    received = models.PositiveIntegerField(_("lines received"))

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        indexes: ClassVar = [models.Index(fields=["-at"], name="reconciliation_newest")]
        triggers: ClassVar = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class PairCount(models.Model):
    """What one unit sent another and what of it the other has, as of a reconciliation."""

    reconciliation = models.ForeignKey(Reconciliation, models.CASCADE, related_name="pairs")
    sender = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    sent = models.PositiveIntegerField()
    received = models.PositiveIntegerField()
    unsigned = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("count of a reconciliation")
        verbose_name_plural = _("counts of reconciliations")
        triggers: ClassVar = [APPEND_ONLY]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reconciliation", "sender", "receiver"], name="reconciled_pair_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sender_id} → {self.receiver_id}"


class TransferDifference(models.Model):
    """Something that the two books tell differently."""

    class Kind(models.TextChoices):
        UNSIGNED = "unsigned", pgettext_lazy("transfer", "Sent and not signed for")
        ONLY_SENT = "only_sent", pgettext_lazy("transfer", "In the sender’s book alone")
        ONLY_RECEIVED = "only_received", pgettext_lazy("transfer", "In the receiver’s book alone")
        UNENTERED = "unentered", pgettext_lazy("transfer", "Sent and in no book")

    reconciliation = models.ForeignKey(Reconciliation, models.CASCADE, related_name="differences")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    sender = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    receiver = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["since", "pk"]
        verbose_name = _("difference between books")
        verbose_name_plural = _("differences between books")
        triggers: ClassVar = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"
