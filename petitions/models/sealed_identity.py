"""Sealed identities of reporters, and the requests to open them (rules.md C7, C8)."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Final

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from organizations.models import Person
from workflows.models import Case
from workflows.models.erasure_trigger import deleted_alone

MAX_MINUTES: Final = 60
"""An opening is for one look at one's desk, not for a day's work (规则 47: strictly secret)."""
OF_IDENTITY: Final = """(
    SELECT sealed.case_id FROM petitions_sealedidentity AS sealed WHERE sealed.id = OLD.identity_id
)"""


class SealedIdentity(models.Model):
    """Who reported, encrypted under a key of its own, which is wrapped by a key of the vault.

    Both are bound to this row and its case, so that neither can be moved to another. A
    correction is a new row that replaces the old one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="identities")
    cipher = models.CharField(max_length=20)
    key_id = models.CharField(max_length=60)
    wrapped_key = models.BinaryField()
    sealed = models.BinaryField()
    identity_digest = models.CharField(max_length=64, blank=True, db_index=True)
    phone_digest = models.CharField(max_length=64, blank=True, db_index=True)
    sealed_on = models.DateField(_("sealed on"))
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        ordering: ClassVar = ["sealed_on", "pk"]
        verbose_name = _("sealed identity")
        verbose_name_plural = _("sealed identities")
        indexes: ClassVar = [models.Index(fields=["key_id", "id"], name="sealed_under_key")]
        triggers: ClassVar = [
            deleted_alone("never_deleted"),
            pgtrigger.Protect(
                name="content_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "id", "case", "cipher", "sealed", "sealed_on", "replaces"
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def bound(self, what: str) -> bytes:
        """What ties ciphertext to its row: put into another one, it can't be read."""
        return f"jianjian/{what}/{self.pk}/{self.case_id}/{self.cipher}".encode()


class Opening(models.Model):
    """One request to read an identity: who asks and why, who decided, for how many minutes."""

    class State(models.TextChoices):
        ASKED = "asked", _("To be decided")
        GRANTED = "granted", pgettext_lazy("opening", "Granted")
        REFUSED = "refused", pgettext_lazy("opening", "Refused")

    identity = models.ForeignKey(SealedIdentity, models.PROTECT, related_name="openings")
    asked_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked at"))
    reason = models.CharField(_("reason"), max_length=400)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    decided_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    state = FSMField(
        _("state"), max_length=10, choices=State.choices, default=State.ASKED, protected=True
    )
    note = models.CharField(_("note"), max_length=400, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = _("opening of an identity")
        verbose_name_plural = _("openings of identities")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="opening_by_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="opening_decided_whole",
                condition=Q(decided_by=None, decided_at=None, state="asked")
                | Q(~Q(state="asked"), decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="opening_for_minutes",
                condition=Q(minutes__gte=1, minutes__lte=MAX_MINUTES),
            ),
            models.UniqueConstraint(
                fields=["identity", "asked_by"],
                condition=Q(decided_at__isnull=True),
                name="opening_asked_once",
            ),
        ]
        triggers: ClassVar = [
            deleted_alone("never_deleted", OF_IDENTITY),
            pgtrigger.Protect(
                name="asked_fixed",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "id", "identity", "asked_by", "asked_at", "reason", "minutes"
                ),
            ),
            pgtrigger.Protect(
                name="decided_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.identity_id} {self.asked_by_id}"

    @transition("state", source=State.ASKED, target=State.GRANTED)
    def grant(self) -> None:
        """A second person lets it be opened; the minutes run."""

    @transition("state", source=State.ASKED, target=State.REFUSED)
    def refuse(self) -> None:
        """A second person says why not."""

    @property
    def reference(self) -> str:
        """How a reading in the audit names what allowed it."""
        return f"opening/{self.pk}"

    @property
    def open_until(self) -> datetime | None:
        """The end of the minutes, counted from the approval; None unless granted."""
        if self.state != self.State.GRANTED or self.decided_at is None:
            return None
        return self.decided_at + timedelta(minutes=self.minutes)

    def is_open(self, at: datetime) -> bool:
        end = self.open_until
        return end is not None and at < end
