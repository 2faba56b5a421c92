"""Changes of the settings that clocks run by: asked for by one person, decided by another."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

DECISION = ("state", "decided_by", "decided_at", "remark", "foreseen")


class Amendment(models.Model):
    """One proposed change of a time limit, the calendar, a ladder, of who reviews a unit, or of
    who may what.

    `content` is the whole new version as plain values; `foreseen` keeps what the preview told
    whoever decided. What is decided is never changed, and nothing is deleted.
    """

    class Subject(models.TextChoices):
        RULE = "rule", _("Time limit")
        CALENDAR = "calendar", _("Working calendar")
        LADDER = "ladder", _("Ladder")
        REVIEW = "review", _("Who reviews")
        RIGHTS = "rights", _("Accounts, posts and rights")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waiting for a second person")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")

    subject = models.CharField(max_length=10, choices=Subject.choices)
    title = models.CharField(max_length=120)
    content = models.JSONField()
    reason = models.TextField()
    state = FSMField(max_length=10, choices=State.choices, default="proposed", protected=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="amendments"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="amendments_decided"
    )
    decided_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True)
    foreseen = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="amendment_needs_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
            ),
            models.CheckConstraint(
                name="amendment_decided_by_somebody",
                condition=Q(state="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | Q(~Q(state="proposed"), decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="content_fixed", exclude=list(DECISION)),
            pgtrigger.Protect(
                name="decided_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["approved", "rejected"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @transition("state", source=State.PROPOSED, target=State.APPROVED)
    def approve(self) -> None:
        """A second person lets the change take effect."""

    @transition("state", source=State.PROPOSED, target=State.REJECTED)
    def reject(self) -> None:
        """A second person leaves everything as it is."""

    @property
    def is_waiting(self) -> bool:
        return bool(self.state == self.State.PROPOSED)
