"""The testable statements of the law on tip-offs by their numbers in docs/rules.md."""

from typing import Any

import pytest

from organizations.models import Role
from tests.office import Office
from tests.tipoffs.organ import (
    ACCUSED,
    LATER,
    PHONE,
    REPORTER,
    TO_REPORT,
    clue,
    does,
    lead,
    sealed,
)
from workflows.acts.act_refusals import Incomplete, Leaking, PaperOnly, Refused
from workflows.acts.actors import Actor
from workflows.cases import access, door
from workflows.models import Case, CaseEvent, CaseRead, Document
from workflows.states import Kind

FALSE_ACCUSATION: dict[str, Any] = {
    "approval_number": "呼纪〔2026〕1号",
    "approved_on": "2026-08-04",
    "grounds": "伪造材料，意在陷害。",
}


def clocks(case: Case) -> dict[str, str]:
    """Rule → state of its latest clock."""
    return {clock.rule.key: clock.state for clock in case.clocks.select_related("rule")}


def test_c02_nothing_is_sent_to_whoever_is_complained_of(office: Office) -> None:
    case = clue(office, unit="city", by="city_officer", names=f"{ACCUSED}\n县纪委监委")
    with pytest.raises(Leaking):
        does(office, case, "forward_down", "city_officer")
    headed = clue(office)
    with pytest.raises(Leaking):
        does(office, headed, "forward_across", "clue_officer", organ="县人力资源和社会保障局")
    refused = (
        CaseRead.objects.filter(part="passing").order_by("pk").values_list("case", "reader__name")
    )
    assert list(refused) == [(case.pk, "city_officer"), (headed.pk, "clue_officer")]
    assert not CaseEvent.objects.filter(act__startswith="forward").exists()


@pytest.mark.parametrize("name", ["secretary", "clue_head"])
def test_c05_a_superiors_matter_and_the_own_heads_are_never_entered(
    office: Office, name: str
) -> None:
    with pytest.raises(PaperOnly, match="规则第十五条"):
        clue(office, names=name)
    assert not Case.objects.exists()


def test_c05_a_sealed_paper_leaves_a_receipt_and_its_clock(office: Office) -> None:
    case = sealed(office)
    clock = case.clocks.get()
    assert (clock.rule.key, str(clock.due_on)) == ("tip_forward_up", "2026-08-10")
    assert not hasattr(case, "letter")
    assert case.events.get().details == {"ground": "superior"}
    does(office, case, "forward_up", "clue_officer")
    assert clocks(case) == {"tip_forward_up": "satisfied"}


def test_c05_a_paper_about_the_own_head_goes_past_him(office: Office) -> None:
    case = sealed(office, "own_head")
    seen = access.cases_for(office["clue_head"], at=LATER, kind=Kind.TIP_OFF)
    assert not seen.exists()
    assert access.may(office.actor("clue_officer"), access.SEE, case, at=LATER)


def test_c06_what_is_sealed_up_later_is_read_by_nobody(office: Office) -> None:
    case = lead(office, clue(office), "seal_up")
    assert not access.who_may(access.READ_LETTER, case, at=LATER).exists()
    assert clocks(case)["tip_forward_up"] == "running"


def test_c09_no_paper_names_the_reporter_or_what_was_reported(office: Office) -> None:
    case = lead(office, clue(office), *TO_REPORT, "conclude", "feed_back", "clarify", "report_back")
    bodies = "".join(Document.objects.filter(case=case).values_list("body", flat=True))
    assert "澄清函" in bodies
    assert not [word for word in (REPORTER, PHONE, "某采购项目") if word in bodies]


def test_c11_false_accusation_needs_an_approval_from_city_level_and_a_mistake_does_not(
    office: Office,
) -> None:
    case = lead(office, clue(office), *TO_REPORT, "conclude", outcome="dismissed")
    county, city = (office.units[key].pk for key in ("discipline", "city"))
    with pytest.raises(Incomplete):
        does(office, case, "find_false_accusation", "clue_head", grounds="诬告")
    with pytest.raises(Refused, match="第三十九条"):
        does(office, case, "find_false_accusation", "clue_head", **FALSE_ACCUSATION,
             approving_organ=county)  # fmt: skip
    does(office, case, "find_mistaken_report", "clue_head")
    does(office, case, "find_false_accusation", "clue_head", **FALSE_ACCUSATION,
         approving_organ=city)  # fmt: skip


def test_c12_a_clarification_is_approved_by_the_head_and_tells_no_verification(
    office: Office,
) -> None:
    case = lead(office, clue(office), *TO_REPORT, "conclude", outcome="dismissed")
    does(office, case, "propose_clarify", "clue_handler")
    with pytest.raises(Refused):
        does(office, case, "approve_clarify", "clue_handler")
    assert not Document.objects.filter(case=case, kind="clarification_letter").exists()
    does(office, case, "approve_clarify", "clue_head")
    letter = Document.objects.get(case=case, kind="clarification_letter").body
    assert "部分属实" not in letter
    assert "成立核查组" not in letter


def test_c14_a_recusal_is_asked_for_and_decided_by_another(office: Office) -> None:
    case = clue(office)
    does(office, case, "ask_recusal", "recused", ground="interest")
    asked: dict[str, Any] = {
        "person": office["recused"].pk,
        "asked_by": "himself",
        "ground": "interest",
    }
    does(office, case, "decide_recusal", "clue_head", decision="granted", **asked)
    assert not access.may(office.actor("recused"), access.SEE, _fresh(case), at=LATER)
    own = asked | {"person": office["clue_head"].pk, "decision": "refused"}
    with pytest.raises(Refused, match="第四十八条"):
        does(office, case, "decide_recusal", "clue_head", **own)


def test_c17_a_late_report_up_is_told_to_the_section_for_letters(office: Office) -> None:
    case = sealed(office)
    rungs = case.clocks.get().alarms.order_by("fires_at").values_list("rung", flat=True)
    assert list(rungs) == ["remind_1", "urge", "supervise", "warn"]


def test_c22_feedback_is_recorded_with_who_when_how_and_the_objection(office: Office) -> None:
    case = lead(office, clue(office), *TO_REPORT, "conclude")
    with pytest.raises(Refused, match="第二十七条"):
        does(office, case, "report_back", "clue_handler")
    event = does(office, case, "feed_back", "clue_handler", objection="不服，要求再查。")
    asked = ("told_on", "method", "told_by", "objection", "nothing_handed")
    assert [event.details[key] for key in asked] == [
        "2026-08-04", "phone", "承办人甲", "不服，要求再查。", True,
    ]  # fmt: skip
    does(office, case, "report_back", "clue_handler")


def test_c25_intake_handling_and_approval_are_never_in_one_hand(office: Office) -> None:
    everything = [str(r) for r in (Role.CLUE_OFFICER, Role.CLUE_HANDLER, Role.CLUE_HEAD)]
    office["recused"].tenures.get().post.__class__.objects.filter(title="recused").update(
        roles=everything
    )
    case = clue(office, by="recused")
    does(office, case, "hand_over", "clue_officer")
    with pytest.raises(Refused, match="第十七条"):
        does(office, case, "register_clue", "recused")
    lead(office, case, "register_clue", "plan_disposal")
    with pytest.raises(Refused, match="第十七条"):
        does(office, case, "approve_disposal", "recused")
    kept = door.available_acts(_fresh(case), Actor.of(office["clue_handler"]), at=LATER)
    assert "approve_disposal" not in {act.name for act in kept}


def _fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)
