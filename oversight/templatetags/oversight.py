"""Tables of reports in templates."""

from collections.abc import Iterator

from django import template

from oversight.figures import Column, Table

register = template.Library()


@register.filter
def cells(table: Table) -> Iterator[list[tuple[Column, str]]]:
    """Each row as (column, text) in order."""
    for line in table.lines():
        yield list(zip(table.columns, line, strict=True))
