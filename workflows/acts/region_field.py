"""Naming a region in a form: typed with suggestions, by name or by code."""

import re
from typing import Any, Final

from django import forms
from django.db.models import Case, When
from django.utils.translation import gettext as _

from organizations.models import Region
from organizations.prepared_statements import PreparedQuery, answer
from ui.numbers import read_number

SUGGESTED = 20
NEAREST: Final = """
    SELECT id, code, name, path, parent_id FROM organizations_region
    ORDER BY NOT starts_with(path, %s), path LIMIT %s
"""
CODED: Final = PreparedQuery(lambda code: Region.objects.filter(code=code), str)
_CODE = re.compile(r"(\d{6,12})\D*$")


class RegionField(forms.CharField):
    """A region as `written` writes it, or by its code alone, or by a name that is the only one."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"list": "regions", "autocomplete": "off"})
        )
        super().__init__(**kwargs)

    @staticmethod
    def written(region: Region) -> str:
        """'土默特左旗（150121）': what the field shows and takes back."""
        return f"{region.name}（{region.code}）"

    def clean(self, value: Any) -> Region | None:
        text = super().clean(value)
        if not text:
            return None
        code = _CODE.search(text)
        if code:
            found = CODED.first(code[1])
            if found:
                return found
        named = list(Region.objects.filter(name=text)[:2])
        if len(named) == 1:
            return named[0]
        raise forms.ValidationError(
            _("Choose a place from the list, or enter its code of six or more digits.")
        )


def suggestions(words: str, *, near: str) -> list[Region]:
    """Regions whose name or code holds the words, those under the path `near` before others."""
    words = words.strip().partition("（")[0]
    if not words:
        return [Region(*row) for row in answer(NEAREST, near, SUGGESTED)]
    regions = Region.objects.all()
    if read_number(words) is not None:
        regions = regions.filter(code__startswith=words)
    else:
        regions = regions.filter(name__contains=words)
    own = Case(When(path__startswith=near, then=0), default=1)
    return list(regions.order_by(own, "path")[:SUGGESTED])
