"""The limit of a case that comes first, with its traffic light, for lists and badges."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Self

from django.db.models import Min, Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from organizations.bulk_lookup import Among, as_array
from organizations.prepared_statements import PreparedQuery
from workflows.counting.due_date import Light, Nature, days_left, traffic_light
from workflows.models import Clock, DeskTask

SOON: Final = timedelta(days=7)
WITHIN_SOON: Final = format_lazy(gettext_lazy("Within {n} days"), n=SOON.days)
LIGHT_ICONS = {
    Light.GREEN: "circle-check",
    Light.YELLOW: "clock",
    Light.RED: "triangle-alert",
    Light.OVERDUE: "octagon-alert",
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A running limit as told to people; `days` are calendar days, 0 on the last day."""

    name: str
    due_on: date
    days: int
    light: Light
    provisional: bool
    is_right: bool = False

    @classmethod
    def of(cls, clock: Clock, today: date) -> Self | None:
        """The limit of a running clock; None while it has no end. Needs `clock.rule`."""
        if clock.due_on is None or clock.state != Clock.State.RUNNING:
            return None
        return cls(
            name=_(clock.rule.name),
            due_on=clock.due_on,
            days=days_left(clock.due_on, today),
            light=traffic_light(clock.started_on, clock.due_on, today),
            provisional=clock.provisional,
            is_right=clock.rule.is_right,
        )

    @property
    def icon(self) -> str:
        return "hourglass" if self.is_right else LIGHT_ICONS[self.light]

    @property
    def shade(self) -> str:
        """The colour's name for the style sheet; a right has none."""
        return "none" if self.is_right else self.light.value

    @property
    def text(self) -> str:
        """'3 days left', 'ends today', '2 days overdue'; of a right 'open for 3 days', 'lapsed'."""
        if self.is_right:
            return self._right_text
        if self.days == 0:
            return _("Ends today")
        if self.days > 0:
            return ngettext("%(n)s day left", "%(n)s days left", self.days) % {"n": self.days}
        late = -self.days
        return ngettext("%(n)s day overdue", "%(n)s days overdue", late) % {"n": late}

    @property
    def _right_text(self) -> str:
        if self.days < 0:
            return _("Lapsed")
        return ngettext("Open for %(n)s more day", "Open for %(n)s more days", self.days) % {
            "n": self.days
        }


def duty_due() -> Min:
    """The last day of the first running duty of a case, for `annotate`."""
    running = Q(clocks__state=Clock.State.RUNNING, clocks__rule__nature=Nature.DUTY)
    return Min("clocks__due_on", filter=running)


def task_limits(tasks: Sequence[DeskTask], *, today: date) -> dict[int, Limit]:
    """Task id → the limit that it goes by, as `DeskTask.due_on` says; in one query."""
    steps = {task.case_id or 0: task.pk for task in tasks if task.is_step_of_case}
    others = {task.clock_id: task.pk for task in tasks if task.clock_id}
    of_cases = Q(case_id__in=steps, measure=None, process=None)
    rows = _running().filter(of_cases | Q(pk__in=others))
    told = [(clock, Limit.of(clock, today)) for clock in rows.order_by("due_on", "pk")]
    found: dict[int, Limit] = {}
    for clock, limit in sorted(told, key=lambda each: each[1] is not None and each[1].is_right):
        if limit:
            found.setdefault(others.get(clock.pk) or steps[clock.case_id], limit)
    return found


TOLD: Final = (
    *("case", "state", "started_on", "due_on", "provisional"),
    *("rule__name", "rule__nature"),
)
"""What `Limit.of` reads of a clock."""


def _running() -> QuerySet[Clock]:
    running = Clock.objects.filter(state=Clock.State.RUNNING, due_on__isnull=False)
    return running.select_related("rule").only(*TOLD)


NEAREST: Final = PreparedQuery(
    lambda cases: (
        _running()
        .filter(Among("case", cases))
        .order_by("case_id", "rule__nature", "due_on", "pk")
        .distinct("case_id")
    ),
    str,
)


def nearest_limits(case_ids: Iterable[int], *, today: date) -> dict[int, Limit]:
    """Case id → the running limit that ends first, a duty before a right, in one query.

    Cases without one are left out.
    """
    ids = list(case_ids)
    rows = NEAREST(as_array(ids)) if ids else ()
    found = {clock.case_id: Limit.of(clock, today) for clock in rows}
    return {case_id: limit for case_id, limit in found.items() if limit}
