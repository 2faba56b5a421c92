"""Words and shapes that several reports share."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import pgettext_lazy

from organizations.models import Unit
from oversight.reports.definition import Figure

TIMELY: Final = {
    "timely": pgettext_lazy("report", "in time"),
    "late": pgettext_lazy("report", "late"),
    "missed": pgettext_lazy("report", "limit passed, not yet done"),
    "not_due": pgettext_lazy("report", "not yet due"),
    "entered_later": pgettext_lazy("report", "entered on a later day"),
}
BY_UNIT: Final = "by_unit"


def rate(name: str, label: str, formula: str, parts: Mapping[str, int], *of: str) -> Figure:
    """The share of `timely` among the parts that count."""
    return Figure(
        name=name,
        label=str(label),
        formula=formula,
        numerator=parts["timely"],
        denominator=sum(parts[part] for part in of),
        parts=parts,
    )


def units_by_id(ids: set[int]) -> dict[int, Unit]:
    """The units in the order of the tree."""
    units = Unit.objects.filter(pk__in=ids).select_related("region").order_by("path")
    return {unit.pk: unit for unit in units}
