"""The results of the nightly checks."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models import Case


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
