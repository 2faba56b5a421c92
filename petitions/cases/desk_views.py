"""The desk after login: what waits for the reader now."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from organizations.models import Person
from petitions.accounts.sign_in import signed_in
from petitions.clocks.nearest_limits import (
    Limit,
    desk_due,
    duty_due,
    nearest_limits,
    task_limits,
)
from petitions.letters.letter_selectors import titles
from petitions.receptions import selectors
from ui.navigation import NAVIGATION, Menu
from workflows.acts.act import Act, Relation
from workflows.cases import access, desks
from workflows.cases.flows import LeadingFlow
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
    # What he leads is told in a table of its own.
    led_by_him = Q(process__flow_class=LeadingFlow, owner=person)
    waiting = _by_limit(desks.inbox(person, at=at).exclude(led_by_him))
    own = waiting.filter(owner=person)
    queue = waiting.filter(owner__isnull=True)
    leads = access.holds(person, LEAD, at=at)
    tasks = [*own[: SHOWN + 1], *queue[: SHOWN + 1]]
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


def _by_limit(tasks: QuerySet[DeskTask]) -> QuerySet[DeskTask]:
    """The nearest limit first, then what has waited longest."""
    related = tasks.select_related("case__holding_unit", "measure").annotate(due=desk_due())
    return related.order_by(F("due").asc(nulls_last=True), "since", "pk")


def _led(person: Person, at: datetime) -> list[Case]:
    led = access.cases_for(person, at=at).filter(leader=person, status__in=OPEN)
    nearest = led.select_related("holding_unit").annotate(due=duty_due())
    return list(nearest.order_by(F("due").asc(nulls_last=True), "pk")[:SHOWN_LED])


def _rows(
    tasks: list[DeskTask], led: list[Case], person: Person, *, at: datetime, today: date
) -> list[DeskRow]:
    known = titles({*(t.case_id for t in tasks if t.case_id), *(c.pk for c in led)}, person, at=at)
    own, of_led = task_limits(tasks, today=today), nearest_limits([c.pk for c in led], today=today)
    return [
        *(DeskRow(t.case, known.get(t.case.pk), own.get(t.pk), t) for t in tasks if t.case),
        *(DeskRow(case, known.get(case.pk), of_led.get(case.pk)) for case in led),
    ]


def _region(person: Person, at: datetime, today: date) -> dict[str, int] | None:
    """What a monitor's region stands at: open cases, and those over a limit."""
    if not access.holds(person, OVERSEE_REGION, at=at):
        return None
    cases = access.cases_for(person, at=at).filter(status__in=OPEN)
    return {
        "open": cases.count(),
        "late": cases.overdue(at).count(),
    }
