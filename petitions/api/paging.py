"""Lists in pages, in an envelope that tells how to go on."""

from typing import Any

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param


def requested_page(request: Request) -> dict[str, str]:
    """What stands behind the question mark: `?unit=` asks nothing, a repeated name for both."""
    given = {name: ",".join(filter(None, values)) for name, values in request.query_params.lists()}
    return {name: value for name, value in given.items() if value}


def page_of(
    found: QuerySet[Any], query: dict[str, Any], request: Request
) -> tuple[list[Any], dict[str, Any]]:
    """The rows of one page, and the envelope to put them in as `results`."""
    count, page, size = found.count(), query["page"], query["page_size"]
    rows = list(found[(page - 1) * size : page * size]) if count else []
    here = request.build_absolute_uri()
    return rows, {
        "count": count,
        "page": page,
        "page_size": size,
        "next": replace_query_param(here, "page", page + 1) if page * size < count else None,
        "previous": replace_query_param(here, "page", page - 1) if page > 1 else None,
        "results": [],
    }
