"""Cases under leaders (包案): the numbers, and the cases behind each."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET

from petitions.cases.act_views import reader
from petitions.clocks.nearest_limits import WITHIN_SOON, nearest_limits
from petitions.leaders import leader_selectors
from workflows.counting.work_calendar import legal_date
from workflows.leading.sharing_batches import coordinating_post
from workflows.models import Case

PER_PAGE = 30
FILTERS = (
    ("", pgettext_lazy("cases", "All")),
    ("open", pgettext_lazy("cases", "Open")),
    ("overdue", _("Overdue")),
    ("soon", WITHIN_SOON),
    ("finished", _("Finished")),
)


@require_GET
@login_required
def leaders_page(request: HttpRequest) -> HttpResponse:
    """Every leader within reach; with `?leader=<id>` that leader's cases below."""
    at, person = timezone.now(), reader(request)
    if not leader_selectors.may_look(person, at=at):
        raise Http404
    rows = leader_selectors.leaders(person, at=at)
    chosen = next((r for r in rows if str(r.leader.pk) == request.GET.get("leader")), None)
    context: dict[str, object] = {"rows": rows, "chosen": chosen, "at": at, "totals": _totals(rows)}
    context["within_soon"] = WITHIN_SOON
    context["may_share"] = coordinating_post(person, at=at) is not None
    if chosen is not None:
        of_leader = leader_selectors.led_cases(person, at=at).filter(leader=chosen.leader)
        context |= _cases(of_leader, request, at)
    return render(request, "petitions/leaders.html", context)


def _totals(rows: list[leader_selectors.LeaderRow]) -> dict[str, int]:
    names = ("led", "open", "overdue", "soon", "finished")
    return {name: sum(getattr(row, name) for row in rows) for name in names}


def _cases(cases: QuerySet[Case], request: HttpRequest, at: datetime) -> dict[str, object]:
    shown = request.GET.get("show", "")
    wanted = cases.filter(leader_selectors.group(shown, at)).select_related("holding_unit")
    ordered = wanted.order_by(F("nearest_on").asc(nulls_last=True), "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    limits = nearest_limits([case.pk for case in page], today=legal_date(at))
    cases_with_limits = [(case, limits.get(case.pk)) for case in page]
    return {"page": page, "cases": cases_with_limits, "shown": shown, "filters": FILTERS}
