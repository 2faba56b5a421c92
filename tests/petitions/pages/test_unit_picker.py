"""Choosing a unit: in groups, without those that can't be chosen, the one complained of first."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.urls import reverse

from organizations import services
from organizations.models import Region, Unit, UnitKind
from petitions.models import Petition, Purpose
from tests.office import Office, act, petition
from tests.petitions.pages.visits import NOW, as_, passed_on, shut_out, text_of
from tests.ways import LATER
from workflows.models import Case, CaseExclusion
from workflows.states import Kind


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def picker(office: Office, case: Case, name: str, by: str = "officer") -> str:
    """The list of units on the form, as a browser without scripts gets it."""
    page = "clue_act" if case.kind == Kind.TIP_OFF else "case_act"
    html = text_of(as_(office, by).get(reverse(f"petitions:{page}", args=[case.number, name])))
    found = re.search(r'<select name="unit".*?</select>', html, re.DOTALL)
    assert found
    return found[0]


def complains_of(case: Case, unit: object, purpose: str = Purpose.RESOLUTION) -> None:
    Petition.objects.filter(case=case).update(unit_complained=unit, purpose=purpose)


def test_units_stand_in_groups_and_are_found_by_their_code(office: Office) -> None:
    department = office.units["department"]
    html = picker(office, petition(office).case, "forward")
    assert '<optgroup label="职能部门">' in html
    assert f'data-also="{department.code}' in html
    assert 'data-search="按名称或编码查找"' in html


def test_only_units_that_may_be_chosen_are_offered(office: Office) -> None:
    html = picker(office, petition(office).case, "forward")
    for name in ("bureau", "discipline", "committee", "review", "elsewhere"):
        assert str(office.units[name]) not in html


def test_the_unit_complained_of_comes_first_and_is_chosen(office: Office) -> None:
    case, other = petition(office).case, office.units["other"]
    complains_of(case, other)
    html = picker(office, case, "forward")
    first = html[html.index("<optgroup") :].split("</optgroup>")[0]
    assert 'label="信访人反映的单位"' in first
    assert re.search(rf'value="{other.pk}"[^>]*selected', first)
    assert html.count(f'value="{other.pk}"') == 1


@pytest.mark.parametrize("name", ["elsewhere", "discipline"])
def test_a_unit_complained_of_that_may_not_be_chosen_is_not_proposed(
    office: Office, name: str
) -> None:
    case = petition(office).case
    complains_of(case, office.units[name])
    html = picker(office, case, "forward")
    assert "信访人反映的单位" not in html
    assert str(office.units[name]) not in html


def test_an_accused_unit_is_neither_offered_nor_proposed(office: Office) -> None:
    case, accused = petition(office).case, office.units["department"]
    complains_of(case, accused, Purpose.ACCUSATION)
    CaseExclusion.objects.create(case_id=case.pk, unit=accused, reason="reported", since=LATER)
    html = picker(office, case, "forward")
    assert str(accused) not in html
    assert str(office.units["other"]) in html


def township_organ(office: Office, n: int) -> Unit:
    county = office.units["discipline"].region
    code = f"{county.code}90{n}"
    region = Region.objects.create(
        code=code, name=f"某乡{n}", path=f"{county.path}{code}/", parent=county
    )
    return services.create_unit(
        code=f"organ-{n}",
        name=f"某乡{n}纪委",
        kind=UnitKind.DISCIPLINE_COMMISSION,
        region=region,
        parent=None,
    )


def test_a_tip_off_offers_no_unit_that_is_shut_out_of_it(office: Office) -> None:
    tip_off = passed_on(office, petition(office).case, at=LATER)
    one, another = (township_organ(office, n) for n in (1, 2))
    CaseExclusion.objects.create(case_id=tip_off.pk, unit=one, reason="reported", since=LATER)
    html = picker(office, tip_off, "forward_down", by="clue_officer")
    assert str(another) in html
    assert str(one) not in html


def test_what_is_passed_on_goes_where_the_sender_might_have_sent_it(office: Office) -> None:
    case = petition(office).case
    act(office, case, "forward", "officer", at=LATER, unit=office.units["department"].pk)
    act(office, case, "accept", "unit_officer", at=LATER)
    html = picker(office, case, "propose_pass_on", by="unit_officer")
    assert str(office.units["other"]) in html
    assert str(office.units["department"]) not in html
    assert str(office.units["elsewhere"]) not in html


def test_the_main_unit_is_not_offered_as_an_assisting_one(office: Office) -> None:
    case = petition(office).case
    act(office, case, "forward", "officer", at=LATER, unit=office.units["department"].pk)
    act(office, case, "accept", "unit_officer", at=LATER)
    html = picker(office, case, "ask_assistance", by="unit_officer")
    assert str(office.units["other"]) in html
    assert str(office.units["department"]) not in html


def test_a_stranger_to_the_case_finds_no_list(office: Office) -> None:
    case = petition(office).case
    shut_out(office, case, "officer")
    address = reverse("petitions:case_act", args=[case.number, "forward"])
    assert as_(office, "officer").get(address).status_code == 404
