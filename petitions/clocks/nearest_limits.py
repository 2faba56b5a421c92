"""The limit of a case that comes first, with its traffic light, for lists and badges."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import Min, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflows.counting.due_date import Light, days_left, traffic_light
from workflows.counting.ladder import ladders
from workflows.models import Clock

LAPSE = "lapse"
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
            is_right=clock.rule.key in rights(),
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


def rights() -> Collection[str]:
    """The keys of rules that give somebody a right that may lapse; nobody is late with those."""
    known = ladders().by_rule
    return [k for k, rungs in known.items() if rungs and all(r.act == LAPSE for r in rungs)]


def duty_due(case: str = "") -> Min:
    """The last day of the first running duty of a case, for `annotate`; `case` leads to it."""
    return Min(
        f"{case}clocks__due_on",
        filter=Q(**{f"{case}clocks__state": Clock.State.RUNNING})
        & ~Q(**{f"{case}clocks__rule__key__in": rights()}),
    )


def nearest_limits(case_ids: Iterable[int], *, today: date) -> dict[int, Limit]:
    """Case id → the running limit that ends first, a duty before a right, in one query.

    Cases without one are left out.
    """
    rows = (
        Clock.objects.filter(
            case_id__in=list(case_ids), state=Clock.State.RUNNING, due_on__isnull=False
        )
        .select_related("rule")
        .annotate(is_right=Q(rule__key__in=rights()))
        .order_by("case_id", "is_right", "due_on", "pk")
        .distinct("case_id")
    )
    found = {clock.case_id: Limit.of(clock, today) for clock in rows}
    return {case_id: limit for case_id, limit in found.items() if limit}
