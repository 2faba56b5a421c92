"""条例 30③: an accusation lies on the desk of somebody who may know of it, whatever its state."""

from datetime import timedelta

import pytest

from organizations import services
from organizations.models import Person, Role, UnitKind
from petitions.models import Petition
from tests.office import LONG_AGO, MONDAY, Office, act
from tests.ways import AFTERWARDS, REVIEW, bring_to
from tests.workflows.test_accusations import accusation
from tests.workflows.test_accusations_by_name import says, sees
from workflows.acts.act_refusals import Refused
from workflows.cases.desk_moves import waiting
from workflows.models import Case
from workflows.states import ReviewResult, Status

TIERS = {
    Status.UNDER_REVIEW: ("decide_review", "reviewer"),
    Status.UNDER_RECHECK: ("decide_recheck", "rechecker"),
}
NAMED = {"registrar": "丁一鸣", "officer": "戊二平", "bureau_head": "己三元"}
LATER = AFTERWARDS + timedelta(days=1)


def named_staff(office: Office) -> str:
    """The text of a letter that names everybody at the bureau's desks."""
    for username, name in NAMED.items():
        Person.objects.filter(username=username).update(name=name)
    return f"反映{'、'.join(NAMED.values())}收受礼金。"


def city_bureau(office: Office) -> None:
    city = office.units["recheck"].region
    unit = services.create_unit(
        code="150100-bureau", name="市信访局", kind=UnitKind.PETITION_BUREAU, region=city
    )
    person = Person.objects.create(username="city_head", name="city_head")
    post = services.create_post(unit=unit, title="局长", roles=[Role.BUREAU_HEAD])
    services.appoint(person=person, post=post, since=LONG_AGO)
    office.units["city_bureau"], office.people["city_head"] = unit, person


@pytest.mark.parametrize("result", [ReviewResult.UPHELD, ReviewResult.REVOKED])
@pytest.mark.parametrize("status", TIERS)
def test_what_comes_back_from_the_organ_above_does_not_come_to_the_accused(
    office: Office, status: Status, result: str
) -> None:
    case = bring_to(office, status)
    Petition.objects.filter(case=case).update(complained_text="县人社局")
    act(office, case, "correct", "registrar", at=AFTERWARDS, field="purpose", purpose="accusation",
        reason="录入有误，与原信核对。")  # fmt: skip
    assert Case.objects.get(pk=case.pk).status == status
    name, by = TIERS[status]
    act(office, case, name, by, at=LATER, **REVIEW | {"result": result})
    case = Case.objects.get(pk=case.pk)
    assert not sees(office, case, "unit_officer")
    if (status, result) == (Status.UNDER_RECHECK, ReviewResult.UPHELD):
        assert case.status == Status.CONCLUDED
        return
    assert (case.status, case.holding_unit) == (Status.REGISTERED, office.units["bureau"])
    desk = waiting(case)
    assert desk is not None
    assert desk.unit == office.units["bureau"]


def test_where_everybody_at_intake_may_be_meant_the_bureau_above_asks_who_is(
    office: Office,
) -> None:
    city_bureau(office)
    case = Case.objects.get(pk=accusation(office, text=named_staff(office)).pk)
    assert (case.status, case.holding_unit) == (Status.FORWARDED, office.units["city_bureau"])
    assert not any(sees(office, case, who) for who in NAMED)
    assert sees(office, case, "city_head")
    for name in NAMED.values():
        says(office, case, "nobody", name, by="city_head")
    assert all(sees(office, case, who) for who in NAMED)
    act(office, case, "forward", "city_head", at=MONDAY + timedelta(days=2),
        unit=office.units["other"].pk)  # fmt: skip


def test_where_nobody_above_could_take_it_nothing_is_registered(office: Office) -> None:
    text = named_staff(office)
    with pytest.raises(Refused, match="上级"):
        accusation(office, text=text)
    assert not Case.objects.exists()


def test_who_is_left_at_the_desk_keeps_it(office: Office) -> None:
    text = named_staff(office).replace(NAMED["officer"], "某人")
    case = Case.objects.get(pk=accusation(office, text=text).pk)
    assert case.holding_unit == office.units["bureau"]
    assert [sees(office, case, who) for who in NAMED] == [False, True, False]
