"""How pages show a running limit."""

from typing import Any

from django import template

from petitions.clocks.nearest_limits import Limit

register = template.Library()


@register.inclusion_tag("petitions/light.html")
def light(limit: Limit | None, *, note: bool = False) -> dict[str, Any]:
    """A limit's traffic light: icon, colour and words; with `note` also its name and last day."""
    return {"limit": limit, "note": note}
