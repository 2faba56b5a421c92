"""Who read what of a tip-off, and the hash chain over all that happened and was read (规则 52)."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Unit
from workflows.models.case import Case
from workflows.models.erasure_trigger import emptied_alone
from workflows.models.hash_chain import READ, chained


class Part(models.TextChoices):
    """What of a case somebody read."""

    ENVELOPE = "envelope", pgettext_lazy("reading", "Envelope")
    LETTER = "letter", pgettext_lazy("reading", "Letter")
    ATTACHMENT = "attachment", pgettext_lazy("reading", "Attachment")
    PAPER = "paper", pgettext_lazy("reading", "Paper")
    HISTORY = "history", pgettext_lazy("reading", "History")
    EXPORT = "export", pgettext_lazy("reading", "Export or print")
    PASSING = "passing", pgettext_lazy("reading", "Passing on to an excluded party")
    MASKED = "masked", pgettext_lazy("reading", "Identity, masked")
    IDENTITY = "identity", pgettext_lazy("reading", "Identity in the clear")


class CaseRead(models.Model):
    """One reading of a case by a member of staff, or one that was refused. Append-only.

    Nothing is kept of an address or a device. `reference` names what allowed the reading, as
    `opening/12`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="reads", verbose_name=_("case"))
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="case_reads",
        verbose_name=_("reader"),
    )
    reader_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    part = models.CharField(_("part"), max_length=10, choices=Part.choices)
    why = models.CharField(_("why"), max_length=400, blank=True)
    refused = models.BooleanField(_("refused"), default=False)
    reference = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        indexes: ClassVar = [
            models.Index(fields=["case", "id"], name="case_read_order"),
            models.Index(fields=["reader", "at"], name="case_read_of_reader"),
            models.Index(fields=["-at", "-id"], name="case_read_newest"),
        ]
        triggers: ClassVar = [
            emptied_alone("append_only", "why"),
            chained("read", READ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.part} {self.reader_id}"


class AuditLink(models.Model):
    """One link of a case's chain: the hash of one row and of the link before it.

    No foreign keys, on purpose: a link outlives the row that it speaks of. Written by the
    database (`chaining.CHAIN_FUNCTION`); only `seal` is ever set, once.
    """

    source = models.CharField(max_length=5)
    row = models.BigIntegerField()
    case_ref = models.BigIntegerField()
    previous = models.BigIntegerField(null=True)
    hash = models.CharField(max_length=64)
    seal = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "row"], name="audit_link_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["case_ref", "id"], name="audit_link_order"),
            models.Index(fields=["seal", "id"], name="audit_link_of_seal"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="only_sealed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "id", "source", "row", "case_ref", "previous", "hash"
                ),
            ),
            pgtrigger.Protect(
                name="sealed_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__seal__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.row}"


class AuditSeal(models.Model):
    """A batch of links sealed together; each seal holds the hash of the one before.

    `tails` tells of each case how many of its links the batch has and the last one's id, so that
    what was cut off an end is found at its place.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    count = models.IntegerField()
    digest = models.CharField(max_length=64)
    tails = models.JSONField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["number"]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"
