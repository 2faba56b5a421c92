"""The envelope: what is known of a case without opening the letter inside."""

from datetime import datetime
from typing import ClassVar, Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField

from organizations.models import Unit
from workflows.models.case_scope import differing, keeps_scopes
from workflows.models.known_rows import KnownRows
from workflows.models.overdue import is_overdue
from workflows.states import (
    OPEN,
    Category,
    Disposal,
    Kind,
    Outcome,
    PetitionClass,
    Rating,
    Reporter,
    Route,
    Status,
)

IN_SCOPES = (
    *("intake_unit_id", "sender_unit_id", "holding_unit_id", "review_unit_id"),
    *("leader_id", "co_leader_id", "status", "registered_at", "received_on"),
)
"""What of an envelope its scopes are made from."""


class LegalMove(models.Model):
    """One legal step of a status, written from the acts' declarations, read by the trigger."""

    kind = models.CharField(max_length=10, choices=Kind.choices)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "source", "target"], name="legal_move_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.source} → {self.target}"


class CaseQuerySet(models.QuerySet["Case"]):
    def overdue(self, at: datetime) -> Self:
        """The cases with a running duty whose last day is over at `at`."""
        return self.filter(is_overdue(at))


class Case(KnownRows, models.Model):
    """The envelope of a petition or tip-off. Its status moves only through the door."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    number = models.CharField(_("case number"), max_length=40, unique=True)
    status = FSMField(
        _("status"), default=Status.NEW, choices=Status.choices, max_length=20, protected=True
    )
    intake_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    sender_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    holding_unit = models.ForeignKey(Unit, models.PROTECT, related_name="held_cases")
    review_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="led_cases"
    )
    co_leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    drafter = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    original = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeats")
    source_case = models.ForeignKey("self", models.PROTECT, null=True, related_name="opened")

    received_on = models.DateField(_("received on"))
    registered_at = models.DateTimeField(_("registered at"))
    accepted_on = models.DateField(_("accepted on"), null=True)
    served_on = models.DateField(_("served on"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    last_event_at = models.DateTimeField(null=True)

    petition_class = models.CharField(
        _("class"), max_length=12, choices=PetitionClass.choices, blank=True
    )
    route = models.CharField(_("route"), max_length=1, choices=Route.choices, blank=True)
    sealed = models.BooleanField(_("letter sealed"), default=False)
    simple = models.BooleanField(_("simple procedure"), default=False)
    category = models.CharField(_("category"), max_length=24, choices=Category.choices, blank=True)
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome.choices, blank=True)
    sent_on = models.DateField(_("first sent down on"), null=True)
    to_sign_for = models.ForeignKey(
        "TransferEntry", models.PROTECT, null=True, related_name="unsigned_cases"
    )
    source = models.CharField(_("handed over by"), max_length=80, blank=True)
    returns = models.PositiveSmallIntegerField(_("times returned"), default=0)
    interim = models.BooleanField(_("finished for the time being"), default=False)
    reporter = models.CharField(
        _("reporter"), max_length=10, choices=Reporter.choices, blank=True, db_default=""
    )
    disposal = models.CharField(
        _("disposal"), max_length=12, choices=Disposal.choices, blank=True, db_default=""
    )
    conclusion = models.CharField(
        _("conclusion"), max_length=20, choices=Status.choices, blank=True, db_default=""
    )
    keep_until = models.DateField(_("kept until at least"), null=True)
    destroyed_on = models.DateField(_("content destroyed on"), null=True)
    rated_at = models.DateTimeField(_("rated at"), null=True)
    bureau_rating = models.PositiveSmallIntegerField(null=True, choices=Rating.choices)
    unit_rating = models.PositiveSmallIntegerField(null=True, choices=Rating.choices)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering: ClassVar = ["-registered_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["-registered_at", "-id"], name="case_newest"),
            models.Index(fields=["holding_unit", "status"], name="case_holder"),
            models.Index(fields=["intake_unit", "-registered_at"], name="case_intake"),
            models.Index(
                fields=["leader", "status"], name="case_leader", condition=Q(leader__isnull=False)
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="begins_new",
                operation=pgtrigger.Insert,
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__status__df=Status.NEW.value),
                func="""
                    RAISE EXCEPTION 'case % can only begin as new, not as %',
                        NEW.number, NEW.status USING ERRCODE = 'check_violation';
                """,
            ),
            pgtrigger.Trigger(
                name="legal_moves_only",
                operation=pgtrigger.UpdateOf("status"),  # type: ignore[no-untyped-call]
                when=pgtrigger.Before,
                condition=pgtrigger.Q(old__status__df=pgtrigger.F("new__status")),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM workflows_legalmove
                        WHERE kind = NEW.kind AND source = OLD.status AND target = NEW.status
                    ) THEN
                        RAISE EXCEPTION 'illegal move of case %: % to %',
                            OLD.number, OLD.status, NEW.status USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            keeps_scopes("scopes_begun", pgtrigger.Insert, "SELECT id FROM fresh"),
            keeps_scopes("scopes_kept", pgtrigger.Update, differing(IN_SCOPES)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def sender_of(self, unit: Unit) -> Unit | None:
        """Who had sent the case to a unit on its way down; None for the unit that took it in."""
        if unit.pk == self.intake_unit_id:
            return None
        sent = self.transfer_entries.filter(book="out", other=unit).exclude(way="return")
        last = sent.select_related("unit__successor").order_by("-pk").first()
        return (last.unit.successor or last.unit) if last else self.intake_unit

    def put_in_place(self, unit: Unit, successor: Unit) -> None:
        """Let `successor` stand wherever `unit` stood on the envelope."""
        for name in ("intake_unit", "sender_unit", "holding_unit", "review_unit"):
            if getattr(self, f"{name}_id") == unit.pk:
                setattr(self, name, successor)

    def drop_answer(self) -> None:
        """The answer stands no more, nor what the petitioner said of it: the next one is rated."""
        self.served_on, self.outcome, self.category = None, "", ""
        self.rated_at = self.bureau_rating = self.unit_rating = None

    @property
    def is_direct(self) -> bool:
        """Received by the competent organ itself, not through a petition bureau (条例 23①)."""
        return self.sender_unit_id is None


class CaseUnit(models.Model):
    """A unit that has a part in a case: who took it in, sent, holds, reviews, assists.

    An assisting unit has a task of its own with a limit; `finished_at` is when it reported back
    or was released from it.
    """

    class Part(models.TextChoices):
        INTAKE = "intake", _("Took it in")
        SENDER = "sender", _("Sent it down")
        HOLDER = "holder", _("Holds it")
        FORMER = "former", _("Held it before")
        REVIEW = "review", _("Reviews it")
        ASSISTING = "assisting", _("Assists")
        ANSWERS = "answers", _("Answers for a measure")
        OWES = "owes", _("Owes an execution or a reply")
        COMPETENT = "competent", _("May be asked to review it")

    case = models.ForeignKey(Case, models.CASCADE, related_name="parts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="case_parts")
    part = models.CharField(max_length=10, choices=Part.choices)
    since = models.DateTimeField()
    due_on = models.DateField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "unit", "part"], name="case_part_once")
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "case"], name="case_part_of_unit")]
        triggers: ClassVar = [
            keeps_scopes("scopes_begun", pgtrigger.Insert, "SELECT DISTINCT case_id FROM fresh"),
            keeps_scopes("scopes_ended", pgtrigger.Delete, "SELECT DISTINCT case_id FROM stale"),
            keeps_scopes(
                "scopes_kept",
                pgtrigger.Update,
                "SELECT case_id FROM fresh UNION SELECT case_id FROM stale",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.part} {self.unit_id}"

    @property
    def is_open_task(self) -> bool:
        """Whether the unit assists and has not reported back."""
        return self.part == self.Part.ASSISTING and self.finished_at is None
