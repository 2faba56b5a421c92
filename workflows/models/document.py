"""Numbered, hashed official papers, and the counters that number them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from organizations.models import Unit
from workflows.models.case import Case
from workflows.models.erasure_trigger import emptied_alone
from workflows.models.event import CaseEvent

_HIDES_ORDER = Q(series__startswith="case:") | Q(series__endswith=":apart")


class Counter(models.Model):
    """The last number given in one series, such as a unit's acceptance notices of a year."""

    series = models.CharField(max_length=80, unique=True)
    value = models.PositiveIntegerField(default=0)
    key = models.BinaryField(max_length=16, default=b"", db_default=b"")
    """Makes numbers without an order of the serials; empty where they are shown as they are."""
    plain = models.PositiveIntegerField(default=0, db_default=0)
    """The last number that was shown as it is, of a series that had no key at first."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(~_HIDES_ORDER & Q(key=b"")) | (_HIDES_ORDER & ~Q(key=b"")),
                name="counter_key_hides_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.series}: {self.value}"


class Document(models.Model):
    """A paper as issued: rendered once, hashed, never replaced."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    case_event = models.ForeignKey(CaseEvent, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=30)
    number = models.CharField(_("document number"), max_length=60)
    title = models.CharField(max_length=100)
    issuer = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    addressee = models.CharField(max_length=120)
    issued_on = models.DateField()
    to_be_served = models.BooleanField(default=False, db_default=False)
    """Whether a service of its own is recorded for it; papers of earlier versions had none."""
    body = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issuer", "kind", "number"], name="document_number_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["kind", "issued_on", "id"], name="document_of_kind")
        ]
        triggers: ClassVar = [emptied_alone("append_only", "body", "addressee")]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"

    @property
    def awaits_service(self) -> bool:
        """Worth reading with `service` joined."""
        return self.to_be_served and not hasattr(self, "service")
