"""A package for an inspection team: whose request, about whom, who let it go, and its hash."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from organizations.models import Person, Unit


class SupplyPackage(models.Model):
    """Made once for one written request; the readings of its clues refer to it."""

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
