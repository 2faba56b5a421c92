"""Whoever has the open desk: for each clock of a batch of cases, in one query.

A clock that has work of its own beside the case is held at the desk of that work. Any other is held
at the case's own open desk, and by the unit whose limit it is where that is another one. A unit
without an open desk is met where it last worked on the case, or where the flow would put its first
desk.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from organizations.bulk_lookup import Among
from organizations.models import Role
from workflows.cases.desk_places import first_role
from workflows.models import Case, Clock, DeskTask
from workflows.models.desk import WAITING


class Seat(NamedTuple):
    """Where somebody works: a role in a unit, and the person who has taken the desk."""

    unit_id: int
    role: str
    owner_id: int | None


class Holders:
    """The seats at which the clocks of some cases are held. One query, when it is made."""

    def __init__(self, cases: Collection[int]) -> None:
        self._own: dict[int, list[Seat]] = defaultdict(list)
        self._beside: dict[int, list[Seat]] = defaultdict(list)
        self._last: dict[tuple[int, int], Seat] = {}
        desks = DeskTask.objects.filter(Among("case", cases), unit__isnull=False).order_by("pk")
        fields = ("case_id", "status", "clock_id", "measure_id", "unit_id", "role", "owner_id")
        for case_id, status, clock_id, measure_id, *seat in desks.values_list(*fields):
            self._last[case_id, seat[0]] = Seat(*seat)
            if status in WAITING and clock_id:
                self._beside[clock_id].append(Seat(*seat))
            elif status in WAITING and not measure_id:
                self._own[case_id].append(Seat(*seat))

    @property
    def unit_ids(self) -> set[int]:
        """The units of all the open desks."""
        open_desks = [*self._own.values(), *self._beside.values()]
        return {seat.unit_id for seats in open_desks for seat in seats}

    def of(self, case: Case, clock: Clock) -> Iterator[Seat]:
        """The seats of those who hold the clock; needs `clock.unit`."""
        if clock.pk in self._beside:
            yield from self._beside[clock.pk]
            return
        desks = self._own.get(case.pk, [])
        yield from desks
        if clock.unit_id not in {seat.unit_id for seat in desks}:
            somebody = Seat(clock.unit_id, Role(first_role(case.kind, clock.unit)), None)
            yield self._last.get((case.pk, clock.unit_id), somebody)
