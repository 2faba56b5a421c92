"""For each post and each status, the complete list of acts: these and no others."""

import pytest

from tests.office import POSTS, Office, act
from tests.ways import AFTERWARDS, PETITION_STATUSES
from workflows.acts.actors import TIMER, Actor
from workflows.cases.door import available_acts
from workflows.models import Case
from workflows.states import Status

Everything = tuple[Office, dict[str, Case]]

IN_REVIEW = {Status.UNDER_REVIEW, Status.UNDER_RECHECK}
COORDINATION = {"appoint_leader", "propose_appoint_leader", "recuse_leader"}
SUPERVISION = {"urge", "supervise"}
PROPOSED_WORDS = {"propose_warn", "propose_call_in"}
DISTURBANCE = {"record_disturbance"}
AT_UNIT = {"record_disturbance", "report_urgent"}
OPEN = {
    Status.REGISTERED,
    Status.FORWARDED,
    Status.OBJECTED,
    Status.ACCEPTED,
    Status.INVESTIGATING,
    Status.DRAFTED,
    Status.SIGNED,
    Status.SERVED,
    Status.UNDER_REVIEW,
    Status.REVIEW_SERVED,
    Status.UNDER_RECHECK,
}
OFFICER_HERE = {
    Status.REGISTERED: {
        "link_repeat",
        "forward",
        "propose_refuse",
        "propose_refuse_final",
        "route_statutory",
        "record_finished",
        "request_designation",
        "report_urgent",
    },
    Status.FORWARDED: {"propose_refuse", "propose_refuse_final", "route_statutory"},
    Status.OBJECTED: {"uphold_objection", "reject_objection"},
    Status.ACCEPTED: {"route_statutory"},
    Status.INVESTIGATING: {"route_statutory"},
    Status.LINKED: {"unlink_repeat"},
    Status.SERVED: {"close"},
    Status.REVIEW_SERVED: {"close"},
}
MAY_BE_ROUTED = {Status.REGISTERED, Status.FORWARDED, Status.ACCEPTED, Status.INVESTIGATING}
HEAD_HERE = {
    Status.REGISTERED: {"forward", "assign", "request_designation", "report_urgent"},
    Status.OBJECTED: {"uphold_objection", "reject_objection", "designate"},
}
UNIT_OFFICER = {
    Status.OBJECTED: {"withdraw_objection"},
    Status.FORWARDED: {
        "acknowledge",
        "object",
        "accept",
        "propose_refuse",
        "propose_refuse_final",
        "route_statutory",
    },
    Status.ACCEPTED: {"investigate", "route_statutory", "ask_assistance"},
    Status.INVESTIGATING: {
        *("draft_opinion", "settle", "route_statutory", "ask_assistance", "call_hearing"),
    },
    Status.DRAFTED: {"ask_assistance"},
    Status.SIGNED: {"serve"},
    Status.SERVED: {"close"},
    Status.REVIEW_SERVED: {"close"},
}
UNIT_HEAD = {
    Status.FORWARDED: {"acknowledge"},
    Status.ACCEPTED: {"extend", "ask_assistance"},
    Status.INVESTIGATING: {"extend", "ask_assistance", "call_hearing"},
    Status.DRAFTED: {"extend", "sign_off", "send_back", "ask_assistance"},
}
ENDED = {
    *(Status.LINKED, Status.REFUSED, Status.ROUTED),
    *(Status.CONCLUDED, Status.WITHDRAWN, Status.CLOSED),
}
KEEPING = {
    "officer": {"place_hold", "review_retention"},
    "bureau_head": {"place_hold"},
    "monitor": {"place_hold"},
}
PETITIONER = {
    Status.SERVED: {"request_review", "waive_review", "rate"},
    Status.REVIEW_SERVED: {"request_recheck", "waive_review", "rate"},
    Status.UNDER_REVIEW: {"rate"},
    Status.UNDER_RECHECK: {"rate"},
    Status.CONCLUDED: {"rate"},
    Status.CLOSED: {"rate"},
}
HANDS_IN = {Status.SERVED: {"request_review"}, Status.REVIEW_SERVED: {"request_recheck"}}
TAKES_BACK = {Status.UNDER_REVIEW: {"withdraw_review"}, Status.UNDER_RECHECK: {"withdraw_review"}}
UNDER_THE_REVIEWER = {Status.UNDER_REVIEW, Status.REVIEW_SERVED, Status.UNDER_RECHECK}
SETS_MEASURES = {"officer", "bureau_head", "unit_officer", "unit_head"}
ANSWERED = {
    *(Status.SERVED, Status.UNDER_REVIEW, Status.REVIEW_SERVED, Status.UNDER_RECHECK),
    *(Status.CONCLUDED, Status.CLOSED),
}
AT_BUREAU = {
    *(Status.REGISTERED, Status.REFUSED, Status.ROUTED, Status.WITHDRAWN, Status.LINKED),
}
CORRECTS = {
    "registrar": OPEN | ENDED,
    "officer": OPEN | ENDED,
    "unit_officer": (OPEN | ENDED) - AT_BUREAU,
}
ORDERS_EXECUTION = {"officer", "bureau_head", "unit_officer", "unit_head"}
ASK = {"ask_recusal"}
RECUSAL = {
    **dict.fromkeys(("registrar", "officer", "unit_officer", "reviewer", "rechecker"), ASK),
    **dict.fromkeys(("bureau_head", "unit_head"), ASK | {"decide_recusal"}),
}
UNIT = {"unit_officer", "unit_head"}
REVIEWING = {
    "reviewer": {Status.UNDER_REVIEW, Status.REVIEW_SERVED, Status.UNDER_RECHECK},
    "rechecker": {Status.UNDER_RECHECK},
}
HANDLED = OPEN - {Status.REGISTERED, Status.FORWARDED, Status.OBJECTED}
HEARING = {"begin_hearing", "decide_recheck"}
TIMER_CLOSED = {Status.CLOSED, Status.CONCLUDED, Status.SERVED, Status.UNDER_REVIEW}
TIMER_CLOSED |= {Status.REVIEW_SERVED, Status.UNDER_RECHECK, Status.FORWARDED}
COUNTED = {*OPEN, Status.CLOSED, Status.CONCLUDED}


def expected(post: str, status: Status) -> set[str]:
    """The law's answer, written out by hand."""
    is_open = status in OPEN
    owed = is_open or status in ANSWERED
    is_sent = is_open and status != Status.REGISTERED
    everywhere = {
        "registrar": ({"record_finished"} if status == Status.REGISTERED else set())
        | (DISTURBANCE if is_open else set()),
        "officer": OFFICER_HERE.get(status, set())
        | (COORDINATION | DISTURBANCE if is_open else set())
        | (SUPERVISION | PROPOSED_WORDS if owed else set())
        | ({"route_discipline"} if status in MAY_BE_ROUTED else set())
        | ({"propose_inform_personnel"} if status in {*MAY_BE_ROUTED, Status.ROUTED} else set()),
        "bureau_head": HEAD_HERE.get(status, set())
        | (COORDINATION | DISTURBANCE if is_open else set())
        | (SUPERVISION if owed else set()),
        "unit_officer": UNIT_OFFICER.get(status, set()) | (AT_UNIT if is_sent else set()),
        "unit_head": UNIT_HEAD.get(status, set()) | (AT_UNIT if is_sent else set()),
        "monitor": SUPERVISION | PROPOSED_WORDS if owed else set(),
        "reviewer": {"decide_review", "call_review_hearing"}
        if status == Status.UNDER_REVIEW
        else set(),
        "rechecker": HEARING if status == Status.UNDER_RECHECK else set(),
    }
    recusal = RECUSAL.get(post, set()) if is_open else set()
    if post in UNIT and status == Status.REGISTERED:
        recusal = set()
    if post in REVIEWING and status not in REVIEWING[post]:
        recusal = set()
    rights = recorded(post, status) if is_open else set()
    measures = {"add_measure"} if post in SETS_MEASURES and status in HANDLED else set()
    keeping = KEEPING.get(post, set()) if status in ENDED else set()
    correcting = {"correct"} if status in CORRECTS.get(post, set()) else set()
    at_any_time = {"reissue_code", "note_source"} if post in ("registrar", "officer") else set()
    found = everywhere.get(post, set()) | measures | keeping | rights | correcting
    adding = {"add_material"} if works_on_it(post, status) else set()
    return found | executing(post, status) | recusal | at_any_time | adding


def works_on_it(post: str, status: Status) -> bool:
    """Who adds material while it is open: where it was, is, and is reviewed."""
    if post in REVIEWING:
        return status in REVIEWING[post]
    is_sent = post in {"registrar", "officer", "bureau_head"} or status != Status.REGISTERED
    return post in {"registrar", "officer", "bureau_head", *UNIT} and is_sent and status in OPEN


def executing(post: str, status: Status) -> set[str]:
    """The opinion of these cases supports the demand."""
    reviews = {
        "reviewer": {Status.UNDER_REVIEW, Status.REVIEW_SERVED},
        "rechecker": {Status.UNDER_RECHECK, Status.CONCLUDED},
    }
    orders = status in ANSWERED if post in ORDERS_EXECUTION else status in reviews.get(post, ())
    reports = post in {"unit_officer", "unit_head"} and status in ANSWERED
    found = ({"execute"} if orders else set()) | ({"report_execution"} if reports else set())
    return found | two_people(post, status)


def two_people(post: str, status: Status) -> set[str]:
    """What is proposed by one and decided by another, and the advice of a head."""
    found = set()
    if status in {Status.CLOSED, Status.CONCLUDED} and post in {
        *("officer", "unit_officer", "unit_head"),
        *(("rechecker",) if status == Status.CONCLUDED else ()),
    }:
        found |= {"propose_reopen"}
    if status in {Status.REFUSED, Status.ROUTED, Status.WITHDRAWN} and post == "officer":
        found |= {"propose_reopen"}
    if status in {Status.ACCEPTED, Status.INVESTIGATING} and post in {"unit_officer", "unit_head"}:
        found |= {"propose_pass_on"}
    if status in ANSWERED and post == "bureau_head":
        found |= {"advise_improvement", "advise_policy", "advise_accountability"}
    return found


def recorded(post: str, status: Status) -> set[str]:
    """What each desk may enter of what the petitioner asks for in an open case."""
    hands_in, takes_back = HANDS_IN.get(status, set()), TAKES_BACK.get(status, set())
    waives = {"waive_review"} if status in HANDS_IN else set()
    whole = {"withdraw"} | takes_back | waives
    by_post = {
        "registrar": hands_in | whole,
        "officer": hands_in | whole,
        "unit_officer": hands_in,
        "reviewer": hands_in | (whole if status in UNDER_THE_REVIEWER else set()),
        "rechecker": (hands_in if status == Status.REVIEW_SERVED else set())
        | (whole if status == Status.UNDER_RECHECK else set()),
    }
    return by_post.get(post, set())


@pytest.mark.parametrize("status", PETITION_STATUSES)
def test_each_post_may_do_exactly_this(db: None, every_status: Everything, status: Status) -> None:
    office, cases = every_status
    case = cases[status]
    for post in POSTS:
        allowed = {a.name for a in available_acts(case, office.actor(post), at=AFTERWARDS)}
        assert allowed == expected(post, status), post


@pytest.mark.parametrize("status", PETITION_STATUSES)
def test_the_petitioner_may_do_exactly_this(
    db: None, every_status: Everything, status: Status
) -> None:
    case = every_status[1][status]
    allowed = {a.name for a in available_acts(case, Actor.petitioner(case.pk), at=AFTERWARDS)}
    anytime = {"withdraw", "ask_recusal", "add_material"} if status in OPEN else set()
    takes_back = TAKES_BACK.get(status, set())
    assert allowed == PETITIONER.get(status, set()) | anytime | takes_back


@pytest.mark.parametrize("status", PETITION_STATUSES)
def test_the_timer_may_do_exactly_this(db: None, every_status: Everything, status: Status) -> None:
    case = every_status[1][status]
    allowed = {a.name for a in available_acts(case, TIMER, at=AFTERWARDS)}
    climbing = SUPERVISION | {"remind", "warn", "call_in"} if status in OPEN | ANSWERED else set()
    recounted = {"recompute"} if status in COUNTED else set()
    climbing |= {"succeed"} if status in OPEN else set()
    climbing |= {"match_names"} | ({"take_back"} if status in OPEN - IN_REVIEW else set())
    assert allowed == climbing | recounted | ({"lapse"} if status in TIMER_CLOSED else set())


def test_a_petitioner_of_another_case_may_do_nothing(db: None, every_status: Everything) -> None:
    case = every_status[1][Status.SERVED]
    assert available_acts(case, Actor.petitioner(case.pk + 1), at=AFTERWARDS) == []


def test_a_reply_is_offered_once_there_is_a_letter_to_reply_to(
    db: None, every_status: Everything
) -> None:
    office, cases = every_status
    case = cases[Status.INVESTIGATING]
    act(office, case, "supervise", "bureau_head", at=AFTERWARDS, ground="perfunctory")
    offered = {a.name for a in available_acts(case, office.actor("unit_head"), at=AFTERWARDS)}
    assert "reply_supervision" in offered


def test_once_a_case_is_led_its_leader_and_the_coordinator_may_do_more(
    db: None, every_status: Everything
) -> None:
    office, cases = every_status
    case = cases[Status.ACCEPTED]
    act(office, case, "appoint_leader", "officer", at=AFTERWARDS)
    case = Case.objects.get(pk=case.pk)
    leader = {a.name for a in available_acts(case, office.actor("leader"), at=AFTERWARDS)}
    assert leader == {"add_measure", "extend_leading", "note_duty"}
    officer = {a.name for a in available_acts(case, office.actor("officer"), at=AFTERWARDS)}
    assert {"pass_leadership", "name_co_leader"} <= officer
    assert "pass_leadership" in {a.name for a in available_acts(case, TIMER, at=AFTERWARDS)}
