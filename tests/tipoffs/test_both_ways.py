"""A petition that goes to the discipline organ, and a demand that comes back from it (M3)."""

from datetime import timedelta
from typing import Any

import pytest

from oversight.transfers.reconciliation import reconcile
from petitions.letters.registration import LetterInput, PetitionerDetails, register
from petitions.models import Channel, Petition
from tests.office import MONDAY, Office, act
from tests.tipoffs.organ import ACCUSED, LATER, PHONE, REPORTER, SECRET, clue, does, lead
from workflows.acts.act_refusals import Incomplete, Leaking, Refused
from workflows.cases import access
from workflows.models import Case, CaseEvent, Document, TransferEntry
from workflows.states import Kind, Status

DEMAND: dict[str, Any] = {
    "subject": "请求补发养老金",
    "text": "本人养老金停发四个月，请求补发。",
    "petitioner": REPORTER,
    "phone": PHONE,
    "agreed": True,
}


def complaint(office: Office, **about: Any) -> Case:
    """A petition against the department, sent to it before anybody saw that it is a tip-off."""
    letter = LetterInput(
        channel=Channel.LETTER,
        region=office.units["bureau"].region,
        text=SECRET,
        petitioners=(PetitionerDetails(REPORTER, phone=PHONE),),
        **about,
    )
    case = register(
        letter,
        unit=office.units["bureau"],
        received_on=MONDAY.date(),
        actor=office.actor("registrar"),
        at=MONDAY,
    ).case
    act(office, case, "forward", "officer", at=MONDAY)
    return case


def routed(office: Office, case: Case, **details: object) -> Case:
    organ = {"unit": office.units["discipline"].pk} | details
    act(office, case, "route_discipline", "officer", at=LATER, **organ)
    return Case.objects.get(source_case=case)


def returned(office: Office, case: Case, name: str = "return_demand", **more: object) -> Case:
    """The petition that the clue's demand became."""
    details: dict[str, Any] = {"unit": office.units["bureau"].pk} | DEMAND | more
    does(office, case, name, "clue_officer", **details)
    return Case.objects.get(kind=Kind.PETITION)


def knows(office: Office, name: str, case: Case) -> bool:
    seen = access.cases_for(office[name], at=LATER, kind=case.kind)
    return seen.filter(pk=case.pk).exists()


@pytest.mark.parametrize("how", ["unit", "written", "named"])
def test_whoever_a_petition_complains_of_is_shut_out_of_the_tip_off_and_of_the_petition(
    office: Office, how: str
) -> None:
    department = office.units["department"]
    ways: dict[str, Any] = {"unit": {"unit_complained": department}, "written": {
        "complained_text": department.name}}  # fmt: skip
    case = complaint(office, **ways.get(how, {}))
    assert knows(office, "unit_officer", case)
    tip_off = routed(office, case, names=ACCUSED if how == "named" else "")
    assert not knows(office, "unit_officer", case)
    assert not knows(office, "accused", tip_off)
    assert knows(office, "registrar", case)
    assert knows(office, "clue_officer", tip_off)
    shut = {e.unit_id for e in tip_off.exclusions.all() if e.unit_id}
    assert shut == {department.pk} == {e.unit_id for e in case.exclusions.all() if e.unit_id}


def test_the_petition_tells_nobody_whom_the_tip_off_is_about(office: Office) -> None:
    case = complaint(office)
    tip_off = routed(office, case, names=ACCUSED)
    assert "names" not in case.events.get(act="route_discipline").details
    assert tip_off.events.get(act="receive").details["names"] == ACCUSED
    assert not access.who_may(access.READ_LETTER, Case.objects.get(pk=case.pk), at=LATER).exists()


@pytest.mark.parametrize("names", ["clue_head", "secretary", "县纪委监委"])
def test_a_petition_goes_to_the_organ_that_manages_whom_it_is_about(
    office: Office, names: str
) -> None:
    case = complaint(office)
    with pytest.raises(Refused, match="第二十二条"):
        routed(office, case, names=names)
    assert Case.objects.get(pk=case.pk).status == Status.FORWARDED
    tip_off = routed(office, case, names=names, unit=office.units["city"].pk)
    assert tip_off.holding_unit == office.units["city"]


def test_a_demand_comes_back_as_a_petition_and_both_books_agree(office: Office) -> None:
    case = clue(office)
    demand = returned(office, case)
    assert Case.objects.get(pk=case.pk).status == Status.TRANSFERRED_OUT
    assert not case.clocks.filter(state="running").exists()
    assert (demand.status, demand.intake_unit) == (Status.REGISTERED, office.units["bureau"])
    assert [clock.rule.key for clock in demand.clocks.all()] == ["xf_triage"]
    reconcile(LATER)
    act(office, demand, "forward", "officer", at=LATER)
    lines = TransferEntry.objects.filter(way="organ").order_by("pk")
    assert [(line.book, line.unit.name, line.case_id) for line in lines] == [
        ("out", "县纪委监委", case.pk),
        ("in", "县信访局", demand.pk),
    ]
    pair = reconcile(LATER).pairs.get(sender=office.units["discipline"])
    assert (pair.sent, pair.received, pair.unsigned) == (1, 1, 0)


def test_a_demand_that_nobody_signs_for_is_found_at_night(office: Office) -> None:
    demand = returned(office, clue(office))
    found = reconcile(LATER + timedelta(days=4)).differences.values_list("kind", "case")
    assert list(found) == [("unsigned", demand.pk)]


def test_nothing_of_the_petition_leads_back_to_the_clue(office: Office) -> None:
    case = clue(office)
    demand = returned(office, case)
    letter = Petition.objects.get(case=demand)
    told = str([vars(letter), vars(demand), *(vars(e) for e in demand.events.all())])
    papers = Document.objects.filter(case=demand).values_list("body", flat=True)
    for word in (case.number, SECRET, ACCUSED, "纪委", "clue_officer"):
        assert word not in told + "".join(papers), word
    assert (demand.source_case, demand.source, demand.sender_unit) == (None, "", None)
    assert demand.events.get().actor_kind == "importer"
    kept = CaseEvent.objects.get(act="return_demand").details
    assert kept.keys() == {"unit", "agreed"}


def test_the_accusation_goes_on_where_only_part_is_a_demand(office: Office) -> None:
    case = lead(office, clue(office), "hand_over", "register_clue")
    demand = returned(office, case, "part_demand", petitioner="", phone="", agreed=False)
    assert Case.objects.get(pk=case.pk).status == Status.CLUE_REGISTERED
    assert not demand.letter.petitioners.exists()
    assert reconcile(LATER).pairs.get(sender=office.units["discipline"]).unsigned == 1
    lead(office, case, "plan_disposal")


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"text": f"{ACCUSED}停发我的养老金。"}, Refused),
        ({"agreed": False}, Incomplete),
        ({"unit": None}, Incomplete),
    ],
)
def test_a_demand_goes_without_the_accused_and_in_nobodys_name_unasked(
    office: Office, changed: dict[str, Any], refusal: type[Refused]
) -> None:
    case = clue(office, names=f"{ACCUSED}（县人力资源和社会保障局）")
    with pytest.raises(refusal):
        returned(office, case, **changed)
    assert not Case.objects.filter(kind=Kind.PETITION).exists()


def test_a_bureau_that_is_complained_of_gets_no_demand(office: Office) -> None:
    case = clue(office, names="县信访局")
    with pytest.raises(Leaking):
        returned(office, case)
