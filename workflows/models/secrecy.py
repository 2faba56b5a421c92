"""Who read a tip-off, and who was kept from it; close relatives on record."""

from typing import ClassVar

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows.models.case import Case


class CaseAccess(models.Model):
    """One reading of a tip-off, or one that was refused; handlers can't alter it (规则 52)."""

    class What(models.TextChoices):
        PAGE = "page", _("Read the page")
        FORM = "form", _("Opened the form of an act")
        PAPER = "paper", _("Read a paper")
        ATTACHMENT = "attachment", _("Loaded an attachment")
        INTERFACE = "interface", _("Read through the interface")
        REFUSED_READ = "refused_read", _("Asked for it and was refused")
        REFUSED_PASS = "refused_pass", _("Tried to pass it to an excluded party")

    case = models.ForeignKey(Case, models.PROTECT, related_name="accesses")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=12, choices=What.choices)
    detail = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("reading of a tip-off")
        verbose_name_plural = _("readings of tip-offs")
        indexes: ClassVar = [models.Index(fields=["case", "id"], name="case_access_order")]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.what} {self.person_id}"


class CloseRelative(models.Model):
    """Two people with accounts who are close relatives (规则 48); entered once for both."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("person"), related_name="+"
    )
    relative = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("close relative"), related_name="+"
    )

    class Meta:
        verbose_name = _("close relative")
        verbose_name_plural = _("close relatives")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "relative"], name="close_relative_once"),
            models.CheckConstraint(
                name="close_relative_is_another",
                condition=~Q(person=F("relative")),
                violation_error_message=_("Nobody is a relative of themselves."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.relative}"
