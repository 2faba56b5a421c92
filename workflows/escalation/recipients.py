"""Whom a rung speaks to: by post up the reporting line, in a fixed number of queries a batch."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from organizations.bulk_lookup import Among
from organizations.models import Person, Role, Tenure, Unit, UnitKind
from organizations.reporting_line import Organs, staff_of
from organizations.selectors import path_ids, substitutes_by_person
from workflows.cases.desk_places import first_role
from workflows.counting.due_date import Owner
from workflows.escalation.alarm_sweep import DueAlarm
from workflows.escalation.holders import Holders, Seat
from workflows.models import Case, CaseExclusion
from workflows.models.case_exclusion import people_at_desks
from workflows.states import Kind

HEADS = (Role.UNIT_HEAD, Role.BUREAU_HEAD, Role.CLUE_HEAD)
# The heads of a committee or a government are its leaders.
SUPERIORS = (*HEADS, Role.LEADER)
# 规则 4, 47: a tip-off is known inside the discipline organs alone, to substitutes as well.
CLEARED = (Role.CLUE_OFFICER, Role.CLUE_HANDLER, Role.CLUE_HEAD, Role.MONITOR)


class PostDirectory:
    """Who holds which post around the units that a sweep meets; each unit is looked up once."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._known: set[int] = set()
        self._bureaus = Organs(UnitKind.PETITION_BUREAU)
        self._organs = Organs(UnitKind.DISCIPLINE_COMMISSION)
        self._staff: dict[int, Mapping[str, Collection[int]]] = {}
        self._stand_ins: dict[int, int] = {}

    def learn(self, units: Iterable[Unit], leaders: Collection[int]) -> None:
        """Look up the units that are new, with the posts above and around them."""
        people = set(leaders)
        new = {unit.pk: unit for unit in units if unit.pk not in self._known}
        if new:
            self._known |= new.keys()
            self._bureaus.learn(new.values())
            self._organs.learn(new.values())
            staff = staff_of(self._units_around(new.values()) - self._staff.keys(), at=self.at)
            self._staff |= staff
            people |= {person for held in staff.values() for role in held for person in held[role]}
        if people:
            substitutes = substitutes_by_person(people, at=self.at)
            self._stand_ins |= {pk: substitute.pk for pk, substitute in substitutes.items()}

    def _units_around(self, units: Iterable[Unit]) -> set[int]:
        reach: set[int | None] = set()
        for unit in units:
            reach |= {*path_ids(unit.path), self._organs.around(unit), self._organs.above(unit)}
            reach |= {self._bureaus.around(unit), self._bureaus.above(unit)}
        return {unit_id for unit_id in reach if unit_id}

    def holders(self, unit_id: int | None, roles: Iterable[str]) -> set[int]:
        staff = self._staff.get(unit_id or 0, {})
        return {person for role in roles for person in staff.get(role, ())}

    def seated(self, seat: Seat, leaders: set[int]) -> set[int]:
        """Who has taken a desk and still may, else everybody whose desk it could be."""
        people = self.holders(seat.unit_id, (seat.role,))
        return (people | leaders) & {seat.owner_id} or people

    def addressed(self, to: str, due: DueAlarm) -> set[int]:
        """Who holds the posts that an addressee of the ladder stands for."""
        unit, case = due.clock.unit, due.case
        match to:
            case "unit_head":
                return self.holders(unit.pk, HEADS)
            case "sender":
                sender = case.sender_unit or case.intake_unit
                return self.holders(sender.pk, (first_role(case.kind, sender),))
            case "supervisor":
                return self.holders(self._supervisor(unit), (Role.BUREAU_HEAD,))
            case "discipline":
                return self.holders(self._organs.around(unit), (Role.MONITOR,))
        return set()

    def line(self, unit: Unit) -> Iterator[set[int]]:
        """Who holds the head posts above a unit, the nearest first."""
        for unit_id in reversed(path_ids(unit.path)[:-1]):
            yield self.holders(unit_id, SUPERIORS)
        yield self.holders(self._supervisor(unit), HEADS)
        yield self.holders(self._organs.above(unit), HEADS)
        yield self.holders(self._organs.around(unit), (Role.MONITOR,))

    def _supervisor(self, unit: Unit) -> int | None:
        """The petition bureau at the unit's own level; above it, for a bureau."""
        own = unit.kind == UnitKind.PETITION_BUREAU
        return self._bureaus.above(unit) if own else self._bureaus.around(unit)

    def with_stand_ins(self, people: set[int]) -> set[int]:
        return people | {self._stand_ins[each] for each in people & self._stand_ins.keys()}


class Listeners:
    """The people that each rung of a batch is told to.

    By post, with those who stand in for the absent; never somebody excluded from the case. Where
    nobody holds an addressed post, the next superior is spoken to instead.
    """

    def __init__(self, dues: Sequence[DueAlarm], directory: PostDirectory) -> None:
        self._directory = directory
        cases = {due.case.pk: due.case for due in dues}
        self._leaders = _active({pk for case in cases.values() for pk in _led_by(case)})
        self._holders = Holders(cases)
        directory.learn([*(due.clock.unit for due in dues), *self._parts(cases)], self._leaders)
        self._shut_out, self._at_desk = _shut_out(cases, directory.at)
        self._cleared = (
            _cleared(directory.at) if any(c.kind == Kind.TIP_OFF for c in cases.values()) else set()
        )

    def of(self, due: DueAlarm) -> set[int]:
        """The ids of the people to tell; empty only if nobody is left up to the very top."""
        asked = due.rung.addressees
        people = {person for to in asked for person in self._directory.addressed(to, due)}
        if "holder" in asked:
            people |= self._holding(due)
        if "leader" in asked:
            people |= self._leaders & _led_by(due.case)
        told = self._admitted(people, due)
        if "superior" in asked or not told:
            line = (self._admitted(heads, due) for heads in self._directory.line(due.clock.unit))
            told |= next((heads for heads in line if heads), set())
        return told or self._admitted(self._at_desk.get(due.case.pk, set()), due)

    def _parts(self, cases: Mapping[int, Case]) -> Iterator[Unit]:
        """The units that took the cases in, sent them or have them on a desk."""
        known = {u.pk: u for c in cases.values() for u in (c.intake_unit, c.sender_unit) if u}
        yield from known.values()
        if others := self._holders.unit_ids - known.keys():
            yield from Unit.objects.filter(pk__in=others).select_related("region")

    def _holding(self, due: DueAlarm) -> set[int]:
        """Who has the open desk, and the leader whose limit it is."""
        leaders = self._leaders & _led_by(due.case)
        people = set(leaders) if due.clock.rule.owner == Owner.LEADER else set()
        for seat in self._holders.of(due.case, due.clock):
            people |= self._directory.seated(seat, leaders)
        return people

    def _admitted(self, people: set[int], due: DueAlarm) -> set[int]:
        """With those who stand in for them, without those who must not learn of the case."""
        told = self._directory.with_stand_ins(people) - self._shut_out.get(due.case.pk, set())
        if due.case.pk in self._at_desk:
            told &= self._at_desk[due.case.pk]
        return told & self._cleared if due.case.kind == Kind.TIP_OFF else told


def _led_by(case: Case) -> set[int]:
    return {pk for pk in (case.leader_id, case.co_leader_id) if pk}


def _active(person_ids: Collection[int]) -> set[int]:
    people = Person.objects.filter(Among("pk", person_ids), is_active=True)
    return set(people.values_list("pk", flat=True)) if person_ids else set()


def _cleared(at: datetime) -> set[int]:
    held = Tenure.objects.at(at).filter(post__roles__overlap=[role.value for role in CLEARED])
    return set(held.values_list("person_id", flat=True))


def _shut_out(
    cases: Collection[int], at: datetime
) -> tuple[Mapping[int, set[int]], Mapping[int, set[int]]]:
    """Case id → who must not learn of it: the people excluded, and all in an excluded unit; and
    case id → who sits at the only desk that may see it, while its names are not resolved.
    """
    exclusions = CaseExclusion.objects.filter(Among("case", cases))
    rows = list(exclusions.values_list("case_id", "person_id", "unit_id", "desk_id"))
    members: dict[int, set[int]] = defaultdict(set)
    if units := {unit for _case, _person, unit, _desk in rows if unit}:
        held = Tenure.objects.at(at).filter(post__unit__in=units)
        for unit, person in held.values_list("post__unit_id", "person_id"):
            members[unit].add(person)
    shut_out: dict[int, set[int]] = defaultdict(set)
    for case, person, unit, _desk in rows:
        shut_out[case] |= members[unit] if unit else {person or 0}
    desks = [(case, desk) for case, _person, _unit, desk in rows if desk]
    return shut_out, people_at_desks(desks, at=at) if desks else {}
