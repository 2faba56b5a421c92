"""What went from one unit to another, as each of the two has it in its own book."""

from typing import ClassVar

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Unit
from workflows.models.case import Case
from workflows.models.event import CaseEvent


class Way(models.TextChoices):
    """How a matter went over; the words of 条例 22-24 and 30."""

    FORWARD = "forward", pgettext_lazy("transfer", "Forwarded")
    ASSIGN = "assign", pgettext_lazy("transfer", "Assigned")
    DESIGNATE = "designate", pgettext_lazy("transfer", "Designated")
    RETURN = "return", pgettext_lazy("transfer", "Returned")
    DISCIPLINE = "discipline", pgettext_lazy("transfer", "Transferred to the discipline organ")
    ORGAN = "organ", pgettext_lazy("transfer", "Transferred by another organ")


class TransferEntry(models.Model):
    """One line of a unit's book: sent to `other`, or received from it.

    The sender's line is written by the act that sends; the receiver's when it signs for the
    matter, and `answers` the sender's. `case` is the envelope as that unit knows it: the
    petition, or the tip-off that was opened from it.
    """

    class Book(models.TextChoices):
        OUT = "out", pgettext_lazy("book", "Sent")
        IN = "in", pgettext_lazy("book", "Received")

    book = models.CharField(max_length=3, choices=Book.choices)
    way = models.CharField(max_length=10, choices=Way.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="transfer_book")
    other = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="transfer_entries")
    event = models.ForeignKey(CaseEvent, models.PROTECT, related_name="transfer_entries")
    answers = models.OneToOneField("self", models.PROTECT, null=True, related_name="answered_by")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("line of the transfer book")
        verbose_name_plural = _("lines of the transfer book")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="transfer_answer_is_received", condition=Q(answers__isnull=True) | Q(book="in")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["unit", "book", "at"], name="transfer_of_unit"),
            models.Index(fields=["other", "book"], name="transfer_with"),
        ]
        triggers: ClassVar = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.book} {self.other_id} {self.case_id}"
