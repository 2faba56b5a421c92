"""Lists in pages, in an envelope that tells how to go on."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.utils.urls import remove_query_param, replace_query_param

from workflows.cases.index_ranges import COUNTED, Count, Page, Place, Ranges


def requested_page(request: Request) -> dict[str, str]:
    """What stands behind the question mark: `?unit=` asks nothing, a repeated name for both."""
    given = {name: ",".join(filter(None, values)) for name, values in request.query_params.lists()}
    return {name: value for name, value in given.items() if value}


def page_of(
    found: QuerySet[Any], query: dict[str, Any], request: Request
) -> tuple[list[Any], dict[str, Any]]:
    """The rows of one page, and the envelope to put them in as `results`."""
    page, size = query["page"], query["page_size"]
    count = found.order_by()[: COUNTED + 1].count()
    rows = list(found[(page - 1) * size : page * size]) if _within(page, size) and count else []
    here = request.build_absolute_uri()
    return rows, {
        "count": min(count, COUNTED),
        "count_exact": count <= COUNTED,
        "page": page,
        "page_size": size,
        "next": replace_query_param(here, "page", page + 1) if page * size < count else None,
        "previous": replace_query_param(here, "page", page - 1) if page > 1 else None,
        "results": [],
    }


def listed(
    found: Ranges, count: Count, query: dict[str, Any], request: Request
) -> tuple[tuple[int, ...], dict[str, Any]]:
    """The ids of one page of a list that goes on from places, and its envelope."""
    page = _page(found, query)
    return page.ids, {
        "count": count.number,
        "count_exact": count.exact,
        "page": query["page"],
        "page_size": query["page_size"],
        "next": _next(request, query["page"], page.after),
        "previous": _previous(request, query["page"], page.before),
        "results": [],
    }


def _page(found: Ranges, query: dict[str, Any]) -> Page:
    number, size = query["page"], query["page_size"]
    side, _sign, told = query.get("cursor", "").partition(":")
    if side:
        place = Place.read(told, found.order, found.model)
        if side not in ("after", "before") or place is None:
            raise ValidationError({"cursor": [_("No list goes on from here.")]})
        return found.page(size, **{side: place})
    if number == 1:
        return found.page(size)
    _within(number, size)
    skipped = found.page((number - 1) * size)
    return found.page(size, after=skipped.after) if skipped.after else Page()


def _within(page: int, size: int) -> bool:
    """Whether a page is near enough to be counted to. Raises `ValidationError` otherwise."""
    if page * size > COUNTED:
        message = _("Pages are numbered up to %(n)s rows; follow `next` beyond.") % {"n": COUNTED}
        raise ValidationError({"page": [message]})
    return True


def _next(request: Request, number: int, place: Place | None) -> str | None:
    return _link(request, number + 1, f"after:{place}") if place else None


def _previous(request: Request, number: int, place: Place | None) -> str | None:
    if number == 1:
        return None
    return _link(request, number - 1, f"before:{place}" if place and number > 2 else "")  # noqa: PLR2004  # the first page has no place before it


def _link(request: Request, number: int, cursor: str) -> str:
    here = replace_query_param(request.build_absolute_uri(), "page", number)
    if cursor:
        return replace_query_param(here, "cursor", cursor)
    return remove_query_param(here, "cursor")
