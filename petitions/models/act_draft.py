"""What somebody has typed into the form of an act and not sent yet."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models import Person
from workflows.models import Case


class ActDraft(models.Model):
    """A person's own draft of an act on a case; no part of the record, and gone with the act.

    Like an identity it is encrypted under a key of its own, which a key of the vault wraps. Both
    are bound to the person, the case and the act, so that nobody else can be given it to read.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, related_name="act_drafts")
    act = models.CharField(max_length=60)
    cipher = models.CharField(max_length=20)
    key_id = models.CharField(max_length=60)
    wrapped_key = models.BinaryField()
    sealed = models.BinaryField()
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("draft of an act")
        verbose_name_plural = _("drafts of acts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "case", "act"], name="draft_of_act_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["key_id", "id"], name="draft_under_key"),
            models.Index(fields=["saved_at"], name="draft_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.act}"

    def bound(self, what: str) -> bytes:
        """What ties ciphertext to its person, case and act: elsewhere it can't be read."""
        place = f"{self.person_id}/{self.case_id}/{self.act}/{self.cipher}"
        return f"jianjian/draft-{what}/{place}".encode()
