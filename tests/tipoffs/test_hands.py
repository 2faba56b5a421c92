"""C25: intake, handling and approval of one clue are never in one hand, in any act."""

from typing import Final

import pytest

from organizations.models import Post, Role
from tests.office import Office
from tests.tipoffs.organ import clue, does, lead
from workflows.acts.act_refusals import Refused
from workflows.cases.machines import ACTS, MACHINES
from workflows.states import Kind
from workflows.tipoff import guards

IN_NO_HAND: Final = {
    "name_respondents",
    "ask_recusal",
    "write_to_reporter",
    "answer_organ",
    "add_evidence",
    "object_feedback",
    "report_retaliation",
    "protect",
    "urge",
    "supervise",
    *("warn", "propose_warn", "approve_warn", "reject_warn", "retract_warn"),
    *(f"retract_{act}" for act in ("assign_down", "return_to_intake", "clarify", "report_back")),
    "remind",
    "recompute",
    "succeed",
    "return_demand",
    "part_demand",
    "match_names",
    "resolve_name",
    "place_hold",
    "lift_hold",
    "review_retention",
    "destroy",
}


def test_c25_every_act_on_a_clue_is_in_one_hand_and_guarded_from_the_others() -> None:
    """What an act is guarded from follows from the hand it is in: the three cover all but these."""
    hands = [
        guards.acts_of_part(MACHINES[Kind.TIP_OFF], part)
        for part in (guards.INTAKE, guards.HANDLING, guards.APPROVAL)
    ]
    assert [len(hand) for hand in hands] == [14, 10, 17]
    every = [*(name for hand in hands for name in hand), *IN_NO_HAND]
    assert sorted(every) == sorted(ACTS[Kind.TIP_OFF])


@pytest.fixture
def everything(office: Office) -> Office:
    """`recused` may do everything in the organ by his posts."""
    roles = [str(r) for r in (Role.CLUE_OFFICER, Role.CLUE_HANDLER, Role.CLUE_HEAD)]
    Post.objects.filter(title="recused").update(roles=roles)
    return office


def test_c25_whoever_took_it_in_neither_returns_it_nor_lets_it_be_returned(
    everything: Office,
) -> None:
    case = clue(everything, by="recused")
    does(everything, case, "hand_over", "clue_officer")
    with pytest.raises(Refused, match="第十七条"):
        does(everything, case, "propose_return_to_intake", "recused")
    does(everything, case, "propose_return_to_intake", "clue_handler")
    with pytest.raises(Refused, match="第十七条"):
        does(everything, case, "approve_return_to_intake", "recused")


def test_c25_whoever_approved_what_another_did_does_nothing_else_on_it(
    everything: Office,
) -> None:
    case = lead(everything, clue(everything), "hand_over")
    does(everything, case, "propose_return_to_intake", "clue_handler")
    does(everything, case, "approve_return_to_intake", "recused")
    with pytest.raises(Refused, match="第十七条"):
        does(everything, case, "retain", "recused")
