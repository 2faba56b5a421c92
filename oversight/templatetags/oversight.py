"""Tables of reports in templates."""

from collections.abc import Iterator

from django import template

from oversight.integrity.deadline_crosscheck import Verdict
from oversight.reports.definition import ReportColumn, Table
from workflows.cases.machines import ACTS
from workflows.states import Kind

register = template.Library()


@register.filter
def cells(table: Table) -> Iterator[list[tuple[ReportColumn, str]]]:
    """Each row as (column, text) in order."""
    for line in table.lines():
        yield list(zip(table.columns, line, strict=True))


@register.filter
def verdict(name: str) -> str:
    """How a limit was kept, in words."""
    return str(Verdict(name).label)


@register.filter
def reason(why: str) -> str:
    """Why somebody read: by name the act whose form he opened, else as it was written down."""
    declared = ACTS[Kind.TIP_OFF].get(why)
    return str(declared.label) if declared else why
