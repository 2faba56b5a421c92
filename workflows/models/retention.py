"""How long content is kept, what must not be destroyed, and what was."""

from typing import ClassVar, Final

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.models.case import Case
from workflows.models.event import CaseEvent
from workflows.models.hash_chain import GONE, chained
from workflows.states import Kind

ERASED: Final = {
    "letter": pgettext_lazy("destroyed", "Letter"),
    "petitioners": pgettext_lazy("destroyed", "Petitioners"),
    "attachments": pgettext_lazy("destroyed", "Attachments"),
    "identities": pgettext_lazy("destroyed", "Sealed identities with their keys"),
    "visits": pgettext_lazy("destroyed", "Notes of receptions"),
    "papers": pgettext_lazy("destroyed", "Papers"),
    "measures": pgettext_lazy("destroyed", "Measures"),
    "evidence": pgettext_lazy("destroyed", "Evidence"),
    "notes": pgettext_lazy("destroyed", "Internal notes"),
    "scans": pgettext_lazy("destroyed", "Files given with acts"),
    "texts": pgettext_lazy("destroyed", "Texts of what happened"),
}
"""What a destruction counts, in words."""


class RetentionRule(models.Model):
    """One version of a class of content and its term; no `years` means for good.

    A case belongs to the class that names its kind and its last status, and, where `conclusions`
    are named, what a clue was concluded with. `local` terms are this office's own setting.
    """

    key = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(_("retention class"), max_length=60)
    article = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    statuses = ArrayField(models.CharField(max_length=20))
    conclusions = ArrayField(models.CharField(max_length=20), default=list)
    years = models.PositiveSmallIntegerField(null=True)
    local = models.BooleanField(default=True)
    effective_from = models.DateField()

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("retention class")
        verbose_name_plural = _("retention classes")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["key", "version"], name="retention_rule_once"),
            models.CheckConstraint(
                name="retention_at_least_a_year", condition=Q(years__isnull=True) | Q(years__gte=1)
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return self.name


class Hold(models.Model):
    """Nothing of the case is destroyed while a hold is not lifted; `place` counts from 1."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="holds")
    place = models.PositiveSmallIntegerField()
    placed = models.OneToOneField(CaseEvent, models.PROTECT, related_name="+")
    lifted = models.OneToOneField(CaseEvent, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["case_id", "place"]
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "place"], name="hold_place_once")
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="as_placed", fields=["id", "case", "place", "placed"]),
            pgtrigger.Protect(
                name="lifted_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__lifted__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.place}"


class Destruction(models.Model):
    """The content of a case was destroyed: by whom, on whose review, what, under which rule.

    `rows` maps each record of the audit chain that was emptied to the hash of what is left of
    it, so that the chain can still be verified. Part of the chain itself, and append-only.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="destruction")
    rule = models.ForeignKey(RetentionRule, models.PROTECT, related_name="+")
    due_on = models.DateField()
    reviewed = models.OneToOneField(CaseEvent, models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done = models.OneToOneField(CaseEvent, models.PROTECT, related_name="+")
    destroyed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    erased = models.JSONField()
    rows = models.JSONField()
    txid = models.BigIntegerField(db_default=Func(function="txid_current"), editable=False)

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = _("destruction")
        verbose_name_plural = _("destructions")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="destruction_by_two_people", condition=~Q(reviewed_by=F("destroyed_by"))
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="nothing_under_hold",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM workflows_hold
                        WHERE case_id = NEW.case_id AND lifted_id IS NULL
                    ) THEN
                        RAISE EXCEPTION 'case % is under hold', NEW.case_id
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            chained("gone", GONE),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d}"

    @property
    def parts(self) -> list[tuple[str, int]]:
        """What was destroyed, in words, and how much of it."""
        return [(str(ERASED.get(name, name)), n) for name, n in self.erased.items()]


class DoomedFile(models.Model):
    """A file that a destruction took from its record; the row goes once the file is gone."""

    destruction = models.ForeignKey(Destruction, models.PROTECT, related_name="files")
    path = models.CharField(max_length=200, unique=True)

    class Meta:
        verbose_name = _("file to be deleted")
        verbose_name_plural = _("files to be deleted")

    def __str__(self) -> str:
        return self.path
