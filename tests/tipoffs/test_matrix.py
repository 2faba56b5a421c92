"""For each post and each status of a clue, the complete list of acts: these and no others."""

import pytest

from tests.office import Office
from tests.tipoffs.organ import LATER, TIP_OFF_STATUSES
from tests.workflows.held import on_no_desk
from workflows.acts.actors import TIMER, Actor
from workflows.cases import access
from workflows.cases.case_lists import BY_NEWEST, CaseList
from workflows.cases.door import available_acts
from workflows.cases.machines import ACTS
from workflows.models import Case, Clock, DeskTask
from workflows.states import OPEN_TIP_OFF, TIP_OFF_ONLY, Kind, Status

Everything = tuple[Office, dict[str, Case]]

SETTLED = {"filed", "dismissed", "reminded", "first_form", "to_party_org"}
SCREENING = {
    "hand_over",
    "forward_down",
    "propose_assign_down",
    "forward_across",
    "retain",
    "refuse",
    "seal_up",
    "verify_identity",
    "notify_reporter",
    "return_demand",
    "part_demand",
}
ANYTIME = {"name_respondents", "ask_recusal"}
NEVER_ENTERED = {"sealed_up", "escalated_up"}
OFFICER = {
    "received": SCREENING,
    "forwarded_down": SCREENING,
    "returned": SCREENING,
    "sealed_up": {"forward_up"},
    "handed_over": {"notify_reporter", "part_demand"},
    "clue_registered": {"notify_reporter", "part_demand"},
    "disposing": {"notify_reporter", "part_demand"},
    **{key: {"part_demand"} for key in ("talk_inquiry", "preliminary", "reported", "held")},
}
FEEDS_BACK = {"feed_back", "report_back", "propose_clarify"}
HANDLER = {
    "handed_over": {"register_clue", "propose_return_to_intake"},
    "clue_registered": {"plan_disposal"},
    "held": {"plan_disposal", "propose_clarify"},
    "talk_inquiry": {"report_findings"},
    "preliminary": {"report_findings"},
    "reported_back": {"propose_clarify"},
    **dict.fromkeys(SETTLED, FEEDS_BACK),
}
FINDINGS = {"find_false_accusation", "find_mistaken_report", "publicize"}
HEAD = {
    "disposing": {"approve_disposal", "send_back"},
    "reported": {"conclude", "send_back"},
    "reported_back": FINDINGS,
    **dict.fromkeys(SETTLED, FINDINGS),
}
KEEPING = {
    "clue_officer": {"place_hold", "review_retention"},
    "clue_head": {"place_hold"},
    "monitor": {"place_hold"},
    "city_monitor": {"place_hold"},
}
TIMED = {"urge", "supervise", "warn", "remind", "recompute", "succeed"}
PERMISSIONS = (access.SEE, access.READ_LETTER, *ACTS[Kind.TIP_OFF])


def expected(post: str, status: Status) -> set[str]:
    """The law's answer, written out by hand."""
    anytime = ANYTIME if status in OPEN_TIP_OFF else set()
    keeping = set() if status in OPEN_TIP_OFF else KEEPING.get(post, set())
    protects = set() if status in NEVER_ENTERED else {"report_retaliation"}
    answers = {
        "clue_officer": OFFICER.get(status, set()) | anytime | protects,
        "clue_handler": HANDLER.get(status, set()) | anytime | protects,
        "clue_head": HEAD.get(status, set())
        | anytime
        | protects
        | ({"decide_recusal"} if anytime else set()),
        "city_officer": {"urge", "propose_warn"} if status == Status.FORWARDED_DOWN else set(),
        "city_head": {"urge", "supervise"} if status == Status.FORWARDED_DOWN else set(),
    }
    return answers.get(post, set()) | keeping


@pytest.mark.parametrize("status", TIP_OFF_STATUSES)
def test_each_post_may_do_exactly_this(db: None, every_clue: Everything, status: Status) -> None:
    office, cases = every_clue
    for post in set(office.people) - {"kin", "later_named", "recused"}:
        actor = office.actor(post)
        allowed = {a.name for a in available_acts(cases[status], actor, at=LATER)}
        assert allowed == expected(post, status), post


@pytest.mark.parametrize("status", TIP_OFF_STATUSES)
def test_the_timer_does_nothing_but_keep_time(
    db: None, every_clue: Everything, status: Status
) -> None:
    allowed = {a.name for a in available_acts(every_clue[1][status], TIMER, at=LATER)}
    assert allowed - {"match_names"} == (TIMED if status in OPEN_TIP_OFF else set())
    assert "match_names" in allowed


def test_a_clue_gets_into_every_status_and_is_in_it(db: None, every_clue: Everything) -> None:
    assert {status: case.status for status, case in every_clue[1].items()} == {
        status: status for status in TIP_OFF_ONLY
    }


@pytest.mark.parametrize("status", TIP_OFF_STATUSES)
def test_an_open_clue_waits_on_a_desk_and_a_limit_and_an_ended_one_on_neither(
    db: None, every_clue: Everything, status: Status
) -> None:
    case = every_clue[1][status]
    desk = DeskTask.objects.waiting().of_cases().filter(case=case).count()
    clocks = case.clocks.filter(state__in=(Clock.State.RUNNING, Clock.State.PAUSED))
    unlimited = {"talk_inquiry", "preliminary", "reported", "held"}
    running = set(clocks.values_list("rule__key", flat=True)) - {"tip_realname_notice"}
    assert desk == (1 if status in OPEN_TIP_OFF else 0)
    assert bool(running) == (status in OPEN_TIP_OFF and status not in unlimited), running


@pytest.mark.parametrize("status", TIP_OFF_STATUSES)
def test_every_duty_is_on_the_desk_of_whose_it_is(
    db: None, every_clue: Everything, status: Status
) -> None:
    assert on_no_desk(every_clue[1][status]) == []


@pytest.mark.parametrize("status", [Status.RECEIVED, Status.FORWARDED_DOWN, Status.SEALED_UP])
def test_the_three_questions_and_the_lists_agree(
    db: None, every_clue: Everything, status: Status
) -> None:
    office, cases = every_clue
    case = Case.objects.get(pk=cases[status].pk)
    for permission in PERMISSIONS:
        allowed = access.who_may(permission, case, at=LATER)
        who = set(allowed.values_list("username", flat=True))
        for name, person in office.people.items():
            one = access.may(Actor.of(person), permission, case, at=LATER)
            seen = access.cases_for(person, at=LATER, permission=permission, kind=Kind.TIP_OFF)
            listed = CaseList.of(person, at=LATER, permission=permission, kind=Kind.TIP_OFF)
            in_list = case.pk in listed.page(BY_NEWEST, len(cases) + 9).ids
            found = seen.filter(pk=case.pk).exists()
            assert (name in who) == one == found == in_list, (permission, name)
