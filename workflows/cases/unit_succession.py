"""A unit that is merged or abolished leaves no open case behind (条例 24)."""

from datetime import datetime
from typing import Final

from django.db.models import Q

from organizations.models import Unit
from workflows.acts.actors import TIMER
from workflows.cases import desk_moves, door
from workflows.measures import measure_services
from workflows.models import UNDONE, Case, CaseUnit, Clock, Measure
from workflows.states import OPEN

ENVELOPE: Final = ("intake_unit", "sender_unit", "holding_unit", "review_unit")
RUNNING: Final = (Clock.State.RUNNING, Clock.State.PAUSED)


def hand_on(*, unit: Unit, successor: Unit, at: datetime) -> int:
    """Put the successor in the unit's place on every open case; return how many there were.

    Belongs inside the transaction that closes the unit. The limits run on as they are.
    """
    part = Q()
    for field in ENVELOPE:
        part |= Q(**{field: unit})
    undone = Measure.objects.filter(unit=unit, state__in=UNDONE)
    tasks = CaseUnit.objects.filter(unit=unit, part=CaseUnit.Part.ASSISTING, finished_at=None)
    part |= Q(pk__in=undone.values("case")) | Q(pk__in=tasks.values("case_id"))
    numbers = list(Case.objects.filter(part, status__in=OPEN).values_list("pk", flat=True))
    for pk in sorted(numbers):
        door.perform(pk, "succeed", actor=TIMER, at=at, unit=unit.pk, successor=successor.pk)
    # What is left is long-term, on cases that have ended: no act is done on those any more.
    measure_services.pass_on(undone, successor, at=at)
    if successor.region_id == unit.region_id:
        # Elsewhere other rest days may count: there the limit stays with the unit it ran for.
        Clock.objects.filter(unit=unit, state__in=RUNNING).update(unit=successor)
    desk_moves.pass_on(unit, successor)
    return len(numbers)
