"""Whom a rung speaks to: by post up the reporting line, in a fixed number of queries a batch."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from organizations.models import Person, Role, Tenure, Unit, UnitKind
from organizations.reporting import Organs, Staff, staff_of
from organizations.selectors import path_ids, substitutes_by_person
from workflows.clocks.sweep import Fired
from workflows.models import CaseExclusion
from workflows.states import Kind

Asked: TypeAlias = tuple[int | None, tuple[Role, ...]]

HANDLERS = (Role.UNIT_OFFICER, Role.OFFICER, Role.REVIEWER, Role.RECHECKER, Role.CLUE_OFFICER)
HEADS = (Role.UNIT_HEAD, Role.BUREAU_HEAD, Role.CLUE_HEAD)
# The heads of a committee or a government are its leaders.
SUPERIORS = (*HEADS, Role.LEADER)
# 规则 4, 47: a tip-off is known inside the discipline organs alone, to substitutes as well.
CLUE_ROLES = frozenset({Role.CLUE_OFFICER, Role.CLUE_HANDLER, Role.CLUE_HEAD, Role.MONITOR})


class Listeners:
    """The people that each rung of a batch is told to, read once for all of them.

    By post, with those who stand in for the absent; never somebody excluded from the case. Where
    nobody holds an addressed post, the next superior is spoken to instead.
    """

    def __init__(self, batch: Sequence[Fired], at: datetime) -> None:
        dues = [fired.due for fired in batch]
        cases = {due.case.pk: due.case for due in dues}
        units = {due.clock.unit_id: due.clock.unit for due in dues}
        for case in cases.values():
            units |= {unit.pk: unit for unit in (case.intake_unit, case.sender_unit) if unit}
        self._bureaus = Organs(UnitKind.PETITION_BUREAU, units.values())
        self._organs = Organs(UnitKind.DISCIPLINE_COMMISSION, units.values())
        self._staff = staff_of(self._within_reach(units.values()), at=at)
        self._leaders = _active({case.leader_id for case in cases.values() if case.leader_id})
        self._cleared = _holding(self._staff, CLUE_ROLES)
        self._stand_ins = substitutes_by_person(
            _holding(self._staff, Role.values) | self._leaders, at=at
        )
        self._shut_out = _shut_out(cases, at)

    def of(self, fired: Fired) -> set[int]:
        """The ids of the people to tell; empty only if nobody is left up to the very top."""
        asked = fired.due.rung.addressees
        people = self._people(fired, self._posts(fired))
        if "leader" in asked:
            people |= self._admitted(fired, self._leaders & {fired.due.case.leader_id})
        if "superior" in asked or not people:
            people |= self._superior(fired)
        return people

    def _superior(self, fired: Fired) -> set[int]:
        """Who holds the nearest head post above that is not vacant."""
        above = (self._people(fired, [post]) for post in self._line(fired))
        return next((people for people in above if people), set())

    def _within_reach(self, units: Iterable[Unit]) -> set[int]:
        reach: set[int | None] = set()
        for unit in units:
            reach |= {*path_ids(unit.path), self._organs.around(unit), self._organs.above(unit)}
            reach |= {self._bureaus.around(unit), self._bureaus.above(unit)}
        return {unit_id for unit_id in reach if unit_id}

    def _posts(self, fired: Fired) -> Iterator[Asked]:
        unit, case = fired.due.clock.unit, fired.due.case
        posts: Mapping[str, Asked] = {
            "holder": (unit.pk, HANDLERS),
            "unit_head": (unit.pk, HEADS),
            "sender": (case.sender_unit_id or case.intake_unit_id, (Role.OFFICER,)),
            "supervisor": (self._supervisor(unit), (Role.BUREAU_HEAD,)),
            "discipline": (self._organs.around(unit), (Role.MONITOR,)),
        }
        return (posts[each] for each in fired.due.rung.addressees if each in posts)

    def _supervisor(self, unit: Unit) -> int | None:
        """The petition bureau at the unit's own level; above it, for a bureau."""
        own = unit.kind == UnitKind.PETITION_BUREAU
        return self._bureaus.above(unit) if own else self._bureaus.around(unit)

    def _line(self, fired: Fired) -> Iterator[Asked]:
        """The head posts above the clock's unit, the nearest first."""
        unit = fired.due.clock.unit
        for unit_id in reversed(path_ids(unit.path)[:-1]):
            yield unit_id, SUPERIORS
        yield self._supervisor(unit), HEADS
        if fired.due.case.kind == Kind.TIP_OFF:
            yield self._organs.above(unit), HEADS
        yield self._organs.around(unit), (Role.MONITOR,)

    def _people(self, fired: Fired, posts: Iterable[Asked]) -> set[int]:
        return self._admitted(fired, {person for post in posts for person in self._holders(post)})

    def _holders(self, post: Asked) -> set[int]:
        unit_id, roles = post
        staff = self._staff.get(unit_id or 0, {})
        return {person for role in roles for person in staff.get(role, ())}

    def _admitted(self, fired: Fired, people: set[int]) -> set[int]:
        """With those who stand in for them, without those who must not learn of the case."""
        told = people | {self._stand_ins[each].pk for each in people & self._stand_ins.keys()}
        if fired.due.case.kind == Kind.TIP_OFF:
            told &= self._cleared
        return told - self._shut_out[fired.due.case.pk]


def _active(person_ids: Collection[int]) -> set[int]:
    people = Person.objects.filter(pk__in=person_ids, is_active=True)
    return set(people.values_list("pk", flat=True)) if person_ids else set()


def _holding(staff: Staff, roles: Collection[str]) -> set[int]:
    """Everybody among the staff who holds one of the roles."""
    return {
        person
        for held in staff.values()
        for role in held.keys() & set(roles)
        for person in held[role]
    }


def _shut_out(cases: Collection[int], at: datetime) -> Mapping[int, set[int]]:
    """Case id → who must not learn of it: the people excluded, and all in an excluded unit."""
    rows = list(
        CaseExclusion.objects.filter(case__in=list(cases)).values_list("case", "person", "unit")
    )
    members: dict[int, set[int]] = defaultdict(set)
    units = {unit for _case, _person, unit in rows if unit}
    if units:
        held = Tenure.objects.at(at).filter(post__unit__in=units)
        for unit, person in held.values_list("post__unit_id", "person_id"):
            members[unit].add(person)
    shut_out: dict[int, set[int]] = defaultdict(set)
    for case, person, unit in rows:
        shut_out[case] |= members[unit] if unit else {person}
    return shut_out
