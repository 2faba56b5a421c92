"""What colleagues write to each other about a case: no part of its record, and never changed."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models import Unit
from workflows.models.case import Case
from workflows.models.erasure_trigger import deleted_alone

TEXT_LENGTH: Final = 4000
OF_NOTE: Final = """(
    SELECT note.case_id FROM workflows_casenote AS note WHERE note.id = OLD.note_id
)"""


class CaseNote(models.Model):
    """A note, by whom and when. It is no event: nothing of the case follows from it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    author_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))
    text = models.CharField(_("note"), max_length=TEXT_LENGTH)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        triggers: ClassVar = [deleted_alone("append_only", updates=True)]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d}"


class NoteMention(models.Model):
    """A colleague to whom a note speaks, who is told of it."""

    note = models.ForeignKey(CaseNote, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["note", "person"], name="mentioned_once_in_a_note")
        ]
        triggers: ClassVar = [deleted_alone("append_only", OF_NOTE, updates=True)]

    def __str__(self) -> str:
        return f"{self.note_id} {self.person_id}"
