"""Anonymous letters, accusations, the simple procedure, grave matters, order, hearings."""

from datetime import timedelta
from typing import Any

import pytest

from petitions.letters.registration import LetterInput, PetitionerDetails, register
from petitions.models import Channel
from tests.office import MONDAY, Office, act, advance, petition
from tests.ways import AFTERWARDS, bring_to
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.models import Case, Clock
from workflows.states import Status

DAY = timedelta(days=1)
PHONE = "13900000000"
TEXT = "反映养老保险待遇发放不到位的问题，请求核查补发。"


def received(office: Office, *parties: PetitionerDetails, unit: str, **more: Any) -> Case:
    letter = LetterInput(
        channel=Channel.LETTER,
        region=office.units[unit].region,
        text=TEXT,
        petitioners=parties,
        **more,
    )
    by = office.actor("registrar" if unit == "bureau" else "unit_officer")
    return register(
        letter, unit=office.units[unit], received_on=MONDAY.date(), actor=by, at=MONDAY
    ).case


def running(case: Case) -> set[str]:
    return set(case.clocks.filter(state=Clock.State.RUNNING).values_list("rule__key", flat=True))


NOBODY: tuple[PetitionerDetails, ...] = ()
ADDRESSLESS = (PetitionerDetails("信访人甲"),)


@pytest.mark.parametrize("parties", [NOBODY, ADDRESSLESS])
def test_an_anonymous_letter_starts_no_written_notice(
    office: Office, parties: tuple[PetitionerDetails, ...]
) -> None:
    case = received(office, *parties, unit="department")
    assert running(case) == {"direct_sorting"}
    act(office, case, "accept", "unit_officer", at=MONDAY + DAY)
    assert running(case) == {"handle"}


def test_whoever_can_be_answered_is_notified(office: Office) -> None:
    case = received(office, PetitionerDetails("信访人甲", phone=PHONE), unit="department")
    assert running(case) == {"direct_notice"}


def test_an_accusation_outside_discipline_is_accepted_on_saying_so(office: Office) -> None:
    case = advance(office, petition(office).case, "forward", at=MONDAY)
    accusation = {"petition_class": "accusation", "route": ""}
    with pytest.raises(Incomplete):
        act(office, case, "accept", "unit_officer", at=MONDAY, **accusation)
    with pytest.raises(Refused, match="检举控告"):
        act(office, case, "accept", "unit_officer", at=MONDAY, **accusation,
            outside_discipline=True, simple=True)  # fmt: skip
    act(office, case, "accept", "unit_officer", at=MONDAY, **accusation, outside_discipline=True)
    assert "accusation_reply" in running(case)
    assert "handle" not in running(case)


def test_no_organ_accepts_the_accusation_that_complains_of_it(office: Office) -> None:
    own = office.units["department"]
    case = received(office, PetitionerDetails("信访人甲", phone=PHONE), unit="department",
                    unit_complained=own)  # fmt: skip
    with pytest.raises(Refused, match="第三十条"):
        act(office, case, "accept", "unit_officer", at=MONDAY, petition_class="accusation",
            route="", outside_discipline=True)  # fmt: skip


def test_the_simple_procedure_refuses_joint_matters_and_repeats(office: Office) -> None:
    known = PetitionerDetails("信访人甲", phone=PHONE)
    first = received(office, known, unit="bureau")
    act(office, first, "forward", "officer", at=MONDAY, simple=True)
    act(office, first, "accept", "unit_officer", at=MONDAY, simple=True)
    joint = received(office, PetitionerDetails("信访人乙"), unit="bureau", people_count=3)
    repeat = received(office, known, unit="bureau")
    for case, why in ((joint, "联名"), (repeat, "初次")):
        with pytest.raises(Refused, match=why):
            act(office, case, "forward", "officer", at=MONDAY, simple=True)
        act(office, case, "forward", "officer", at=MONDAY)
        with pytest.raises(Refused, match=why):
            act(office, case, "accept", "unit_officer", at=MONDAY, simple=True)


def test_what_turns_out_unsuitable_leaves_the_simple_procedure(office: Office) -> None:
    case = petition(office).case
    act(office, case, "forward", "officer", at=MONDAY, simple=True)
    act(office, case, "accept", "unit_officer", at=MONDAY, simple=True)
    act(office, case, "investigate", "unit_officer", at=MONDAY)
    with pytest.raises(Refused, match="普通程序"):
        act(office, case, "draft_opinion", "unit_officer", at=MONDAY, outcome="not_supported",
            answered="已当面说明。")  # fmt: skip
    with pytest.raises(Refused, match="普通程序"):
        act(office, case, "ask_assistance", "unit_officer", at=MONDAY, task="核实。",
            unit=office.units["other"].pk, limit_on="2026-08-21")  # fmt: skip
    act(office, case, "leave_simple", "unit_officer", at=MONDAY)
    act(office, case, "draft_opinion", "unit_officer", at=MONDAY, outcome="not_supported",
        answered="已当面说明。")  # fmt: skip


def test_a_grave_matter_is_reported_up_and_above(office: Office) -> None:
    case = petition(office).case
    with pytest.raises(Incomplete):
        act(office, case, "report_urgent", "officer", at=MONDAY, reported_above=False)
    act(office, case, "report_urgent", "officer", at=MONDAY)
    paper = case.documents.get(kind="urgent_report")
    assert (paper.issuer, paper.addressee) == (office.units["bureau"], "县委、县人民政府")
    for words in ("扬言近日聚集", "联席会议办公室", "国家信访局"):
        assert words in paper.body
    act(office, case, "forward", "officer", at=MONDAY)
    act(office, case, "report_urgent", "unit_officer", at=MONDAY, reported_above=False)


def test_a_disturbance_is_recorded_and_the_matter_goes_on(office: Office) -> None:
    case = petition(office).case
    told = {"conduct": "staying", "occurred_on": "2026-08-03", "situation": "滞留大厅。"}
    with pytest.raises(Incomplete):
        act(office, case, "record_disturbance", "registrar", at=MONDAY, **told, response="police")
    with pytest.raises(Incomplete):
        act(office, case, "record_disturbance", "registrar", at=MONDAY,
            **(told | {"occurred_on": "2026-08-04"}), response="dissuaded")  # fmt: skip
    act(office, case, "record_disturbance", "registrar", at=MONDAY, **told, response="dissuaded")
    assert Case.objects.get(pk=case.pk).status == Status.REGISTERED
    act(office, case, "forward", "officer", at=MONDAY)


HEARINGS = (
    (Status.INVESTIGATING, "call_hearing", "unit_head", "县人力资源和社会保障局"),
    (Status.UNDER_REVIEW, "call_review_hearing", "reviewer", "县人民政府复查复核办公室"),
    (Status.UNDER_RECHECK, "begin_hearing", "rechecker", "市人民政府复查复核办公室"),
)


@pytest.mark.parametrize(("status", "name", "by", "issuer"), HEARINGS)
def test_a_hearing_is_called_with_time_and_place_and_only_the_recheck_stands_still(
    office: Office, status: Status, name: str, by: str, issuer: str
) -> None:
    case = bring_to(office, status)
    for wrong in ({"place": ""}, {"held_at": ""}, {"held_on": "2026-08-01"}):
        with pytest.raises(Incomplete):
            act(office, case, name, by, at=AFTERWARDS, **wrong)
    held_on = AFTERWARDS.date() + timedelta(days=20)
    act(office, case, name, by, at=AFTERWARDS, held_on=str(held_on))
    paper = case.documents.get(kind="hearing_notice")
    assert str(paper.issuer) == issuer
    for words in (f"{held_on:%Y年%-m月%-d日}", "09:30", "听证室"):
        assert words in paper.body
    stands_still = status == Status.UNDER_RECHECK
    assert case.clocks.filter(state=Clock.State.PAUSED).exists() is stands_still
    assert ("不计算在复核期限内" in paper.body) is stands_still
