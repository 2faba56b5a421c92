"""Form fields that the acts on tip-offs share."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import pgettext_lazy

from organizations.models import Unit, UnitKind
from workflows.acts import form_fields

if TYPE_CHECKING:
    from workflows.models import Case

day = form_fields.day
named = form_fields.named
names = form_fields.names
reason = form_fields.reason
text = form_fields.text

TOLD = [
    ("phone", pgettext_lazy("reporter told", "By telephone")),
    ("meeting", pgettext_lazy("reporter told", "Face to face")),
    ("letter", pgettext_lazy("reporter told", "By letter")),
    ("online", pgettext_lazy("reporter told", "Online")),
]
VERIFIED = [
    ("phone", pgettext_lazy("identity verified", "By telephone")),
    ("meeting", pgettext_lazy("identity verified", "Face to face")),
    ("letter", pgettext_lazy("identity verified", "By letter")),
    ("online", pgettext_lazy("identity verified", "Online")),
]


def notification_field(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=TOLD)


class SubordinateField(form_fields.UnitField):
    """A discipline organ of a region below the one that holds the case."""

    def narrow_below(self, case: "Case") -> None:
        region = case.holding_unit.region
        self.queryset = (
            Unit.objects.filter(
                kind=UnitKind.DISCIPLINE_COMMISSION,
                closed_on__isnull=True,
                region__path__startswith=region.path,
            )
            .exclude(region=region)
            .select_related("region")
        )
