"""The file of record of an issued paper: a PDF, made once and never replaced."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from workflows.models.case import Case
from workflows.models.document import Document
from workflows.models.erasure_trigger import deleted_alone


class PaperFile(models.Model):
    """A paper as PDF/A with its faces inside, as it was first asked for (ADR 0057).

    It goes with the content of its case and at no other time.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="paper_files")
    document = models.OneToOneField(Document, models.PROTECT, related_name="file")
    pdf = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["pk"]
        verbose_name = _("file of a paper")
        verbose_name_plural = _("files of papers")
        triggers: ClassVar = [deleted_alone("append_only", updates=True)]

    def __str__(self) -> str:
        return f"{self.document_id} {self.sha256[:8]}"
