"""Tables of reports in templates."""

from collections.abc import Iterator

from django import template

from oversight.figures import Column, Table
from oversight.second_opinion import Verdict
from workflows.models import Case
from workflows.notices import case_url

register = template.Library()


@register.filter
def cells(table: Table) -> Iterator[list[tuple[Column, str]]]:
    """Each row as (column, text) in order."""
    for line in table.lines():
        yield list(zip(table.columns, line, strict=True))


@register.filter
def verdict(name: str) -> str:
    """How a limit was kept, in words."""
    return str(Verdict(name).label)


@register.filter
def address(case: Case) -> str:
    """The page of a case of either kind."""
    return case_url(case)
