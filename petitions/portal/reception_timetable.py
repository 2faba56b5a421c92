"""The public timetable: where, when, and which post receives (条例 18①); no name, no visitor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from petitions.receptions import selectors
from workflows.counting.work_calendar import legal_date

SHOWN = 200


@require_GET
def portal_receptions(request: HttpRequest) -> HttpResponse:
    """The published days from today on, by region."""
    days = selectors.published(today=legal_date(timezone.now()))[:SHOWN]
    return render(request, "petitions/portal_receptions.html", {"days": days})
