"""Tip-offs: the list and the page of one, for the discipline organ alone.

To anybody else these addresses do not exist.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from organizations.models import Person
from petitions.cases import case_detail
from petitions.cases.act_context import beside_form
from petitions.cases.act_views import ActPlace, reader, respond
from petitions.cases.list_paging import page_of
from petitions.clocks.nearest_limits import nearest_limits
from petitions.drafts.late_forms import keeps_what_was_typed
from petitions.reporter_portal.dialogue_selectors import dialogue_messages, may_write
from petitions.tipoffs.tipoff_intake_views import receiving_units
from petitions.vault.selectors import identity_summary
from workflows.acts.actors import Actor
from workflows.audit import exclusion_record
from workflows.cases import access
from workflows.cases.act_notices import case_url
from workflows.cases.case_lists import BY_NEWEST, CaseList
from workflows.cases.permissions import APPROVE_SUPPLY, SUPPLY_INSPECTORS
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, Part
from workflows.models.case_exclusion import is_held
from workflows.naming.name_records import open_names
from workflows.states import AT_INTAKE, OPEN_TIP_OFF, SETTLED, TIP_OFF_ONLY, Kind, Status
from workflows.tipoff.name_resolution import named_in

PER_PAGE: Final = 30
OF_SUPPLIES: Final = (SUPPLY_INSPECTORS, APPROVE_SUPPLY)
AT_DOOR: Final = frozenset({*AT_INTAKE, Status.SEALED_UP})
STAGES: Final = {
    "open": OPEN_TIP_OFF,
    "intake": AT_DOOR,
    "handling": frozenset(OPEN_TIP_OFF) - AT_DOOR - frozenset(SETTLED),
    "settled": SETTLED,
    "ended": frozenset(TIP_OFF_ONLY) - frozenset(OPEN_TIP_OFF),
}
STAGE_NAMES: Final = (
    ("open", pgettext_lazy("cases", "Open")),
    ("intake", pgettext_lazy("cases", "At intake")),
    ("handling", pgettext_lazy("cases", "In handling")),
    ("settled", pgettext_lazy("cases", "To be fed back")),
    ("ended", pgettext_lazy("cases", "Ended")),
    ("all", pgettext_lazy("cases", "All")),
)


@require_GET
@login_required
def clues_page(request: HttpRequest) -> HttpResponse:
    """The tip-offs this person may know of, by their envelopes alone."""
    at, person = timezone.now(), reader(request)
    _require_clue_post(person, at)
    found = CaseList.of(person, at=at, kind=Kind.TIP_OFF)
    shown = request.GET.get("show", "open")
    if shown in STAGES:
        found = found.with_status(STAGES[shown])
    page = page_of(found, BY_NEWEST, PER_PAGE, request.GET)
    limits = nearest_limits([case.pk for case in page.cases], today=legal_date(at))
    context = {
        "page": page,
        "cases": [(case, limits.get(case.pk)) for case in page.cases],
        "shown": shown,
        "stages": STAGE_NAMES,
        "may_register": bool(receiving_units(person, at=at)),
        "sees_supplies": any(access.holds(person, each, at=at) for each in OF_SUPPLIES),
        "at": at,
    }
    return render(request, "petitions/clues.html", context)


@require_GET
@login_required
def clue_page(request: HttpRequest, number: str) -> HttpResponse:
    """One tip-off: envelope, letter where the post may read it, what happened, acts."""
    at, person = timezone.now(), reader(request)
    case = found_clue(person, number, at)
    exclusion_record.note_read(case, person, Part.LETTER, at=at)
    prefetch_related_objects([case], "written_names")
    file = case_detail.open_file(case, person, at=at)
    context = case_detail.context(file, at)
    if file.letter:
        context |= {"named": named_in(case), "shut_out": exclusion_record.excluded_parties(case)}
        context |= {"open_names": open_names(case), "is_held": is_held(case)}
        context["may_resolve"] = access.may(Actor.of(person), "resolve_name", case, at=at)
        context["read_before"] = exclusion_record.read_before(case)
        context["identity"] = identity_summary(case, person, at=at)
        context["words"] = dialogue_messages(told.event for told in file.history)
        context["may_write"] = may_write(file.acts)
    return render(request, "petitions/clue.html", context)


@require_http_methods(["GET", "POST"])
@keeps_what_was_typed
@login_required
def clue_act_page(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """The form of an act on a tip-off, and its performance."""
    at, person = timezone.now(), reader(request)
    case = found_clue(person, number, at, find=case_detail.envelope)
    exclusion_record.note_read(case, person, Part.LETTER, at=at, why=act)
    beside = (partial(beside_form, case, person, at=at), partial(_sealed, case, person, at))
    place = ActPlace(Actor.of(person), at, "petitions/act.html", case_url(case), beside=beside)
    return respond(request, case, act, place=place)


def _sealed(case: Case, person: Person, at: datetime) -> dict[str, object]:
    """Who reports stands in the vault, not beside the form."""
    return {"identity": identity_summary(case, person, at=at)}


def found_clue(
    person: Person,
    number: str,
    at: datetime,
    *,
    find: Callable[..., Case | None] = case_detail.visible,
) -> Case:
    """The tip-off as this person may know of it. A refusal is recorded; raises Http404."""
    case = find(person, number, kind=Kind.TIP_OFF, at=at)
    if case is None:
        exclusion_record.note_refused(number, person, at=at)
        raise Http404
    return case


def _require_clue_post(person: Person, at: datetime) -> None:
    if not access.holds(person, access.SEE, kind=Kind.TIP_OFF, at=at):
        raise Http404
