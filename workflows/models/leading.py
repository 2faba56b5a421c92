"""Who answers for cases: leaders' links, recusals, and cases shared out in a batch (条例 18②)."""

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from organizations.models import Region, Unit
from workflows.models.case import Case
from workflows.models.event import CaseEvent


class Ground(models.TextChoices):
    """Why somebody may not lead a case (条例 28③: a direct interest in it)."""

    HIMSELF = "himself", _("The matter is about himself")
    OWN_UNIT = "own_unit", _("The interest of his unit is at stake")
    RELATIVE = "relative", _("The matter is about a relative")
    OTHER = "other", _("Another direct interest")


class RequestedBy(models.TextChoices):
    HIMSELF = "himself", _("The leader himself")
    PETITIONER = "petitioner", _("The petitioner")
    OFFICE = "office", _("The office")


class LeaderLink(models.Model):
    """A leader linked to a region, a subject, or a subject in a region (包联); empty means any.

    `subject` is a content class of letters.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("leader"),
        related_name="leader_links",
    )
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name=_("region"), null=True, blank=True, related_name="+"
    )
    subject = models.CharField(_("content class"), max_length=16, blank=True)

    class Meta:
        verbose_name = _("leader's link")
        verbose_name_plural = _("leaders' links")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="leader_link_to_something",
                condition=Q(region__isnull=False) | ~Q(subject=""),
                violation_error_message=_("A link names a region, a content class, or both."),
            ),
            models.UniqueConstraint(
                fields=["person", "region", "subject"],
                name="leader_link_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.region or ''} {self.subject}".strip()


class Recusal(models.Model):
    """Somebody who may not lead a case; who decided it and when is told by the event."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="recusals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="recusals")
    ground = models.CharField(max_length=10, choices=Ground.choices)
    asked_by = models.CharField(max_length=10, choices=RequestedBy.choices)
    decided = models.OneToOneField(CaseEvent, models.PROTECT, related_name="recusal")

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "person"], name="recused_once")
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.person_id} {self.ground}"


REFUSAL_LENGTH: Final = 400


class SharingBatch(models.Model):
    """A batch of cases shared out by one unit: proposed, then confirmed or dropped as a whole."""

    class State(models.TextChoices):
        OPEN = "open", _("Proposed")
        CONFIRMED = "confirmed", _("Confirmed")
        DROPPED = "dropped", _("Dropped")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    state = FSMField(max_length=10, choices=State.choices, default=State.OPEN, protected=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = _("sharing out")
        verbose_name_plural = _("sharings out")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit"], name="sharing_open_once_in_unit", condition=Q(state="open")
            ),
            models.CheckConstraint(
                name="sharing_decided_by_somebody",
                condition=Q(state="open", decided_by__isnull=True, decided_at__isnull=True)
                | Q(~Q(state="open"), decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_once",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__state="open"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.made_at:%Y-%m-%d}"

    @transition("state", source=State.OPEN, target=State.CONFIRMED)
    def confirm(self) -> None:
        """Every line of it is decided."""

    @transition("state", source=State.OPEN, target=State.DROPPED)
    def drop(self) -> None:
        """It is given up as a whole."""


class SharingLine(models.Model):
    """One case of a batch. `facts` is what the optimisation knew of it, `proof` what was decided.

    `facts`: region path, subject, difficulty as a list of [ground, points], `same_matter` the id
    of a leader or null. `proof` is written when the line is confirmed; see `proofs.Proof`.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPOINTED = "appointed", _("Appointed")
        FAILED = "failed", _("Refused")

    batch = models.ForeignKey(SharingBatch, models.PROTECT, related_name="lines")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    by_hand = models.BooleanField(default=False)
    facts = models.JSONField()
    proof = models.JSONField(default=dict)
    state = FSMField(max_length=10, choices=State.choices, default=State.PROPOSED, protected=True)
    refusal = models.CharField(max_length=REFUSAL_LENGTH, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("line of a sharing out")
        verbose_name_plural = _("lines of a sharing out")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["batch", "case"], name="shared_once_in_batch")
        ]
        triggers: ClassVar = [
            pgtrigger.Trigger(
                name="fixed_once_decided",
                operation=pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM workflows_sharingbatch
                        WHERE id = OLD.batch_id AND state <> 'open'
                    ) THEN
                        RAISE EXCEPTION 'the sharing out of case % is decided', OLD.case_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.case_id} → {self.leader_id}"

    @transition("state", source=(State.PROPOSED, State.FAILED), target=State.PROPOSED)
    def propose(self, leader_id: int | None) -> None:
        """This leader, or nobody, is proposed; what was refused before no longer counts."""
        self.leader_id, self.refusal = leader_id, ""

    @transition("state", source=State.PROPOSED, target=State.APPOINTED)
    def appoint(self) -> None:
        """The leader was put in charge of the case."""

    @transition("state", source=State.PROPOSED, target=State.FAILED)
    def fail(self, refusal: str) -> None:
        """The appointment was refused, and why."""
        self.refusal = refusal[:REFUSAL_LENGTH]
