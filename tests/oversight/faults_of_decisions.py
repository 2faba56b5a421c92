"""Decisions of one person alone, and opinions that nobody carries out, planted behind the door."""

from datetime import timedelta

import pgtrigger

from tests.office import Office, act, advance
from tests.oversight.sound import fresh, now
from tests.ways import REVIEW
from workflows.models import Case, CaseEvent
from workflows.states import Outcome

GROUNDS = {"ground": "court", "reason": "应通过诉讼解决。"}


@pgtrigger.ignore("workflows.CaseEvent:append_only")
def decided_alone(office: Office) -> set[str]:
    """One refusal without a word of a proposer, one by the proposer, one that nobody proposed."""
    cases = [fresh(office) for _case in range(4)]
    for case in cases:
        act(office, case, "refuse", "officer", at=now(), **GROUNDS)
        served = {"way": "direct", "received_by": "信访人甲"}
        act(office, case, "record_service", "officer", at=now(), **served)
    _sound, silent, own, unheard = cases
    for case, changed in (
        (silent, {"ground": "court"}),
        (own, {"proposed_by": {"id": office["bureau_head"].pk, "name": "bureau_head"}}),
        (unheard, {"proposed_by": {"id": office["registrar"].pk, "name": "registrar"}}),
    ):
        CaseEvent.objects.filter(case=case, act="refuse").update(details=changed)
    return {silent.number, own.number, unheard.number}


def supported_unexecuted(office: Office) -> set[str]:
    """As an earlier version served it, which began no limit for the execution."""
    case = advance(office, fresh(office), "investigate", at=now())
    refused = {"outcome": "not_supported", "answered": "已当面说明理由。"}
    act(office, case, "draft_opinion", "unit_officer", at=now(), **refused)
    act(office, case, "sign_off", "unit_head", at=now())
    act(office, case, "serve", "unit_officer", at=now())
    Case.objects.filter(pk=case.pk).update(outcome=Outcome.SUPPORTED)
    return {case.number}


def under_recheck(office: Office) -> Case:
    case = advance(office, fresh(office), "serve", at=now())
    act(office, case, "request_review", "petitioner", at=now())
    act(office, case, "decide_review", "reviewer", at=now(), **REVIEW)
    act(office, case, "request_recheck", "petitioner", at=now())
    return case


@pgtrigger.ignore("workflows.CaseEvent:append_only")
def hearing_left_open(office: Office) -> set[str]:
    """Called for a day of last week, and never ended."""
    cases = [under_recheck(office) for _case in range(2)]
    for case, days in zip(cases, (1, 7), strict=True):
        at = now()
        act(office, case, "begin_hearing", "rechecker", at=at)
        event = case.events.get(act="begin_hearing")
        day = (at - timedelta(days=days)).date().isoformat()
        CaseEvent.objects.filter(pk=event.pk).update(details=event.details | {"held_on": day})
    return {cases[1].number}


def rating_outlived(office: Office) -> set[str]:
    """As an earlier version left it when the answer was revoked."""
    case = advance(office, fresh(office), "serve", at=now())
    act(office, case, "rate", "petitioner", at=now())
    for name, by, told in (
        ("request_review", "petitioner", {}),
        ("decide_review", "reviewer", REVIEW | {"result": "revoked"}),
    ):
        act(office, case, name, by, at=now(), **told)
    rated = case.events.get(act="rate")
    given = {name: rated.details[name] for name in ("bureau_rating", "unit_rating")}
    Case.objects.filter(pk=case.pk).update(rated_at=rated.at, **given)
    return {case.number}
