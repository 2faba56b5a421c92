"""What stands beside the form of an act: the matter, its letter, who holds it, what runs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from organizations.models import Person
from petitions.cases.open_letter import OpenLetter, open_letter
from petitions.clocks.nearest_limits import Limit
from workflows.acts.actors import Actor
from workflows.cases import access, desk_moves
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, Clock, DeskTask
from workflows.states import Kind


@dataclass(frozen=True, slots=True)
class ActContext:
    """The case of an act as whoever does it may see it."""

    case: Case
    letter: OpenLetter | None
    desk: DeskTask | None
    limits: tuple[tuple[Clock, Limit | None], ...]

    @property
    def title(self) -> str:
        return self.letter.petition.subject if self.letter else ""

    @property
    def is_tip_off(self) -> bool:
        return self.case.kind == Kind.TIP_OFF

    @property
    def limit(self) -> Limit | None:
        """The duty whose last day comes first."""
        return next((limit for _clock, limit in self.limits if limit and not limit.is_right), None)


def beside_form(case: Case, person: Person, *, at: datetime) -> dict[str, Any]:
    """What the template of a form reads of the case; at most six queries."""
    may_read = access.may(Actor.of(person), access.READ_LETTER, case, at=at)
    context = ActContext(
        case=case,
        letter=open_letter(case) if may_read else None,
        desk=desk_moves.waiting(case),
        limits=_limits(case, at),
    )
    return {"file": context}


def _limits(case: Case, at: datetime) -> tuple[tuple[Clock, Limit | None], ...]:
    """What runs or is paused: duties first, the nearest last day first."""
    today = legal_date(at)
    running = case.clocks.filter(state__in=(Clock.State.RUNNING, Clock.State.PAUSED))
    rows = running.select_related("rule", "unit", "measure").order_by("due_on", "pk")
    found = [(clock, Limit.of(clock, today)) for clock in rows]
    return tuple(sorted(found, key=lambda each: (each[0].rule.is_right, each[1] is None)))
