"""Names as they were written on a case, and what a person found out about each."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.case import Case
from workflows.models.event import CaseEvent


class WrittenName(models.Model):
    """Somebody or some unit that a matter may be about (规则 47; 条例 30③).

    Until somebody has said who is meant, everybody who may be is shut out. `meant` and `cleared`
    list accounts and units as `person:12`, `unit:3`: those found to be meant, and those that were
    looked at and are not. Whoever appears later under the name is in neither.
    """

    class Origin(models.TextChoices):
        NAMED = "named", _("Named")
        LETTER = "letter", _("In the letter")
        FILE = "file", _("In the name of a file")

    class Finding(models.TextChoices):
        OPEN = "", _("Not said yet")
        OURS = "ours", _("An account or unit here")
        NOBODY = "nobody", _("Nobody here")
        UNCLEAR = "unclear", _("Unclear: the organ above says")

    case = models.ForeignKey(Case, models.CASCADE, related_name="written_names")
    text = models.CharField(max_length=200)
    origin = models.CharField(max_length=8, choices=Origin.choices)
    finding = models.CharField(max_length=8, choices=Finding.choices, blank=True)
    meant = models.JSONField(default=list)
    cleared = models.JSONField(default=list)
    resolved = models.ForeignKey(CaseEvent, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "text"], name="written_name_once")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_open(self) -> bool:
        """Whether nobody has said who is meant."""
        return self.finding in (self.Finding.OPEN, self.Finding.UNCLEAR)
