"""The record of accounts and rights: to everybody his own, to watchers that of their region."""

from dataclasses import dataclass
from typing import Final

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from organizations.models import Person
from ui.numbers import read_number
from workflows.models import RightsEvent
from workflows.rights.office_labels import RowNames
from workflows.rights.rights_selectors import events_for, waiting_for

PER_PAGE: Final = 30
WAITING_SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """One step with what changed by it, in words."""

    event: RightsEvent
    changes: list[tuple[str, str, str]]


@never_cache
@require_GET
@login_required
def record_page(request: HttpRequest) -> HttpResponse:
    """Newest first; `?step=refused` what was tried, `?subject=&row=` one row's own history."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    person, at = request.user, timezone.now()
    step, subject = request.GET.get("step", ""), request.GET.get("subject", "")
    found = _narrowed(events_for(person, at=at), step, subject, request.GET.get("row", ""))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    steps = [each for each in RightsEvent.Step if each != RightsEvent.Step.FOUND]
    context = {
        "at": at,
        "page": page,
        "rows": _shown(page),
        "waiting": waiting_for(person, at=at)[:WAITING_SHOWN],
        "step": step,
        "steps": [(each.value, each.label) for each in steps],
    }
    return render(request, "rights/record.html", context)


def _narrowed(
    events: QuerySet[RightsEvent], step: str, subject: str, row: str
) -> QuerySet[RightsEvent]:
    if step in RightsEvent.Step.values:
        events = events.filter(step=step)
    if subject in RightsEvent.Subject.values:
        events = events.filter(subject=subject)
        number = read_number(row)
        events = events.filter(row=number) if number is not None else events
    return events


def _shown(page: Page[RightsEvent]) -> list[ShownEvent]:
    events = list(page)
    names = RowNames.of(values for e in events for values in (e.was, e.becomes))
    return [ShownEvent(e, names.differing(e.subject, e.was, e.becomes)) for e in events]
