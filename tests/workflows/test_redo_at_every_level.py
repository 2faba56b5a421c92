"""A review that revokes sends the matter back to the unit that answered, whatever its level."""

from datetime import datetime, timedelta

import pytest

from organizations import services
from organizations.models import Person, Region, Role, Unit, UnitKind
from tests.office import LONG_AGO, MONDAY, Office, act, petition
from tests.ways import REVIEW
from workflows.cases.desk_inbox import inbox
from workflows.models import Case, Clock
from workflows.states import Status

DAY = timedelta(days=1)
SERVED, APPLIED, DECIDED = MONDAY + 2 * DAY, MONDAY + 5 * DAY, MONDAY + 9 * DAY
REVIEWED_BY = {
    "town": "县人民政府复查复核办公室",
    "department": "县人民政府复查复核办公室",
    "vertical": "市税务局",
    "government": "市人民政府复查复核办公室",
}


def seat(office: Office, name: str, unit: Unit, *roles: Role) -> None:
    person = Person.objects.create(username=name, name=name)
    post = services.create_post(unit=unit, title=name, roles=list(roles))
    services.appoint(person=person, post=post, since=LONG_AGO)
    office.people[name] = person


def answering(office: Office, level: str) -> Unit:
    """A unit of this kind with an officer and a head, and its reviewer where the cast has none."""
    county, city = office.units["bureau"].region, office.units["recheck"].region
    unit = office.units["department"]
    if level == "town":
        place = services.create_region(code="150121100", name="某镇", parent=county)
        unit = _unit("某镇人民政府", UnitKind.TOWN, place)
    if level == "government":
        unit = _unit("县人民政府", UnitKind.GOVERNMENT, county)
        seat(office, "above", office.units["recheck"], Role.REVIEWER)
    if level == "vertical":
        line = _unit("市税务局", UnitKind.DEPARTMENT, city)
        unit = _unit("县税务局", UnitKind.DEPARTMENT, county)
        Unit.objects.filter(pk=unit.pk).update(is_vertical=True, line_superior=line)
        seat(office, "above", line, Role.REVIEWER)
    seat(office, "worker", unit, Role.UNIT_OFFICER)
    seat(office, "head", unit, Role.UNIT_HEAD)
    return Unit.objects.get(pk=unit.pk)


def _unit(name: str, kind: UnitKind, region: Region) -> Unit:
    return services.create_unit(code=name, name=name, kind=kind, region=region)


def answer(office: Office, case: Case, *, at: datetime) -> None:
    for name, by in (
        ("draft_opinion", "worker"),
        ("sign_off", "head"),
        ("serve", "worker"),
    ):
        act(office, case, name, by, at=at)


@pytest.mark.parametrize("level", REVIEWED_BY)
def test_what_is_revoked_is_answered_anew_by_the_unit_and_may_be_reviewed_again(
    office: Office, level: str
) -> None:
    unit = answering(office, level)
    case = petition(office).case
    act(office, case, "forward", "officer", at=MONDAY, unit=unit.pk)
    act(office, case, "accept", "worker", at=MONDAY)
    act(office, case, "investigate", "worker", at=MONDAY)
    answer(office, case, at=SERVED)
    act(office, case, "request_review", "petitioner", at=APPLIED)
    under = Case.objects.get(pk=case.pk)
    assert under.review_unit and under.review_unit.name == REVIEWED_BY[level]

    reviewer = "above" if "above" in office.people else "reviewer"
    act(office, case, "decide_review", reviewer, at=DECIDED, **REVIEW | {"result": "revoked"})
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.holding_unit) == (Status.INVESTIGATING, unit)
    anew = Clock.objects.get(case=case, rule__key="handle", state=Clock.State.RUNNING)
    assert (anew.unit, anew.started_on) == (unit, DECIDED.date())
    assert "investigation_desk" in [
        task.flow_task.name for task in inbox(office["worker"], at=DECIDED)
    ]

    answer(office, case, at=DECIDED + DAY)
    act(office, case, "request_review", "petitioner", at=DECIDED + 3 * DAY)
    assert Case.objects.get(pk=case.pk).status == Status.UNDER_REVIEW
