"""An objection: whose the limits are while the sender decides, and what the unit may still do."""

from datetime import timedelta

import pytest

from tests.office import MONDAY
from tests.workflows.transfers.levels import Levels
from tests.workflows.transfers.test_journey import running
from workflows.cases.door import available_acts
from workflows.escalation.rung_effects import sweep
from workflows.models import Case
from workflows.states import Status

DAY = timedelta(days=1)
LATE = MONDAY + 40 * DAY


@pytest.fixture
def objected(levels: Levels) -> Case:
    """At the town's office, which objects on the second day."""
    do, case = levels.do, levels.case()
    do(case, "forward", "province_officer", MONDAY, unit="bureau")
    do(case, "forward", "officer", MONDAY, unit="town")
    do(case, "object", "town_officer", MONDAY + DAY)
    return case


def test_while_the_sender_decides_every_limit_is_the_senders(
    levels: Levels, objected: Case
) -> None:
    now = running(objected)
    assert {rule: unit for rule, (unit, _since, _due) in now.items()} == {
        "transfer_notice": "150121-bureau",
        "objection_answer": "150121-bureau",
    }
    assert now["transfer_notice"][1:] == running_before(levels)["transfer_notice"][1:]
    assert str(now["objection_answer"][2]) == "2026-08-11"


def running_before(levels: Levels) -> dict[str, tuple[str, object, object]]:
    """The limits of a case that nobody objected to."""
    case = levels.case()
    levels.do(case, "forward", "province_officer", MONDAY, unit="bureau")
    levels.do(case, "forward", "officer", MONDAY, unit="town")
    return dict(running(case))


def test_no_warning_reaches_the_unit_that_waits_for_an_answer(
    levels: Levels, objected: Case
) -> None:
    for days in range(10, 41, 5):
        sweep(MONDAY + days * DAY)
    papers = objected.documents.filter(kind__in=["warning_inquiry", "supervision_letter"])
    assert papers.filter(addressee=levels.office.units["bureau"].name).exists()
    assert not papers.filter(addressee=levels.office.units["town"].name).exists()


def test_the_unit_that_objected_may_take_the_matter_after_all(
    levels: Levels, objected: Case
) -> None:
    actor = levels.office.actor("town_officer")
    fresh = Case.objects.get(pk=objected.pk)
    assert "withdraw_objection" in {a.name for a in available_acts(fresh, actor, at=LATE)}
    levels.do(objected, "withdraw_objection", "town_officer", MONDAY + 2 * DAY)
    assert Case.objects.get(pk=objected.pk).status == Status.FORWARDED
    assert running(objected) == {
        "transfer_notice": ("town", *running_before(levels)["transfer_notice"][1:])
    }
    levels.do(objected, "accept", "town_officer", MONDAY + 3 * DAY)


def test_the_report_that_was_asked_for_stands_still_meanwhile(levels: Levels) -> None:
    do, case = levels.do, levels.case()
    do(case, "forward", "province_officer", MONDAY, unit="bureau")
    do(case, "assign", "bureau_head", MONDAY, unit="town", limit_on="2026-09-01")
    report = case.clocks.filter(rule__key="assign_report")
    do(case, "object", "town_officer", MONDAY + DAY)
    assert report.get().state == "paused"
    do(case, "reject_objection", "officer", MONDAY + 4 * DAY)
    assert (report.get().state, str(report.get().due_on)) == ("running", "2026-09-04")


@pytest.mark.parametrize("answer", ["uphold_objection", "reject_objection"])
def test_the_answer_ends_the_senders_limit_and_the_petitioners_counts_from_the_first_day(
    levels: Levels, objected: Case, answer: str
) -> None:
    levels.do(objected, answer, "officer", MONDAY + 2 * DAY)
    unit = "150121-bureau" if answer == "uphold_objection" else "town"
    assert running(objected) == {
        "transfer_notice": (unit, *running_before(levels)["transfer_notice"][1:])
    }
    answered = objected.clocks.get(rule__key="objection_answer")
    assert answered.state == "satisfied"
