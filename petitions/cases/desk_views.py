"""The desk after login: what waits for the reader now."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from organizations.models import Person
from organizations.signing_in.signed_in import signed_in
from petitions.clocks.nearest_limits import Limit, nearest_limits, task_limits
from petitions.letters.letter_selectors import titles
from petitions.receptions import selectors
from ui.navigation import NAVIGATION, Menu
from workflows.acts.act import Act, Relation
from workflows.cases import access, desk_inbox
from workflows.cases.act_notices import case_url
from workflows.cases.case_lists import BY_LIMIT, CaseList
from workflows.cases.flows import LeadingFlow
from workflows.cases.index_ranges import Count
from workflows.cases.machines import ACTS
from workflows.cases.permissions import LEAD, OVERSEE_REGION
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, DeskTask
from workflows.states import OPEN, Kind

SHOWN = 50
SHOWN_LED = 10
LEADERS_ACTS = [
    act
    for act in ACTS[Kind.PETITION].values()
    if act.style == "primary" and any(grant.relation is Relation.LEADS for grant in act.by)
]
EMPTY = {
    "mine": _("Nothing is on your own desk"),
    "take": _("Take a matter from the queue below: the nearest limit comes first."),
    "nothing": _("Nothing waits for you"),
    "hint": _("What comes to your posts appears here, the nearest limit first."),
    "led": _("You lead no open case at present"),
}


@dataclass(frozen=True, slots=True)
class DeskRow:
    """One line of the desk; `title` is None where the reader may not open the letter."""

    case: Case
    title: str | None
    limit: Limit | None
    task: DeskTask | None = None

    @property
    def next_act(self) -> Act | None:
        """What a leader does next on a case of his; None while it is with somebody else."""
        if self.task is not None or self.case.drafter_id == self.case.leader_id:
            return None
        return next((act for act in LEADERS_ACTS if self.case.status in act.sources), None)


@require_GET
@login_required
def desk_page(request: HttpRequest) -> HttpResponse:
    """The reader's own desk, the queues of the reader's units, and what the reader leads."""
    person, at = signed_in(request), timezone.now()
    today = legal_date(at)
    leads = access.holds(person, LEAD, at=at)
    own, queue = desk_inbox.own_and_queues(person, at=at).heads(SHOWN + 1)
    if leads:
        own = _apart_from_led(person, at)
    tasks = desk_inbox.tasks([*own, *queue])
    led = _led(person, at) if leads else []
    rows = _rows(tasks, led, person, at=at, today=today)
    context: dict[str, Any] = {
        "at": at,
        "today": today,
        "mine": [r for r in rows if r.task and r.task.owner_id == person.pk][:SHOWN],
        "queue": [r for r in rows if r.task and r.task.owner_id is None],
        "led": [r for r in rows if r.task is None],
        "leads": leads,
        "shown": SHOWN,
        "may_register": access.holds(person, "register", kind=Kind.PETITION, at=at),
        "empty": EMPTY,
        "promises": [
            (given, selectors.promise_limit(given, today))
            for given in selectors.pressing(person, at=at, today=today)[:SHOWN]
        ],
        "region": _region(person, at, today),
        "ways": NAVIGATION.shown(person, Menu.START, at=at),
    }
    context["more"] = len(context["queue"]) > SHOWN
    context["queue"] = context["queue"][:SHOWN]
    return render(request, "petitions/desk.html", context)


@require_GET
@login_required
def next_case(request: HttpRequest) -> HttpResponse:
    """The case that comes next on the reader's desk, then in the queues of his units.

    `after` is the number of the case he comes from; behind the last one the first comes again.
    """
    person, at = signed_in(request), timezone.now()
    waiting = desk_inbox.cases_in_turn(person, at=at, limit=SHOWN)
    numbers = [case.number for case in waiting]
    here = request.GET.get("after", "")
    place = numbers.index(here) + 1 if here in numbers else 0
    others = [case for case in (*waiting[place:], *waiting[:place]) if case.number != here]
    if others:
        return redirect(case_url(others[0]))
    messages.info(request, _g("Nothing else waits on your desk."))
    return redirect("petitions:desk")


def _apart_from_led(person: Person, at: datetime) -> tuple[int, ...]:
    """What waits on his own desk; what he leads is told in a table of its own."""
    own = replace(desk_inbox.own(person, at=at), narrow=~Q(process__flow_class=LeadingFlow))
    return own.page(SHOWN + 1).ids


def _led(person: Person, at: datetime) -> list[Case]:
    """What this person leads, the nearest limit first."""
    own = access.scope(Kind.PETITION, Relation.LEADS, person.pk)
    led = CaseList.of(person, at=at).through(own).with_status(OPEN)
    return led.found(led.page(BY_LIMIT, SHOWN_LED).ids, "holding_unit")


def _rows(
    tasks: list[DeskTask], led: list[Case], person: Person, *, at: datetime, today: date
) -> list[DeskRow]:
    known = titles({*(t.case_id for t in tasks if t.case_id), *(c.pk for c in led)}, person, at=at)
    own, of_led = task_limits(tasks, today=today), nearest_limits([c.pk for c in led], today=today)
    return [
        *(DeskRow(t.case, known.get(t.case.pk), own.get(t.pk), t) for t in tasks if t.case),
        *(DeskRow(case, known.get(case.pk), of_led.get(case.pk)) for case in led),
    ]


def _region(person: Person, at: datetime, today: date) -> dict[str, Count] | None:
    """What a monitor's region stands at: open cases, and those over a limit, ended ones too."""
    if not access.holds(person, OVERSEE_REGION, at=at):
        return None
    cases = CaseList.of(person, at=at)
    return {"open": cases.with_status(OPEN).count(), "late": cases.late(today).count()}
