"""What a heading of an office's ledger means: said once on the trial page, known the next time."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models import Unit


class LedgerHeading(models.Model):
    """`heading` is folded; an empty `column` keeps its values among the remarks."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="ledger_headings")
    heading = models.CharField(_("heading of the ledger"), max_length=120)
    column = models.CharField(_("is taken for"), max_length=30, blank=True)

    class Meta:
        verbose_name = _("heading of a ledger")
        verbose_name_plural = _("headings of ledgers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["unit", "heading"], name="ledger_heading_once")
        ]

    def __str__(self) -> str:
        return self.heading
