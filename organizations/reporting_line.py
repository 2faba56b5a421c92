"""Who stands where around many units at once, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TypeAlias

from django.utils import timezone

from organizations.models import Tenure, Unit, UnitKind
from organizations.selectors import open_units, region_prefixes

Staff: TypeAlias = Mapping[int, Mapping[str, Collection[int]]]


def staff_of(unit_ids: Collection[int], *, at: datetime) -> Staff:
    """Unit id → role → ids of the people who hold it at `at`.

    A closed unit answers with its successor's people, however often that was closed in turn.
    Two queries, and one for each further succession.
    """
    serving = _serving(unit_ids, at)
    staff: dict[int, dict[str, set[int]]] = {unit_id: defaultdict(set) for unit_id in unit_ids}
    held = Tenure.objects.at(at).filter(post__unit__in=set(serving.values()))
    by_unit: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for unit_id, roles, person_id in held.values_list("post__unit_id", "post__roles", "person_id"):
        by_unit[unit_id] += [(role, person_id) for role in roles]
    for unit_id, successor_id in serving.items():
        for role, person_id in by_unit[successor_id]:
            staff[unit_id][role].add(person_id)
    return staff


def _serving(unit_ids: Collection[int], at: datetime) -> dict[int, int]:
    """Which unit answers for each: itself, or the last successor of a closed one."""
    closed = Unit.objects.filter(closed_on__lte=timezone.localdate(at), successor__isnull=False)
    serving = {unit_id: unit_id for unit_id in unit_ids}
    seen: set[int] = set()
    while asked := set(serving.values()) - seen:
        seen |= asked
        heirs = dict(closed.filter(pk__in=asked).values_list("pk", "successor_id"))
        serving = {unit: heirs.get(now, now) or now for unit, now in serving.items()}
    return serving


class Organs:
    """The open units of one kind, by the regions of the units it was told of."""

    def __init__(self, kind: UnitKind) -> None:
        self._kind = kind
        self._by_region: dict[str, int] = {}

    def learn(self, units: Iterable[Unit]) -> None:
        """Look up the organs around and above the units' regions; one query."""
        paths = {path for unit in units for path in region_prefixes(unit.region.path)}
        found = open_units().filter(kind=self._kind, region__path__in=paths).order_by("-path")
        self._by_region |= dict(found.values_list("region__path", "pk"))

    def around(self, unit: Unit) -> int | None:
        """The organ of the unit's own region, else of the nearest region above."""
        return self._nearest(region_prefixes(unit.region.path))

    def above(self, unit: Unit) -> int | None:
        """The nearest organ of a region above the unit's."""
        return self._nearest(region_prefixes(unit.region.path)[:-1])

    def _nearest(self, paths: list[str]) -> int | None:
        return next((self._by_region[p] for p in reversed(paths) if p in self._by_region), None)
