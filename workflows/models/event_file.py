"""The picture of a paper, or the recording of a talk, that stands behind an act."""

from typing import ClassVar, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.erasure_trigger import deleted_alone
from workflows.models.event import CaseEvent

OF_EVENT: Final = """(
    SELECT event.case_id FROM workflows_caseevent AS event WHERE event.id = OLD.event_id
)"""


class EventFile(models.Model):
    """A file given with an act, kept with its hash; the event names it among its details."""

    event = models.ForeignKey(CaseEvent, models.PROTECT, related_name="files")
    file = models.FileField(upload_to="events/%Y/%m/")
    name = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("file of an act")
        verbose_name_plural = _("files of acts")
        triggers: ClassVar = [deleted_alone("append_only", OF_EVENT, updates=True)]

    def __str__(self) -> str:
        return self.name
