"""How long the limits are, for pages that tell of them before any case exists."""

from collections.abc import Mapping

from django import template
from django.utils import timezone

from workflows.counting.work_calendar import legal_date
from workflows.models import ClockRule

register = template.Library()


@register.simple_tag
def limits_in_force() -> Mapping[str, ClockRule]:
    """Key → the version in force today; one query. `length_text` has the words."""
    return ClockRule.objects.all_in_force(legal_date(timezone.now()))
