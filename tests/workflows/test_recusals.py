"""条例 28③: whoever has an interest in a petition neither handles it nor is given it."""

import pytest

from tests.office import MONDAY, Office, act, advance, petition, slip
from tests.ways import AFTERWARDS, bring_to
from workflows.acts.act_refusals import Incomplete, NotFound, Refused
from workflows.cases import access, door
from workflows.cases.machines import ACTS
from workflows.models import Case, DeskTask
from workflows.states import Status

ASKED = {"ground": "relative", "reason": "与信访人系近亲属。"}


def decided(office: Office, person: str, decision: str = "granted") -> dict[str, object]:
    given = {"person": office[person].pk, "asked_by": "organ", "decision": decision}
    return given | {"ground": "relative", "reason": "经核实。"}


def test_a_handler_asks_himself_and_his_head_decides(office: Office) -> None:
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    act(office, case, "ask_recusal", "unit_officer", at=MONDAY, **ASKED)
    task = DeskTask.objects.waiting().get(case=case, clock__rule__key="decision")
    assert (task.unit, task.role) == (office.units["department"], "unit_head")
    act(office, case, "decide_recusal", "unit_head", at=MONDAY, **decided(office, "unit_officer"))
    assert not DeskTask.objects.waiting().filter(pk=task.pk).exists()
    desk = DeskTask.objects.waiting().of_cases().get(case=case)
    assert desk.owner != office["unit_officer"]
    present = Case.objects.get(pk=case.pk)
    assert not access.may(office.actor("unit_officer"), access.SEE, present, at=MONDAY)
    with pytest.raises(NotFound):
        act(office, case, "draft_opinion", "unit_officer", at=MONDAY)


def test_the_petitioner_asks_as_his_notice_says_and_learns_what_became_of_it(
    office: Office,
) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    act(office, case, "ask_recusal", "petitioner", at=MONDAY, whom="承办人甲", **ASKED)
    refused = decided(office, "unit_officer", "refused") | {"asked_by": "petitioner"}
    act(office, case, "decide_recusal", "unit_head", at=MONDAY, **refused)
    present = Case.objects.get(pk=case.pk)
    assert access.may(office.actor("unit_officer"), access.SEE, present, at=MONDAY)
    assert not case.clocks.filter(rule__key="decision", state="running").exists()


def test_nobody_decides_on_his_own_and_a_head_is_recused_by_the_sender(office: Office) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    with pytest.raises(Refused):
        act(office, case, "decide_recusal", "unit_head", at=MONDAY, **decided(office, "unit_head"))
    act(office, case, "decide_recusal", "bureau_head", at=MONDAY, **decided(office, "unit_head"))
    with pytest.raises(NotFound):
        act(office, case, "extend", "unit_head", at=MONDAY)


def test_a_request_of_one_is_not_answered_by_the_decision_on_another(office: Office) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    act(office, case, "ask_recusal", "unit_officer", at=MONDAY, **ASKED)
    act(office, case, "decide_recusal", "bureau_head", at=MONDAY, **decided(office, "registrar"))
    assert case.clocks.get(rule__key="decision").is_open


def test_a_decision_shows_and_answers_what_was_asked_and_nothing_else(office: Office) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    for whom in ("局里的张某", "unit_officer"):
        act(office, case, "ask_recusal", "petitioner", at=MONDAY, whom=whom, **ASKED)
    head = office.actor("unit_head")
    form = door.blank_form(
        Case.objects.get(pk=case.pk), ACTS[case.kind]["decide_recusal"], head, at=MONDAY
    )
    begun = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
    assert (begun["asked_by"], begun["ground"], begun["person"]) == ("petitioner", "relative", None)
    assert "局里的张某" in str(form.fields["person"].help_text)
    given = decided(office, "unit_officer", "refused") | {"asked_by": "petitioner"}
    act(office, case, "decide_recusal", "bureau_head", at=MONDAY, **given | {"asked_by": "organ"})
    assert case.clocks.filter(rule__key="decision", state="running").count() == 2
    act(office, case, "decide_recusal", "unit_head", at=MONDAY, **given)
    left = case.clocks.get(rule__key="decision", state="running")
    assert left.events.get(kind="start").case_event.details["whom"] == "局里的张某"


ON_PAPER = {"whom": "unit_officer", "way": "paper", "received_on": MONDAY.date()}


def test_a_desk_enters_what_the_petitioner_asks_on_paper(office: Office) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    for lacking in ({}, {"scan": [slip()], "way": ""}, {"scan": [slip()], "received_on": ""}):
        with pytest.raises(Incomplete):
            act(office, case, "ask_recusal", "registrar", at=MONDAY, **ASKED, **ON_PAPER | lacking)
    act(office, case, "ask_recusal", "registrar", at=MONDAY, **ASKED, **ON_PAPER, scan=[slip()])
    form = door.blank_form(
        Case.objects.get(pk=case.pk),
        ACTS[case.kind]["decide_recusal"],
        office.actor("unit_head"),
        at=MONDAY,
    )
    begun = {name: form.get_initial_for_field(form.fields[name], name) for name in form.fields}
    assert (begun["asked_by"], begun["person"]) == ("petitioner", office["unit_officer"].pk)
    given = decided(office, "unit_officer") | {"asked_by": "petitioner"}
    act(office, case, "decide_recusal", "unit_head", at=MONDAY, **given)
    assert case.clocks.get(rule__key="decision").state == "satisfied"


def test_no_petitioner_is_said_to_have_asked_who_did_not(office: Office) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    act(office, case, "ask_recusal", "unit_officer", at=MONDAY, **ASKED)
    given = decided(office, "unit_officer") | {"asked_by": "petitioner"}
    with pytest.raises(Incomplete):
        act(office, case, "decide_recusal", "unit_head", at=MONDAY, **given)


def test_a_unit_under_review_recuses_nobody_of_the_organ_above(office: Office) -> None:
    case = bring_to(office, Status.UNDER_REVIEW)
    with pytest.raises(Refused, match="县人民政府复查复核办公室"):
        act(office, case, "decide_recusal", "unit_head", at=AFTERWARDS,
            **decided(office, "reviewer"))  # fmt: skip
    act(office, case, "decide_recusal", "bureau_head", at=AFTERWARDS,
        **decided(office, "reviewer"))  # fmt: skip
