"""Work beside a case: each piece on the desk of whose it is, with its limit, until it ends."""

from datetime import timedelta
from itertools import pairwise

import pytest

from organizations import services
from organizations.models import Role, Unit
from petitions.clocks.nearest_limits import task_limits
from tests.office import LONG_AGO, MONDAY, Office, act, advance, petition
from tests.tipoffs.organ import clue, does, open_organ
from tests.ways import AFTERWARDS, PETITION_STATUSES, bring_to
from tests.workflows.held import on_no_desk
from workflows.acts.act_refusals import NotFound
from workflows.cases.access import SEE, cases_for
from workflows.cases.desk_inbox import claim, inbox
from workflows.cases.desk_moves import waiting
from workflows.cases.flows import BESIDE, FLOW_OF_RULE, FLOWS
from workflows.counting.rule_catalogue import rules
from workflows.models import Case, CaseExclusion, CaseProcess, Clock, DeskTask
from workflows.petition.execution import is_supported
from workflows.states import Status

LATER = MONDAY + timedelta(days=2)
ASKED = {"task": "核实用地审批情况。", "limit_on": "2026-08-21"}


def desks_of(office: Office, name: str) -> list[str]:
    """What waits for somebody, by the names of the desks."""
    return [task.flow_task.name for task in inbox(office[name], at=LATER)]


def beside(case: Case) -> list[tuple[str, str]]:
    """The work on a desk beside a case: the desk, and the rule of its limit."""
    tasks = DeskTask.objects.waiting().beside_cases().filter(case=case).order_by("pk")
    return [(task.flow_task.name, task.clock.rule.key if task.clock else "") for task in tasks]


@pytest.fixture
def handled(office: Office) -> Case:
    return advance(office, petition(office).case, "investigate", at=MONDAY)


@pytest.fixture
def beside_it(office: Office) -> Unit:
    """A unit of the place that may assist, where the `stranger` has a post as well."""
    unit = office.units["other"]
    post = services.create_post(unit=unit, title="经办人", roles=[Role.UNIT_OFFICER])
    services.appoint(person=office["stranger"], post=post, since=LONG_AGO)
    return unit


def test_an_assisting_unit_has_its_part_in_its_queue_until_it_reports(
    office: Office, handled: Case, beside_it: Unit
) -> None:
    assert desks_of(office, "stranger") == []
    act(office, handled, "ask_assistance", "unit_officer", at=LATER, unit=beside_it.pk, **ASKED)
    assert desks_of(office, "stranger") == ["assisting_desk"]
    assert beside(handled) == [("assisting_desk", "assist_report")]
    act(office, handled, "report_part", "stranger", at=LATER, report="审批手续齐全。")
    assert desks_of(office, "stranger") == []
    ended = CaseProcess.objects.get(case=handled, clock__isnull=False)
    assert (ended.status, ended.finished) == ("DONE", LATER)


@pytest.mark.parametrize("way", ["release_part", "withdraw"])
def test_a_part_that_nobody_asks_for_any_more_is_cancelled(
    office: Office, handled: Case, beside_it: Unit, way: str
) -> None:
    unit = beside_it.pk
    act(office, handled, "ask_assistance", "unit_officer", at=LATER, unit=unit, **ASKED)
    by, more = ("petitioner", {}) if way == "withdraw" else ("unit_officer", {"unit": unit})
    act(office, handled, way, by, at=LATER, **(more | {"reason": "已无需协办。"}))
    assert beside(handled) == []
    assert CaseProcess.objects.get(case=handled, clock__isnull=False).status == "CANCELED"


def test_each_desk_goes_by_its_own_limit_and_the_case_by_none_of_them(
    office: Office, handled: Case, beside_it: Unit
) -> None:
    unit = beside_it.pk
    before = waiting(handled)
    act(office, handled, "ask_assistance", "unit_officer", at=LATER, unit=unit, **ASKED)
    act(office, handled, "add_measure", "unit_officer", at=LATER)
    tasks = {task.flow_task.name: task for task in DeskTask.objects.waiting().filter(case=handled)}
    assert str(tasks["assisting_desk"].due_on) == ASKED["limit_on"]
    assert (
        tasks["doing_desk"].due_on == Clock.objects.get(case=handled, measure__isnull=False).due_on
    )
    step = tasks["investigation_desk"]
    assert before and before.due_on == step.due_on
    assert step.due_on == Clock.objects.get(case=handled, rule__key="handle").due_on
    limits = task_limits(list(tasks.values()), today=LATER.date())
    assert {pk: limit.due_on for pk, limit in limits.items()} == {
        task.pk: task.due_on for task in tasks.values()
    }
    act(office, handled, "make_long_term", "unit_head", at=LATER)
    assert DeskTask.objects.waiting().get(measure__case=handled).due_on is None


def test_a_measure_goes_from_its_doer_to_its_verifier_and_back(
    office: Office, handled: Case
) -> None:
    act(office, handled, "add_measure", "unit_officer", at=LATER)
    assert "doing_desk" in desks_of(office, "unit_officer")
    act(office, handled, "report_measure", "unit_officer", at=LATER)
    assert desks_of(office, "unit_head") == ["verifying_desk"]
    assert beside(handled) == [("verifying_desk", "measure_check")]
    act(office, handled, "return_measure", "unit_head", at=LATER)
    assert beside(handled) == [("doing_desk", "measure")]
    act(office, handled, "report_measure", "unit_officer", at=LATER)
    act(office, handled, "strike_off", "unit_head", at=LATER)
    assert beside(handled) == []
    assert CaseProcess.objects.get(measure__case=handled).status == "DONE"


def test_a_long_term_measure_stays_on_its_desk_without_a_limit(
    office: Office, handled: Case
) -> None:
    act(office, handled, "add_measure", "unit_officer", at=LATER)
    act(office, handled, "make_long_term", "unit_head", at=LATER)
    before = DeskTask.objects.waiting().get(measure__case=handled)
    act(office, handled, "report_measure", "unit_officer", at=LATER)
    act(office, handled, "withdraw", "petitioner", at=LATER)
    assert beside(handled) == [("long_term_desk", "")]
    assert DeskTask.objects.waiting().get(measure__case=handled) == before


def test_the_leader_verifies_and_somebody_else_than_the_doer(office: Office, handled: Case) -> None:
    doer = office["unit_head"].pk
    act(office, handled, "add_measure", "unit_officer", at=LATER, doer=doer)
    act(office, handled, "report_measure", "unit_officer", at=LATER)
    assert desks_of(office, "officer") == ["verifying_desk"]  # the head did it himself
    act(office, handled, "appoint_leader", "officer", at=LATER)
    assert "verifying_desk" in desks_of(office, "leader")
    assert desks_of(office, "officer") == []


def test_a_reply_is_owed_until_it_is_given(office: Office) -> None:
    case = advance(office, petition(office).case, "forward", at=MONDAY)
    act(office, case, "supervise", "bureau_head", at=LATER, ground="perfunctory")
    act(office, case, "supervise", "bureau_head", at=LATER, ground="evasion")
    assert desks_of(office, "unit_officer").count("answering_desk") == 2
    act(office, case, "reply_supervision", "unit_officer", at=LATER, reply="正在办理。")
    assert desks_of(office, "unit_officer") == ["notice_desk"]
    done = DeskTask.objects.filter(clock__case=case, status="DONE", flow_task_type="HUMAN")
    assert {task.owner for task in done} == {office["unit_officer"]}


def test_a_leaders_limit_is_on_his_desk_and_comes_back_when_he_is_recused(office: Office) -> None:
    case = petition(office).case
    act(office, case, "appoint_leader", "officer", at=LATER)
    assert desks_of(office, "leader") == ["leading_desk"]
    told = {"person": office["leader"].pk, "ground": "relative", "asked_by": "office"}
    act(office, case, "recuse_leader", "officer", at=LATER, **told)
    assert desks_of(office, "leader") == []
    assert "leading_desk" in desks_of(office, "bureau_head")


def test_a_notice_to_a_reporter_stays_with_intake_after_the_clue_went_on(db: None) -> None:
    office = open_organ()
    case = clue(office)
    does(office, case, "verify_identity", "clue_officer", at=LATER)
    does(office, case, "hand_over", "clue_officer", at=LATER)
    assert desks_of(office, "clue_officer") == ["telling_desk"]
    assert desks_of(office, "clue_handler") == ["section_desk"]
    does(office, case, "notify_reporter", "clue_officer", at=LATER)
    assert desks_of(office, "clue_officer") == []


def test_whoever_is_shut_out_has_no_desk_of_it(
    office: Office, handled: Case, beside_it: Unit
) -> None:
    act(office, handled, "ask_assistance", "unit_officer", at=LATER, unit=beside_it.pk, **ASKED)
    task = DeskTask.objects.waiting().beside_cases().get(case=handled)
    CaseExclusion.objects.create(case=handled, unit=beside_it, reason="interest", since=LATER)
    assert desks_of(office, "stranger") == []
    with pytest.raises(NotFound):
        claim(task.pk, office["stranger"], at=LATER)


def test_a_desk_gives_no_sight_of_a_case_that_the_table_does_not(
    office: Office, handled: Case
) -> None:
    task = waiting(handled)
    assert task
    DeskTask.objects.filter(pk=task.pk).update(unit=office.units["other"], owner=office["stranger"])
    assert not cases_for(office["stranger"], at=LATER, permission=SEE).exists()
    assert desks_of(office, "stranger") == []


@pytest.mark.parametrize("status", [s for s in Status if s in ("drafted", "served", "closed")])
def test_the_rows_are_those_that_viewflow_would_have_written(
    office: Office, status: Status
) -> None:
    case = bring_to(office, status)
    tasks = list(DeskTask.objects.of_cases().filter(process__case=case).order_by("pk"))
    assert tasks[0].flow_task.name == "start"
    for before, task in pairwise(tasks):
        assert list(task.previous.all()) == [before]
        assert before.status == "DONE"
        assert before.finished is not None
    process = tasks[0].process
    assert process.status == ("NEW" if case.is_open else "DONE")
    assert tasks[-1].flow_task_type == ("HUMAN" if case.is_open else "END")


@pytest.mark.parametrize("status", PETITION_STATUSES)
def test_every_duty_is_on_the_desk_of_whose_it_is(office: Office, status: Status) -> None:
    case = bring_to(office, status)
    assert on_no_desk(case) == []
    if case.is_open:
        act(office, case, "supervise", "bureau_head", at=AFTERWARDS, ground="perfunctory")
        act(office, case, "appoint_leader", "officer", at=AFTERWARDS)
        assert on_no_desk(Case.objects.get(pk=case.pk)) == []
        act(office, case, "withdraw", "petitioner", at=AFTERWARDS)
    elif is_supported(case):
        act(office, case, "report_execution", "unit_officer", at=AFTERWARDS, report="已执行完毕。")
    assert not DeskTask.objects.waiting().filter(case=case).exists()


def test_every_rule_has_one_flow_at_most_and_is_known() -> None:
    named = [rule for flow in BESIDE for rule in flow.rules]
    assert len(named) == len(set(named)) == len(FLOW_OF_RULE)
    assert set(named) <= {rule.key for rule in rules()}


@pytest.mark.parametrize("flow", [*FLOWS.values(), *BESIDE], ids=lambda flow: flow.__name__)
def test_every_desk_of_a_flow_is_reached_and_knows_its_place(flow: type) -> None:
    desks = [node for node in flow.instance.nodes() if node.task_type == "HUMAN"]  # type: ignore[attr-defined]
    assert set(desks) == set(flow.instance.node("route").desks)  # type: ignore[attr-defined]
    assert all(callable(desk.find_place) for desk in desks)
