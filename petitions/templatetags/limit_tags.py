"""How pages show a running limit."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from petitions.clocks.nearest_limits import Limit

register = template.Library()

REMEMBERED = 2_000
"""Lists show the same few limits again and again, until the day is over."""


@register.simple_tag
def light(limit: Limit | None, *, note: bool = False) -> SafeString:
    """A limit's traffic light: icon, colour and words; with `note` also its name and last day."""
    return _light(limit, note=note, _language=get_language())


@lru_cache(REMEMBERED)
def _light(limit: Limit | None, *, note: bool, _language: str | None) -> SafeString:
    return render_to_string("petitions/light.html", {"limit": limit, "note": note})
