"""What an inspection team asked for, who let it go, and the package that was made of it."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organizations.models import Person, Unit


class SupplyRequest(models.Model):
    """A team's written request as one enters it and another decides on it, each signed in."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    organ = models.CharField(_("inspection team"), max_length=80)
    number = models.CharField(_("number of the request"), max_length=60)
    requested_on = models.DateField(_("requested on"))
    about = models.TextField(_("about whom"))
    since = models.DateField(_("received since"), null=True)
    until = models.DateField(_("received until"), null=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"))
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    is_approved = models.BooleanField(_("approved"), null=True)

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = _("request of inspectors")
        verbose_name_plural = _("requests of inspectors")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "organ", "number"],
                condition=~Q(is_approved=False),
                name="supply_request_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="supply_request_by_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("entered_by")),
            ),
            models.CheckConstraint(
                name="supply_request_decided_whole",
                condition=Q(decided_by=None, decided_at=None, is_approved=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False, is_approved__isnull=False),
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decided_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__decided_by__isnull=False),
            ),
            pgtrigger.Protect(
                name="asked_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(
                    "unit", "organ", "number", "requested_on", "about", "since", "until",
                    "entered_by", "entered_at",
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organ} {self.number}"


class SupplyPackage(models.Model):
    """Made once of one approved request; the readings of its clues refer to it.

    A package of an earlier version has no request of its own on record.
    """

    request = models.OneToOneField(SupplyRequest, models.PROTECT, null=True, related_name="package")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    organ = models.CharField(_("inspection team"), max_length=80)
    request_number = models.CharField(_("number of the request"), max_length=60)
    requested_on = models.DateField(_("requested on"))
    about = models.TextField(_("about whom"))
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    clues = models.PositiveIntegerField(_("tip-offs in it"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("package for inspectors")
        verbose_name_plural = _("packages for inspectors")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "organ", "request_number"], name="supply_once_a_request"
            ),
            models.CheckConstraint(
                name="supply_by_two_people", condition=~Q(made_by=F("approved_by"))
            ),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"supply/{self.pk}"
