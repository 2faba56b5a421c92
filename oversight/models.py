"""The results of the nightly checks."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


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
