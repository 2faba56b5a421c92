"""The desk after login: what waits for the reader now."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from organizations.models import Person, Role
from petitions.accounts.sign_in import signed_in
from petitions.cases.case_list import titles
from petitions.clocks.nearest_limits import Limit, nearest_limits
from petitions.receptions import selectors
from workflows.acts.act import Act, Relation
from workflows.cases import access, desks
from workflows.cases.case_lists import BY_LIMIT, CaseList
from workflows.cases.index_ranges import Count
from workflows.cases.machines import ACTS
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, DeskTask
from workflows.states import OPEN, Kind

SHOWN = 50
SHOWN_LED = 10
REGISTERING = {grant.role for grant in access.grants(Kind.PETITION, "register")}
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
    roles = {post.role for post in access.posts_of(person, at=at)}
    waiting = (desks.own(person, at=at), desks.queues(person, at=at))
    tasks = desks.tasks([pk for each in waiting for pk in each.page(SHOWN + 1).ids])
    led = _led(person, at) if Role.LEADER in roles else []
    rows = _rows(tasks, led, person, at=at, today=today)
    context: dict[str, Any] = {
        "at": at,
        "today": today,
        "roles": roles,
        "mine": [r for r in rows if r.task and r.task.owner_id == person.pk][:SHOWN],
        "queue": [r for r in rows if r.task and r.task.owner_id is None],
        "led": [r for r in rows if r.task is None],
        "leads": Role.LEADER in roles,
        "shown": SHOWN,
        "may_register": bool(roles & REGISTERING),
        "empty": EMPTY,
        "promises": [
            (given, selectors.promise_limit(given, today))
            for given in selectors.pressing(person, at=at, today=today)[:SHOWN]
        ],
        "region": _region(person, at, today) if Role.MONITOR in roles else None,
    }
    context["more"] = len(context["queue"]) > SHOWN
    context["queue"] = context["queue"][:SHOWN]
    return render(request, "petitions/desk.html", context)


def _led(person: Person, at: datetime) -> list[Case]:
    """What this person leads, the nearest limit first."""
    own = access.scope(Kind.PETITION, Relation.LEADS, person.pk)
    led = CaseList.of(person, at=at).through(own).with_status(OPEN)
    return led.found(led.page(BY_LIMIT, SHOWN_LED).ids, "holding_unit")


def _rows(
    tasks: list[DeskTask], led: list[Case], person: Person, *, at: datetime, today: date
) -> list[DeskRow]:
    pairs = [*((task.case, task) for task in tasks if task.case), *((case, None) for case in led)]
    ids = {case.pk for case, _task in pairs}
    limits = nearest_limits(ids, today=today)
    known = titles(ids, person, at=at)
    return [DeskRow(c, known.get(c.pk), limits.get(c.pk), task) for c, task in pairs]


def _region(person: Person, at: datetime, today: date) -> dict[str, Count]:
    """What a monitor's region stands at: open cases, and those over a limit."""
    cases = CaseList.of(person, at=at).with_status(OPEN)
    return {"open": cases.count(), "late": cases.late(today).count()}
