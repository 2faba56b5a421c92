"""A letter that was posted in time is in time, however late it arrives and whatever was closed."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

import pytest
import time_machine

from tests.office import Office, act
from tests.petitions.api.calling import programme
from tests.petitions.rights.doors import Door, at_desk, opened, scan, with_code
from tests.ways import bring_to
from workflows.cases.door import available_acts
from workflows.escalation.rung_effects import sweep
from workflows.models import Case, CaseEvent
from workflows.models.clock import running_clock
from workflows.states import Status

ARRIVED: Final = datetime.fromisoformat("2026-10-09T10:00:00+08:00")
TIERS: Final = {
    "request_review": (Status.SERVED, "review_apply", "review_decide", "2026-09-20"),
    "request_recheck": (Status.REVIEW_SERVED, "recheck_apply", "recheck_decide", "2026-09-21"),
}
"""The act of each tier: from where, its window with its last day, the limit that it starts."""
DESKS: Final = {
    "request_review": ("registrar", "officer", "unit_officer", "reviewer"),
    "request_recheck": ("registrar", "officer", "unit_officer", "reviewer", "rechecker"),
}
DONE: Final = (302, 200)
REASON: Final = {"reason": "对意见不服，请求依法处理。", "received_on": "2026-10-09"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(ARRIVED, tick=False):
        yield


def closed_after_the_window(office: Office, right: str) -> Case:
    """The window lapsed, the clockwork noted it, and the unit closed the file."""
    status, window, _decided, last = TIERS[right]
    case = bring_to(office, status)
    clock = running_clock(case, window)
    assert clock is not None
    assert str(clock.due_on) == last
    after = datetime.fromisoformat("2026-09-25T10:00:00+08:00")
    sweep(after)
    act(office, case, "close", "unit_officer", at=after)
    sweep(ARRIVED)
    case = Case.objects.get(pk=case.pk)
    assert case.status == Status.CLOSED
    return case


def by_interface(desk: str) -> Door:
    """The paper beside its details, as the programme of an office sends it."""

    def door(office: Office, case: Case, right: str, details: Mapping[str, Any]) -> int:
        body = {**details, "way": "paper", "scan": scan()}
        address = f"cases/{case.number}/acts/{right}/"
        return programme(office, desk).post_files(address, body).status_code

    return door


def doors(right: str) -> dict[str, Door]:
    """Whoever enters a letter, by page and by interface; the petitioner himself dates nothing."""
    pages = {f"page {desk}": at_desk(desk, way="paper", scan=[scan()]) for desk in DESKS[right]}
    return pages | {f"interface {desk}": by_interface(desk) for desk in DESKS[right]}


EVERY: Final = [(right, name) for right in TIERS for name in doors(right)]


@pytest.mark.parametrize(("right", "door"), EVERY)
def test_an_application_posted_in_time_is_taken_after_the_window_and_the_close(
    office: Office, right: str, door: str
) -> None:
    case = with_code(closed_after_the_window(office, right))
    _status, window, decided, last = TIERS[right]
    assert doors(right)[door](office, case, right, REASON | {"posted_on": last}) in DONE
    under = Status.UNDER_REVIEW if right == "request_review" else Status.UNDER_RECHECK
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.finished_at) == (under, None)
    clock = case.clocks.get(rule__key=window)
    assert (clock.state, clock.was_late) == ("satisfied", False)
    assert str(case.clocks.get(rule__key=decided).started_on) == "2026-10-09"
    assert "申请复" in opened(case).get("/portal/case/").content.decode()


@pytest.mark.parametrize(("right", "door"), EVERY)
def test_one_posted_a_day_later_is_not(office: Office, right: str, door: str) -> None:
    case = closed_after_the_window(office, right)
    posted = {"posted_on": "2026-09-22"}
    assert doors(right)[door](office, case, right, REASON | posted) == 409
    assert Case.objects.get(pk=case.pk).status == Status.CLOSED


@pytest.mark.parametrize("right", TIERS)
def test_every_desk_is_offered_it_and_the_petitioner_himself_only_within_his_window(
    office: Office, right: str
) -> None:
    case = closed_after_the_window(office, right)
    for desk in DESKS[right]:
        offered = {a.name for a in available_acts(case, office.actor(desk), at=ARRIVED)}
        assert right in offered, desk
    portal = opened(with_code(case))
    assert portal.post(f"/portal/case/?act={right}", REASON).status_code == 409


def test_what_was_waived_is_not_given_back_by_a_postmark(office: Office) -> None:
    case = bring_to(office, Status.CLOSED)
    door = at_desk("registrar", way="paper", scan=[scan()])
    assert door(office, case, "request_review", REASON | {"posted_on": "2026-09-20"}) in (403, 409)
    assert not CaseEvent.objects.filter(case=case.pk, act="request_review").exists()
