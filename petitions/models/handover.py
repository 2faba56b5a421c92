"""A ledger that came from inspectors or another organ as one batch."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models import Person, Unit


class HandoverBatch(models.Model):
    """One ledger handed over; its rows are petitions, each with the same source on its envelope.

    `organ` is the source where it is a unit of ours: then the rows are in its transfer book too.
    """

    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("unit that took it in"), related_name="handovers"
    )
    source = models.CharField(_("handed over by"), max_length=80)
    organ = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("organ that handed over"),
        related_name="+",
    )
    filename = models.CharField(_("ledger"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("taken in at"))
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        verbose_name = _("ledger handed over")
        verbose_name_plural = _("ledgers handed over")

    def __str__(self) -> str:
        return self.source
