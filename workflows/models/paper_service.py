"""How a paper got to the person it is for: when, in which way, with its slip."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.models.case import Case
from workflows.models.document import Document
from workflows.models.erasure_trigger import deleted_alone
from workflows.models.event import CaseEvent


class ServiceWay(models.TextChoices):
    """The ways of service; what each has to be shown by, its form asks for."""

    DIRECT = "direct", pgettext_lazy("service", "Handed over in person")
    LEFT = "left", pgettext_lazy("service", "Left at the address before two witnesses")
    POST = "post", pgettext_lazy("service", "By registered post")
    ELECTRONIC = "electronic", pgettext_lazy("service", "Electronically, with consent")
    ANNOUNCEMENT = "announcement", pgettext_lazy("service", "By public announcement")


class PaperService(models.Model):
    """One service of one paper, as the event beside it records it; a paper is served once.

    A day that was entered wrongly is put right by an event that keeps what stood.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="services")
    document = models.OneToOneField(Document, models.PROTECT, related_name="service")
    event = models.ForeignKey(CaseEvent, models.PROTECT, related_name="services")
    way = models.CharField(max_length=12, choices=ServiceWay.choices)
    served_on = models.DateField()

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("service of a paper")
        verbose_name_plural = _("services of papers")
        triggers: ClassVar = [
            deleted_alone("append_only"),
            pgtrigger.Protect(
                name="only_the_day_corrected",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("id", "case", "document", "event", "way"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.way} {self.served_on}"
