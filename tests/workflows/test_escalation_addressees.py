"""Whom a rung speaks to: posts up the line, substitutes, successors; never the excluded."""

from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.models import Notice
from organizations import services
from organizations.models import Absence, Person, Role, Tenure, Unit, UnitKind
from tests.office import LONG_AGO, MONDAY, Office, advance, petition
from workflows.cases import desk_moves
from workflows.counting.ladder import rung_as_row
from workflows.escalation.alarm_sweep import DueAlarm
from workflows.escalation.recipients import Listeners, PostDirectory
from workflows.escalation.rung_effects import sweep
from workflows.models import Alarm, Case, CaseExclusion, Clock, Ladder
from workflows.states import Kind

LONG_AFTER = MONDAY + timedelta(days=365)


def seat(name: str, unit: Unit, *roles: Role) -> Person:
    person = Person.objects.create(username=name, name=name)
    post = services.create_post(unit=unit, title=name, roles=[role.value for role in roles])
    services.appoint(person=person, post=post, since=LONG_AGO)
    return person


def unit(office: Office, code: str, kind: UnitKind, parent: Unit | None = None) -> Unit:
    region = office.units["department"].region
    return services.create_unit(code=code, name=code, kind=kind, region=region, parent=parent)


def held_at(office: Office, holder: Unit) -> Case:
    """A petition in the hands of `holder`, with its limits counted there."""
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    Case.objects.filter(pk=case.pk).update(holding_unit=holder)
    Clock.objects.filter(case=case).update(unit=holder)
    desk_moves.redraw(Case.objects.get(pk=case.pk), at=MONDAY)
    Notice.objects.all().delete()
    return case


def speak_to(case: Case, *addressees: str) -> set[str]:
    """Let one rung of the case speak to these addressees; the usernames of who was told."""
    alarm = Alarm.objects.filter(clock__case=case, clock__rule__key="handle", rung="urge").get()
    Alarm.objects.exclude(pk=alarm.pk).delete()
    row = rung_as_row(alarm.ladder.rung("urge")) | {"to": list(addressees)}
    ladder = Ladder.objects.create(rule_key="handle", version=99, rungs=[row])
    Alarm.objects.filter(pk=alarm.pk).update(ladder=ladder)
    assert sweep(LONG_AFTER).fired == 1
    return set(Notice.objects.values_list("recipient__username", flat=True))


@pytest.mark.parametrize(
    ("addressee", "told"),
    [
        ("holder", {"unit_officer"}),
        ("unit_head", {"unit_head"}),
        ("sender", {"officer"}),
        ("supervisor", {"bureau_head"}),
        ("discipline", {"monitor"}),
    ],
)
def test_an_addressee_is_a_post(office: Office, addressee: str, told: set[str]) -> None:
    assert speak_to(held_at(office, office.units["department"]), addressee) == told


def test_a_bureau_is_supervised_by_the_bureau_above(office: Office) -> None:
    city = services.create_unit(
        code="city",
        name="市信访局",
        kind=UnitKind.PETITION_BUREAU,
        region=office.units["recheck"].region,
    )
    seat("city_head", city, Role.BUREAU_HEAD)
    assert speak_to(held_at(office, office.units["bureau"]), "supervisor") == {"city_head"}


def test_the_superior_is_the_next_head_above_that_is_not_vacant(office: Office) -> None:
    top = unit(office, "top", UnitKind.GOVERNMENT)
    middle = unit(office, "middle", UnitKind.DEPARTMENT, top)
    holder = unit(office, "below", UnitKind.TOWN, middle)
    seat("top_leader", top, Role.LEADER)
    case = held_at(office, holder)
    assert speak_to(case, "superior") == {"top_leader"}


def test_the_nearest_superior_is_enough(office: Office) -> None:
    top = unit(office, "top", UnitKind.GOVERNMENT)
    middle = unit(office, "middle", UnitKind.DEPARTMENT, top)
    seat("top_leader", top, Role.LEADER)
    seat("middle_head", middle, Role.UNIT_HEAD)
    case = held_at(office, unit(office, "below", UnitKind.TOWN, middle))
    assert speak_to(case, "superior") == {"middle_head"}


def test_where_nobody_holds_the_post_the_next_superior_is_told(office: Office) -> None:
    top = unit(office, "top", UnitKind.GOVERNMENT)
    seat("top_leader", top, Role.LEADER)
    case = held_at(office, unit(office, "below", UnitKind.TOWN, top))
    assert speak_to(case, "holder", "unit_head") == {"top_leader"}


def test_without_any_superior_the_bureau_is_told(office: Office) -> None:
    Tenure.objects.filter(person=office["unit_officer"]).update(until=MONDAY + timedelta(hours=1))
    assert speak_to(held_at(office, office.units["department"]), "holder") == {"bureau_head"}


def test_a_substitute_hears_with_the_absent(office: Office) -> None:
    case = held_at(office, office.units["department"])
    deputy = seat("deputy", office.units["department"], Role.REGISTRAR)
    Absence.objects.create(
        person=office["unit_head"],
        since=MONDAY,
        until=LONG_AFTER + timedelta(days=1),
        substitute=deputy,
    )
    assert speak_to(case, "unit_head") == {"unit_head", "deputy"}


@pytest.mark.parametrize("by_unit", [True, False])
def test_the_excluded_never_hear_not_even_as_substitutes(office: Office, *, by_unit: bool) -> None:
    case = held_at(office, office.units["department"])
    Absence.objects.create(
        person=office["unit_head"],
        since=MONDAY,
        until=LONG_AFTER + timedelta(days=1),
        substitute=office["stranger"],
    )
    name = "unit" if by_unit else "person"
    shut = office.units["elsewhere"] if by_unit else office["stranger"]
    CaseExclusion.objects.create(case=case, reason="complained of", since=MONDAY, **{name: shut})
    assert speak_to(case, "unit_head") == {"unit_head"}


def test_where_the_whole_unit_is_excluded_its_superior_is_told(office: Office) -> None:
    top = unit(office, "top", UnitKind.GOVERNMENT)
    seat("top_leader", top, Role.LEADER)
    holder = unit(office, "below", UnitKind.TOWN, top)
    seat("accused", holder, Role.UNIT_HEAD, Role.UNIT_OFFICER)
    case = held_at(office, holder)
    CaseExclusion.objects.create(case=case, unit=holder, reason="complained of", since=MONDAY)
    assert speak_to(case, "holder", "unit_head") == {"top_leader"}


def test_a_closed_unit_speaks_through_its_last_successor(office: Office) -> None:
    heirs = [unit(office, f"heir{n}", UnitKind.DEPARTMENT) for n in range(2)]
    seat("heir_head", heirs[1], Role.UNIT_HEAD)
    chain = [office.units["department"], *heirs]
    case = held_at(office, chain[0])
    for closed, successor in zip(chain, heirs, strict=False):
        Unit.objects.filter(pk=closed.pk).update(closed_on=MONDAY.date(), successor=successor)
    assert speak_to(case, "unit_head") == {"heir_head"}


def test_a_leader_without_an_account_is_not_written_to(office: Office) -> None:
    case = held_at(office, office.units["department"])
    Case.objects.filter(pk=case.pk).update(leader=office["leader"])
    Person.objects.filter(pk=office["leader"].pk).update(is_active=False)
    assert speak_to(case, "leader", "unit_head") == {"unit_head"}


def test_a_tip_off_is_told_inside_the_discipline_organs_alone(office: Office) -> None:
    case = held_at(office, office.units["discipline"])
    Case.objects.filter(pk=case.pk).update(kind=Kind.TIP_OFF)
    due = Alarm.objects.select_related("clock__unit__region", "clock__rule").filter(
        clock__case=case, clock__rule__key="handle", rung="urge"
    )
    alarm = due.get()
    outsider = seat("outsider", office.units["department"], Role.UNIT_HEAD)
    Absence.objects.create(
        person=office["clue_head"], since=MONDAY, until=LONG_AFTER, substitute=outsider
    )
    rung = replace(alarm.ladder.rung("urge"), addressees=("unit_head", "discipline"))
    told = DueAlarm(alarm, rung, alarm.clock, Case.objects.get(pk=case.pk))
    people = Listeners([told], PostDirectory(MONDAY + timedelta(days=30))).of(told)
    assert people == {office["clue_head"].pk, office["monitor"].pk}
