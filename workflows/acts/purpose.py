"""What an act is for: by it the page of a case puts together what somebody may do there."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Purpose(TextChoices):
    """In the order of the page."""

    DECISIONS = "decisions", _("Decisions on proposals")
    HANDLING = "handling", pgettext_lazy("purpose", "Handling")
    TRANSFER = "transfer", _("Transfer and assistance")
    LIMITS = "limits", pgettext_lazy("purpose", "Limits")
    RIGHTS = "rights", _("Parties' rights and notices")
    SUPERVISION = "supervision", pgettext_lazy("purpose", "Supervision")
    LEADERSHIP = "leadership", pgettext_lazy("purpose", "Leader in charge")
    RECUSALS = "recusals", _("Names and recusals")
    RECORD = "record", _("Corrections and records")
    MATERIAL = "material", pgettext_lazy("purpose", "Material")
    MEASURES = "measures", pgettext_lazy("purpose", "Measures")
    RETENTION = "retention", pgettext_lazy("purpose", "Retention")


IN_PANELS: Final = (Purpose.MATERIAL, Purpose.MEASURES, Purpose.RETENTION)
"""Their acts stand beside what they are about, in panels of their own."""
