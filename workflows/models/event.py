"""What happened to a case, append-only."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.models import Unit
from workflows.models.case import Case
from workflows.models.erasure_trigger import emptied_alone
from workflows.models.hash_chain import EVENT, chained
from workflows.models.known_rows import KnownRows

if TYPE_CHECKING:
    from workflows.models.desk import DeskTask


class ActorKind(models.TextChoices):
    PERSON = "person", _("Person")
    PETITIONER = "petitioner", _("Petitioner")
    TIMER = "timer", _("Timer")
    IMPORTER = "importer", _("Batch import")


class CaseEvent(KnownRows, models.Model):
    """One act performed. Never changed, never deleted; the status is a cache of the last one."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    act = models.CharField(_("act"), max_length=30)
    actor_kind = models.CharField(max_length=12, choices=ActorKind.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="case_events"
    )
    actor_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("at"))
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    source = models.CharField(max_length=20)
    target = models.CharField(max_length=20)
    details = models.JSONField(default=dict)

    desk: "DeskTask | None" = None
    """The desk that the act has just brought the case to, in the hands of who performed it."""

    handout: str = ""
    """What is handed to the petitioner with this one answer, as a new query code: never stored."""

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes: ClassVar = [
            models.Index(fields=["case", "id"], name="case_event_order"),
            models.Index(fields=["act", "at"], name="case_event_act"),
            models.Index(fields=["case"], condition=Q(act="warn"), name="case_event_warned"),
        ]
        triggers: ClassVar = [
            emptied_alone("append_only", "details"),
            chained("event", EVENT),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.act}"
