"""The limits of tip-offs, from the act that starts each to the one that ends it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.office import MONDAY, Office
from tests.tipoffs.organ import TO_PLAN, TO_REPORT, clue, does, lead
from workflows.acts.act_refusals import Refused
from workflows.escalation.rung_effects import sweep
from workflows.models import ActorKind, Case


def running(case: Case) -> dict[str, str]:
    """Rule → last day of each limit that runs."""
    clocks = case.clocks.filter(state="running").select_related("rule")
    return {clock.rule.key: str(clock.due_on) for clock in clocks}


def test_every_clue_is_screened_within_five_working_days(office: Office) -> None:
    assert running(clue(office, signed=False)) == {"tip_transfer_out": "2026-08-10"}


def test_a_real_name_is_told_within_fifteen_working_days_and_an_unreal_one_is_not(
    office: Office,
) -> None:
    case = clue(office)
    assert running(case)["tip_realname_notice"] == "2026-08-24"
    does(office, case, "verify_identity", "clue_officer")
    assert running(case)["tip_realname_notice"] == "2026-08-24"
    does(office, case, "notify_reporter", "clue_officer")
    assert "tip_realname_notice" not in running(case)
    other = clue(office)
    does(office, other, "verify_identity", "clue_officer", reporter="anonymous")
    assert "tip_realname_notice" not in running(other)


def test_the_section_has_a_month_for_its_opinion(office: Office) -> None:
    case = lead(office, clue(office, signed=False), "hand_over", "register_clue")
    assert running(case) == {"clue_opinion": "2026-09-04"}
    lead(office, case, "plan_disposal", "approve_disposal", disposal="held")
    assert running(case) == {}
    does(office, case, "plan_disposal", "clue_handler")
    assert running(case) == {"clue_opinion": "2026-09-04"}


def test_a_subordinate_has_five_working_days_to_accept_or_pass_on(office: Office) -> None:
    case = clue(office, unit="city", by="city_officer")
    does(office, case, "forward_down", "city_officer")
    assert running(case) == {
        "tip_accept_down": "2026-08-11",
        "tip_realname_notice": "2026-08-25",
    }
    lead(office, case, "hand_over")
    assert set(running(case)) == {"clue_opinion", "tip_realname_notice"}


def test_an_assigned_clue_has_three_months_three_more_and_then_the_superiors_word(
    office: Office,
) -> None:
    case = clue(office, unit="city", by="city_officer")
    does(office, case, "assign_down", "city_officer")
    assert running(case)["tip_assigned"] == "2026-11-04"
    more: dict[str, Any] = {"months": 3, "reason": "案情复杂。"}
    with pytest.raises(Refused, match="第二十一条"):
        does(office, case, "extend_further", "city_head", **more)
    does(office, case, "extend_assigned", "clue_head", reported_up=True, **more)
    assert running(case)["tip_assigned"] == "2027-02-04"
    with pytest.raises(Refused, match="第二十一条"):
        does(office, case, "extend_assigned", "clue_head", reported_up=True, **more)
    does(office, case, "extend_further", "city_head", months=5, reason="涉及境外取证。")
    assert running(case)["tip_assigned"] == "2027-07-05"


def test_the_result_of_an_assigned_clue_is_reviewed_approved_and_ends_its_limit(
    office: Office,
) -> None:
    case = clue(office, unit="city", by="city_officer", signed=False)
    does(office, case, "assign_down", "city_officer")
    lead(office, case, "hand_over", *TO_REPORT[2:], "conclude")
    with pytest.raises(Refused):
        does(office, case, "propose_report_back", "clue_handler")
    with pytest.raises(Refused, match="提请"):
        does(office, case, "report_back", "clue_handler", reviewed_on="2026-08-04")
    does(office, case, "propose_report_back", "clue_handler", reviewed_on="2026-08-04")
    does(office, case, "approve_report_back", "clue_head")
    assert running(case) == {}


def test_feedback_is_due_fifteen_working_days_after_the_end_to_a_real_name_alone(
    office: Office,
) -> None:
    case = lead(office, clue(office), *TO_PLAN, "approve_disposal", disposal="dismissed")
    assert running(case)["tip_realname_feedback"] == "2026-08-25"
    nameless = lead(office, clue(office, signed=False), *TO_PLAN[1:], "approve_disposal",
                    disposal="dismissed")  # fmt: skip
    assert set(running(nameless)) == {"tip_quarterly_return"}


def test_a_late_clue_climbs_its_ladder_to_the_head(office: Office) -> None:
    case = clue(office)
    assert sweep(MONDAY + timedelta(days=60)).fired > 0
    climbed = set(case.events.filter(actor_kind=ActorKind.TIMER).values_list("act", flat=True))
    assert climbed == {"remind", "urge", "supervise", "warn"}
