"""Every right of a petitioner has every door, and he is told of what was entered from him."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

import pytest
import time_machine

from tests.office import Office, act, petition
from tests.petitions.pages.visits import NOW, as_, loaded, text_of
from tests.petitions.rights.doors import DONE, DOORS, OWN, PICTURE, at_desk, opened, scan, with_code
from tests.ways import AFTERWARDS
from workflows.acts.act_refusals import Incomplete
from workflows.cases.machines import ACTS
from workflows.models import ActorKind, Case, CaseEvent
from workflows.petition.applications import ApplicationForm
from workflows.states import AFTER_SERVICE, Kind, Status

Everything = tuple[Office, dict[str, Case]]

RIGHTS: Final = {
    "request_review": (Status.SERVED, Status.UNDER_REVIEW),
    "request_recheck": (Status.REVIEW_SERVED, Status.UNDER_RECHECK),
    "withdraw_review": (Status.UNDER_REVIEW, Status.SERVED),
    "withdraw": (Status.ACCEPTED, Status.WITHDRAWN),
}
ASKED: Final = {"reason": "对意见不服，请求依法处理。"}
WAIVED: Final = {"signed_on": "2026-08-23"}
SPOKEN: Final = ("visit", "telephone")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_matrix_has_every_right_that_can_be_applied_for() -> None:
    applied = {a.name for a in ACTS[Kind.PETITION].values() if issubclass(a.form, ApplicationForm)}
    assert applied == {*RIGHTS, "waive_review"}
    assert all(ACTS[Kind.PETITION][name].is_right for name in applied)


@pytest.mark.parametrize("right", RIGHTS)
@pytest.mark.parametrize("door", DOORS)
def test_a_right_comes_in_by_every_door_and_the_petitioner_is_told(
    db: None, every_status: Everything, door: str, right: str
) -> None:
    office, cases = every_status
    before, after = RIGHTS[right]
    case = with_code(cases[before])
    assert DOORS[door](office, case, right, ASKED) == DONE.get(door, 302)
    assert Case.objects.get(pk=case.pk).status == after
    event = CaseEvent.objects.filter(case=case.pk).latest("pk")
    own = door in DONE
    assert event.actor_kind == (ActorKind.PETITIONER if own else ActorKind.PERSON)
    assert event.details["applied_on"] == ("2026-08-25" if own else "2026-08-24")
    page = text_of(opened(case).get(OWN))
    assert ("县信访局代为登记" in page) is not own


@pytest.mark.parametrize("status", [Status.SERVED, Status.REVIEW_SERVED])
@pytest.mark.parametrize("door", [name for name in DOORS if name not in SPOKEN])
def test_a_waiver_comes_in_by_the_petitioners_hand_and_by_his_paper(
    db: None, every_status: Everything, door: str, status: Status
) -> None:
    office, cases = every_status
    case, own = with_code(cases[status]), door in DONE
    asked = {"waived": True} if own else WAIVED
    assert DOORS[door](office, case, "waive_review", asked) == DONE.get(door, 302)
    event = CaseEvent.objects.filter(case=case.pk).latest("pk")
    assert ACTS[case.kind]["waive_review"].day_of(event) == date(2026, 8, 25 if own else 23)
    told = text_of(opened(case).get(OWN))
    assert "信访人接受意见，不申请复查（复核）" in told
    assert ("县信访局代为登记" in told) is not own
    closed = act(office, case, "close", "unit_officer", at=AFTERWARDS + timedelta(days=3))
    assert closed.target == Status.CLOSED


@pytest.mark.parametrize("door", SPOKEN)
def test_what_was_only_said_waives_no_review(db: None, every_status: Everything, door: str) -> None:
    office, cases = every_status
    case = cases[Status.SERVED]
    assert DOORS[door](office, case, "waive_review", WAIVED | {"waived": True}) == 422
    assert not case.events.filter(act="waive_review").exists()


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"scan": []}, "scan"),
        ({"signed_on": "2026-08-19"}, "signed_on"),
        ({"signed_on": ""}, "signed_on"),
        ({"signed_on": "2026-08-25"}, "signed_on"),
        ({"signed_on": "2026-08-24", "posted_on": "2026-08-23"}, "signed_on"),
    ],
)
def test_a_waiver_on_paper_shows_the_paper_and_its_day(
    db: None, every_status: Everything, given: dict[str, Any], wrong: str
) -> None:
    """Served on 20 August and received on the 24th."""
    office, cases = every_status
    entered = {"way": "paper", "scan": [scan()], "received_on": "2026-08-24", **WAIVED, **given}
    page = as_(office, "officer").post(
        f"/cases/{cases[Status.SERVED].number}/acts/waive_review/", entered
    )
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {wrong}


def test_a_paper_is_kept_with_its_picture_and_opens_for_whoever_reads_the_letter(
    db: None, every_status: Everything
) -> None:
    office, cases = every_status
    case = cases[Status.SERVED]
    pages = [scan("第一页.jpg"), scan("第二页.jpg")]
    assert at_desk("officer", way="paper", scan=pages)(office, case, "request_review", ASKED) == 302
    event = CaseEvent.objects.filter(case=case.pk).latest("pk")
    assert event.details["scan"] == ["第一页.jpg", "第二页.jpg"]
    address = f"/cases/{case.number}/events/{event.pk}/files/2/"
    assert address in text_of(as_(office, "reviewer").get(f"/cases/{case.number}/"))
    assert loaded(as_(office, "reviewer").get(address)) == PICTURE
    assert as_(office, "monitor").get(address).status_code == 403
    assert as_(office, "stranger").get(address).status_code == 404
    assert as_(office, "officer").get(address.replace("/2/", "/3/")).status_code == 404


@pytest.mark.parametrize(
    ("way", "more", "wrong"),
    [
        ("paper", {}, "scan"),
        ("visit", {"reason": ""}, "reason"),
        ("visit", {"received_on": "2026-08-26"}, "received_on"),
        ("visit", {"posted_on": "2026-08-25"}, "posted_on"),
    ],
)
def test_an_entry_without_its_witness_is_no_entry(
    db: None, every_status: Everything, way: str, more: dict[str, Any], wrong: str
) -> None:
    office, cases = every_status
    page = as_(office, "officer").post(
        f"/cases/{cases[Status.ACCEPTED].number}/acts/withdraw/",
        {"way": way, "received_on": "2026-08-24", **ASKED, **more},
    )
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {wrong}


@pytest.mark.parametrize("status", AFTER_SERVICE)
def test_what_was_only_said_ends_no_answered_matter(
    db: None, every_status: Everything, status: Status
) -> None:
    """The matter would end, and with it the petitioner's right to the tier above."""
    office, cases = every_status
    case = cases[status]
    for door in SPOKEN:
        assert DOORS[door](office, case, "withdraw", ASKED) == 422
    assert DOORS["paper"](office, case, "withdraw", ASKED) == 302


def test_what_was_only_said_ends_no_application_once_its_window_is_over(
    db: None, every_status: Everything
) -> None:
    office, cases = every_status
    case = cases[Status.UNDER_REVIEW]
    with time_machine.travel("2026-10-09T10:00:00+08:00", tick=False):
        for door in SPOKEN:
            assert DOORS[door](office, case, "withdraw_review", ASKED) == 422
        signed = at_desk("officer", way="visit", scan=[scan("谈话记录.jpg")])
        assert signed(office, case, "withdraw_review", ASKED) == 302


def test_a_unit_ends_a_matter_of_its_own_by_what_the_petitioner_signed(
    db: None, every_status: Everything
) -> None:
    """It received the matter itself, and would be rid of it by its own word."""
    office, _cases = every_status
    case = petition(office, unit="department", by="unit_officer", at=NOW).case
    act(office, case, "accept", "unit_officer", at=NOW)
    said = {**ASKED, "received_on": NOW.date(), "way": "telephone"}
    with pytest.raises(Incomplete):
        act(office, case, "withdraw", "unit_officer", at=NOW, **said)
    act(office, case, "withdraw", "unit_officer", at=NOW, **said | {"way": "paper"}, scan=[scan()])


def test_the_record_of_a_withdrawal_says_when_it_reached_the_office(
    db: None, every_status: Everything
) -> None:
    office, cases = every_status
    case = cases[Status.ACCEPTED]
    assert DOORS["telephone"](office, case, "withdraw", ASKED) == 302
    paper = case.documents.get(kind="withdrawal_record")
    assert "2026年8月24日" in paper.body


@pytest.mark.parametrize("desk", ["registrar", "officer", "unit_officer", "reviewer"])
def test_any_competent_desk_takes_an_application_for_review(
    db: None, every_status: Everything, desk: str
) -> None:
    office, cases = every_status
    case = cases[Status.SERVED]
    assert as_(office, desk).get(f"/cases/{case.number}/").status_code == 200
    assert at_desk(desk, way="visit")(office, case, "request_review", ASKED) == 302


def test_no_other_desk_takes_it(db: None, every_status: Everything) -> None:
    office, cases = every_status
    for desk, status in {
        "rechecker": 404,
        "stranger": 404,
        "monitor": 403,
        "unit_head": 403,
    }.items():
        door = at_desk(desk, way="visit")
        assert door(office, cases[Status.SERVED], "request_review", ASKED) == status, desk
    unit = at_desk("unit_officer", way="visit")
    assert unit(office, cases[Status.SERVED], "withdraw", ASKED) == 403


@pytest.mark.parametrize(
    ("days", "status"),
    [
        ({"received_on": "2026-09-20"}, 302),
        ({"received_on": "2026-09-21"}, 409),
        ({"received_on": "2026-09-24", "posted_on": "2026-09-20"}, 302),
        ({"received_on": "2026-09-24", "posted_on": "2026-09-21"}, 409),
        ({"received_on": "2026-08-19"}, 422),
    ],
)
def test_the_day_of_receipt_or_of_the_postmark_decides_whether_it_is_in_time(
    db: None, every_status: Everything, days: dict[str, str], status: int
) -> None:
    """Served on 20 August: day thirty is a Saturday, the Sunday after it a made-up workday."""
    office, cases = every_status
    case = cases[Status.SERVED]
    with time_machine.travel("2026-10-09T10:00:00+08:00", tick=False):
        door = at_desk("reviewer", way="visit", **days)
        assert door(office, case, "request_review", ASKED) == status
    if status == 302:
        window = case.clocks.get(rule__key="review_apply")
        assert (window.state, window.was_late) == ("satisfied", False)
        decided = case.clocks.get(rule__key="review_decide")
        assert decided.started_on == date.fromisoformat(days["received_on"])


def test_withdrawing_an_application_leaves_the_answer_and_the_rest_of_its_window(
    db: None, every_status: Everything
) -> None:
    office, cases = every_status
    case = cases[Status.UNDER_REVIEW]
    first = case.clocks.get(rule__key="review_apply")
    act(office, case, "withdraw_review", "petitioner", at=AFTERWARDS)
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.review_unit, case.finished_at) == (Status.SERVED, None, None)
    assert case.clocks.get(rule__key="review_decide").state == "void"
    again = case.clocks.filter(rule__key="review_apply").latest("pk")
    assert (again.state, again.due_on) == ("running", first.due_on)
    act(office, case, "request_review", "petitioner", at=AFTERWARDS)


def test_withdrawing_a_recheck_leaves_the_review_as_it_was(
    db: None, every_status: Everything
) -> None:
    office, cases = every_status
    case = cases[Status.UNDER_RECHECK]
    act(office, case, "begin_hearing", "rechecker", at=AFTERWARDS)
    act(office, case, "withdraw_review", "petitioner", at=AFTERWARDS)
    case = Case.objects.get(pk=case.pk)
    assert (case.status, case.review_unit) == (Status.REVIEW_SERVED, office.units["review"])
    assert case.clocks.get(rule__key="recheck_decide").state == "void"
    first, again = case.clocks.filter(rule__key="recheck_apply").order_by("pk")
    assert (again.state, again.due_on) == ("running", first.due_on)
    act(office, case, "request_recheck", "petitioner", at=AFTERWARDS)


def test_the_petitioner_dates_nothing_himself(db: None, every_status: Everything) -> None:
    office, cases = every_status
    case = with_code(cases[Status.SERVED])
    past = {"received_on": "2026-08-01", "applied_on": "2026-08-01", "way": "paper"}
    assert DOORS["portal"](office, case, "request_review", ASKED | past) == 302
    event = CaseEvent.objects.filter(case=case.pk).latest("pk")
    assert event.details["applied_on"] == "2026-08-25"
