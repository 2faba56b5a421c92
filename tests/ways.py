"""How a case gets into each status: the shortest lawful way."""

from datetime import datetime, timedelta

from tests.office import MONDAY, Office, act, advance, petition
from workflows.models import Case
from workflows.states import Status

LATER = MONDAY + timedelta(days=1)
SERVED = datetime.fromisoformat("2026-08-20T15:00:00+08:00")
AFTERWARDS = SERVED + timedelta(days=2)

LAST_ACT = {
    Status.FORWARDED: "forward",
    Status.ACCEPTED: "accept",
    Status.INVESTIGATING: "investigate",
    Status.DRAFTED: "draft_opinion",
    Status.SIGNED: "sign_off",
    Status.SERVED: "serve",
}
SERVED_BY_HAND = {"way": "direct", "received_by": "信访人甲"}
REVIEW = {
    "result": "upheld",
    "opinion": "维持原处理意见。",
    "handed_to": "信访人甲",
}


def bring_to(office: Office, status: Status) -> Case:
    """A fresh petition in the given status."""
    case = petition(office).case
    if status in LAST_ACT:
        return advance(office, case, LAST_ACT[status], at=SERVED)
    if status in SPECIAL:
        SPECIAL[status](office, case)
    return Case.objects.get(pk=case.pk)


def _objected(office: Office, case: Case) -> None:
    advance(office, case, "forward", at=LATER)
    act(office, case, "object", "unit_officer", at=LATER)


def _refused(office: Office, case: Case) -> None:
    act(office, case, "refuse", "officer", at=LATER, ground="court", reason="应通过诉讼解决。")
    act(office, case, "record_service", "officer", at=LATER, **SERVED_BY_HAND)


def _routed(office: Office, case: Case) -> None:
    act(office, case, "route_statutory", "officer", at=LATER, route="2", reason="应申请劳动仲裁。",
        handed_to="信访人甲")  # fmt: skip


def _withdrawn(office: Office, case: Case) -> None:
    act(office, case, "withdraw", "petitioner", at=LATER)


def _linked(office: Office, case: Case) -> None:
    original = petition(office).case
    act(office, case, "link_repeat", "officer", at=LATER, original=original.number)


def _under_review(office: Office, case: Case) -> None:
    advance(office, case, "serve", at=SERVED)
    act(office, case, "request_review", "petitioner", at=AFTERWARDS)


def _review_served(office: Office, case: Case) -> None:
    _under_review(office, case)
    act(office, case, "decide_review", "reviewer", at=AFTERWARDS, **REVIEW)


def _under_recheck(office: Office, case: Case) -> None:
    _review_served(office, case)
    act(office, case, "request_recheck", "petitioner", at=AFTERWARDS)


def _concluded(office: Office, case: Case) -> None:
    _under_recheck(office, case)
    act(office, case, "decide_recheck", "rechecker", at=AFTERWARDS, **REVIEW)


def _closed(office: Office, case: Case) -> None:
    advance(office, case, "serve", at=SERVED)
    act(office, case, "waive_review", "petitioner", at=AFTERWARDS)
    act(office, case, "close", "unit_officer", at=AFTERWARDS)


SPECIAL = {
    Status.OBJECTED: _objected,
    Status.REFUSED: _refused,
    Status.ROUTED: _routed,
    Status.WITHDRAWN: _withdrawn,
    Status.LINKED: _linked,
    Status.UNDER_REVIEW: _under_review,
    Status.REVIEW_SERVED: _review_served,
    Status.UNDER_RECHECK: _under_recheck,
    Status.CONCLUDED: _concluded,
    Status.CLOSED: _closed,
}
PETITION_STATUSES = (Status.REGISTERED, *LAST_ACT, *SPECIAL)
