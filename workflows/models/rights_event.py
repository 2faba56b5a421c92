"""What was changed of who is who and who may what, and what was tried: for good, on the chain."""

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from organizations.models import Region
from workflows.models.amendment import Amendment
from workflows.models.hash_chain import RIGHT, chained

NO_CASE: Final = 0
"""In place of a case: all rows of rights have one chain of their own."""


class RightsEvent(models.Model):
    """One step: found there, changed, proposed, rejected, or refused. Append-only.

    `was` and `becomes` are the whole row as it stood and stands, as plain values; `row` is its id.
    `person` and `region` are whom and where it concerns. What two people did has their `amendment`.
    """

    class Subject(models.TextChoices):
        ACCOUNT = "account", pgettext_lazy("rights", "Account")
        POST = "post", pgettext_lazy("rights", "Post")
        TENURE = "tenure", pgettext_lazy("rights", "Who holds a post")
        UNIT = "unit", pgettext_lazy("rights", "Unit")
        RELATIVE = "relative", pgettext_lazy("rights", "Close relative")
        PASSWORD = "password", pgettext_lazy("rights", "Password and sign-in")
        READINGS = "readings", pgettext_lazy("rights", "Readings of tip-offs")

    class Step(models.TextChoices):
        FOUND = "found", pgettext_lazy("rights", "Found there")
        CHANGED = "changed", pgettext_lazy("rights", "Changed")
        PROPOSED = "proposed", pgettext_lazy("rights", "Proposed")
        REJECTED = "rejected", pgettext_lazy("rights", "Rejected")
        REFUSED = "refused", pgettext_lazy("rights", "Refused")

    subject = models.CharField(max_length=10, choices=Subject.choices)
    row = models.BigIntegerField(null=True)
    step = models.CharField(max_length=10, choices=Step.choices)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="rights_events"
    )
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="rights_acts"
    )
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    why = models.TextField(blank=True)
    was = models.JSONField(null=True)
    becomes = models.JSONField(null=True)
    amendment = models.ForeignKey(Amendment, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = pgettext_lazy("rights", "change of rights")
        verbose_name_plural = pgettext_lazy("rights", "changes of rights")
        indexes: ClassVar = [models.Index(fields=["subject", "row", "-id"], name="rights_of_row")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            chained("right", RIGHT, case=str(NO_CASE)),
        ]

    def __str__(self) -> str:
        return f"{self.subject}/{self.row} {self.step}"
