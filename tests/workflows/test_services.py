"""Papers are served on the record, each by itself, and what waits for it ends by it alone."""

from datetime import date, timedelta
from typing import Any

import pgtrigger
import pytest
from django.db.models import QuerySet

from tests.office import MONDAY, POSTS, Office, act, advance, petition
from tests.ways import AFTERWARDS, PETITION_STATUSES, SERVED, bring_to
from workflows.acts import served_papers
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.acts.actors import Actor
from workflows.cases import door
from workflows.cases.machines import ACTS
from workflows.models import Case, Clock, Counter, DeskTask, PaperService, ServiceWay
from workflows.papers.paper_kinds import PAPERS
from workflows.petition.service_forms import SHOWN_BY, SIGNED_FOR
from workflows.states import Kind, Status

DAY = timedelta(days=1)
FILLED: dict[str, Any] = {
    "received_by": "信访人甲",
    "witness_one": "村干部甲",
    "witness_two": "村干部乙",
    "tracking_number": "XA12345678915",
    "consent": "2026年8月3日网上提交时同意",
    "announced_in": "本机关公告栏",
    "announced_on": "2026-08-04",
}
DECISIONS = {
    Status.UNDER_REVIEW: ("decide_review", "reviewer"),
    Status.UNDER_RECHECK: ("decide_recheck", "rechecker"),
}
REFUSAL = {"ground": "court", "reason": "应通过诉讼解决。"}


def clock(case: Case, rule: str) -> Clock:
    return Clock.objects.filter(case=case, rule__key=rule).latest("pk")


def accepted_unserved(office: Office) -> Case:
    case = advance(office, petition(office).case, "forward", at=MONDAY)
    act(office, case, "accept", "unit_officer", at=MONDAY + DAY, handed_to="")
    return case


@pytest.mark.parametrize("way", ServiceWay)
def test_each_way_of_service_demands_what_shows_it(office: Office, way: str) -> None:
    case = accepted_unserved(office)
    on: dict[str, Any] = {"at": MONDAY + 2 * DAY, "way": way, "received_by": ""}
    for name in SHOWN_BY[way]:
        shown = {each: FILLED[each] for each in SHOWN_BY[way] if each != name}
        with pytest.raises(Incomplete) as refused:
            act(office, case, "record_service", "unit_officer", **on, **shown)
        assert refused.value.form.errors.keys() == {name}
    if way in SIGNED_FOR:
        with pytest.raises(Incomplete) as refused:
            act(office, case, "record_service", "unit_officer", scan=[], **(on | FILLED))
        assert refused.value.form.errors.keys() == {"scan"}
    event = act(office, case, "record_service", "unit_officer", **(on | FILLED))
    kept = {name for name in FILLED if event.details[name]}
    assert kept == set(SHOWN_BY[way])
    assert event.details["paper"] == {"kind": "acceptance_notice", "name": "受理告知书"}


def test_an_announcement_takes_its_time(office: Office) -> None:
    """It began before the day on which its period ended."""
    case = accepted_unserved(office)
    how: dict[str, Any] = {
        "way": "announcement",
        "announced_in": "本机关公告栏",
        "announced_on": "2026-08-05",
    }
    with pytest.raises(Incomplete) as refused:
        act(office, case, "record_service", "unit_officer", at=MONDAY + 2 * DAY, **how)
    assert refused.value.form.errors.keys() == {"announced_on"}
    on: dict[str, Any] = {"at": MONDAY + 32 * DAY, "served_on": "2026-09-04"}
    event = act(office, case, "record_service", "unit_officer", **on, **how)
    assert event.details["announced_on"] == "2026-08-05"


def test_what_is_handed_over_on_the_spot_shows_its_slip(office: Office) -> None:
    case = advance(office, petition(office).case, "forward", at=MONDAY)
    with pytest.raises(Incomplete) as refused:
        act(office, case, "accept", "unit_officer", at=MONDAY, handed_slip=[])
    assert refused.value.form.errors.keys() == {"handed_slip"}
    act(office, case, "accept", "unit_officer", at=MONDAY)
    served = case.events.get(act="record_service")
    assert [each.name for each in served.files.all()] == ["送达回证.jpg"]
    assert not case.events.get(act="accept").files.exists()


def test_the_same_person_is_not_two_witnesses(office: Office) -> None:
    case = accepted_unserved(office)
    twice = {"way": "left", "witness_one": "村干部甲", "witness_two": "村干部甲"}
    with pytest.raises(Incomplete):
        act(office, case, "record_service", "unit_officer", at=MONDAY + 2 * DAY, **twice)


def test_the_notice_limit_ends_when_the_notice_is_served(office: Office) -> None:
    case = accepted_unserved(office)
    assert clock(case, "transfer_notice").is_open
    entered, served_on = MONDAY + 9 * DAY, "2026-08-06"
    how = {"way": "post", "tracking_number": "XA1", "served_on": served_on}
    act(office, case, "record_service", "unit_officer", at=entered, **how)
    ended = clock(case, "transfer_notice")
    assert not ended.is_open
    assert ended.events.get(kind="satisfy").on == date(2026, 8, 6)


@pytest.mark.parametrize("served_on", ["2026-08-03", "2026-08-07", "1900-01-01"])
def test_a_notice_is_not_served_before_it_was_issued_or_after_today(
    office: Office, served_on: str
) -> None:
    case = accepted_unserved(office)
    how = {"way": "direct", "received_by": "信访人甲", "served_on": served_on}
    with pytest.raises(Incomplete) as refused:
        act(office, case, "record_service", "unit_officer", at=MONDAY + 3 * DAY, **how)
    assert refused.value.form.errors.keys() == {"served_on"}


def test_what_is_handed_over_on_the_spot_has_a_record_of_its_own(office: Office) -> None:
    case = advance(office, petition(office).case, "accept", at=MONDAY)
    event = case.events.get(act="record_service")
    assert event.details["received_by"] == "信访人甲"
    assert PaperService.objects.get(event=event).document.kind == "acceptance_notice"
    assert not clock(case, "transfer_notice").is_open


def _refused(office: Office) -> Case:
    case = petition(office).case
    act(office, case, "refuse", "officer", at=MONDAY, **REFUSAL)
    return case


def test_a_refusal_is_served_after_the_case_has_ended(office: Office) -> None:
    case = petition(office, unit="department", by="unit_officer").case
    act(office, case, "refuse", "unit_officer", at=MONDAY, **REFUSAL)
    assert clock(case, "direct_notice").is_open
    how: dict[str, Any] = {"way": "post", "tracking_number": "XA1"}
    act(office, case, "record_service", "unit_officer", at=MONDAY + DAY, **how)
    assert not clock(case, "direct_notice").is_open
    with pytest.raises(Refused):
        act(office, case, "record_service", "unit_officer", at=MONDAY + DAY, **how)


def test_every_notice_to_the_petitioner_has_its_service(office: Office) -> None:
    extended = bring_to(office, Status.INVESTIGATING)
    act(office, extended, "extend", "unit_head", at=SERVED)
    hearing = bring_to(office, Status.UNDER_RECHECK)
    act(office, hearing, "begin_hearing", "rechecker", at=AFTERWARDS)
    waiting = {case: _awaiting(case) for case in (extended, hearing, _refused(office))}
    assert list(waiting.values()) == [["extension_notice"], ["hearing_notice"], ["refusal_notice"]]
    by = ("unit_officer", "rechecker", "officer")
    for case, who in zip(waiting, by, strict=True):
        at = AFTERWARDS + DAY
        act(office, case, "record_service", who, at=at, way="direct", received_by="信访人甲")
        assert _awaiting(case) == []


def test_a_notice_is_on_the_desk_of_its_issuer_until_it_is_served(office: Office) -> None:
    """The same way for all of them, whether the case goes on, has ended or is above."""
    accepted, refused = accepted_unserved(office), _refused(office)
    extended = bring_to(office, Status.INVESTIGATING)
    act(office, extended, "extend", "unit_head", at=SERVED)
    heard = bring_to(office, Status.UNDER_RECHECK)
    act(office, heard, "begin_hearing", "rechecker", at=AFTERWARDS)
    places = {
        accepted: ("department", "unit_officer"),
        refused: ("bureau", "officer"),
        extended: ("department", "unit_officer"),
        heard: ("recheck", "rechecker"),
    }
    for case, (unit, role) in places.items():
        desk = _serving(case).get()
        assert (desk.unit, desk.role) == (office.units[unit], role)
        at = AFTERWARDS + DAY
        act(office, case, "record_service", role, at=at, way="direct", received_by="信访人甲")
        assert not _serving(case).exists()


def test_one_service_ends_the_task_of_its_own_paper(office: Office) -> None:
    case = accepted_unserved(office)
    act(office, case, "extend", "unit_head", at=MONDAY + 2 * DAY)
    extension = case.documents.get(kind="extension_notice")
    how = {"way": "direct", "received_by": "信访人甲", "paper": extension.number}
    act(office, case, "record_service", "unit_officer", at=MONDAY + 3 * DAY, **how)
    left = _serving(case).get().process.clock
    assert left and left.events.get(kind="start").case_event.act == "accept"
    act(office, case, "route_statutory", "unit_officer", at=MONDAY + 4 * DAY, route="2",
        reason="应申请劳动仲裁。")  # fmt: skip
    assert _serving(case).count() == 2


def test_every_act_that_issues_a_notice_sets_the_service_as_a_task() -> None:
    kinds = set(served_papers.kinds_served_by(served_papers.RECORD))
    for declared in ACTS[Kind.PETITION].values():
        sets = any(each.rule == served_papers.SERVICE for each in declared.starts)
        assert sets == bool(kinds & {*declared.issues}), declared.name


def _serving(case: Case) -> QuerySet[DeskTask]:
    waiting = DeskTask.objects.waiting().filter(case=case)
    return waiting.filter(process__clock__rule__key=served_papers.SERVICE)


def _awaiting(case: Case) -> list[str]:
    papers = served_papers.awaiting_service(case, served_papers.RECORD)
    return [paper.kind for paper in papers]


def test_sign_off_numbers_what_serve_then_serves(office: Office) -> None:
    case = advance(office, petition(office).case, "draft_opinion", at=MONDAY)
    signed = act(office, case, "sign_off", "unit_head", at=MONDAY)
    assert [p.kind for p in signed.documents.all()] == ["handling_opinion", "service_return"]
    assert all(p.number for p in signed.documents.all())
    served = act(office, case, "serve", "unit_officer", at=MONDAY + DAY)
    assert list(served.documents.all()) == []
    assert served.services.get().document.case_event == signed


def test_an_opinion_of_an_earlier_version_is_signed_off_again(office: Office) -> None:
    case = advance(office, petition(office).case, "sign_off", at=MONDAY)
    with pytest.raises(Refused):
        act(office, case, "sign_off", "unit_head", at=MONDAY)
    with pgtrigger.ignore("workflows.Document:append_only"):
        case.documents.update(to_be_served=False)
    with pytest.raises(Incomplete):
        act(office, case, "serve", "unit_officer", at=MONDAY)
    act(office, case, "sign_off", "unit_head", at=MONDAY)
    act(office, case, "serve", "unit_officer", at=MONDAY)


@pytest.mark.parametrize(
    ("status", "act_name", "serve", "by", "rule", "then"),
    [
        ("under_review", "decide_review", "serve_review", "reviewer", "review_decide",
         Status.REVIEW_SERVED),
        ("under_recheck", "decide_recheck", "serve_recheck", "rechecker", "recheck_decide",
         Status.CONCLUDED),
    ],
)  # fmt: skip
def test_an_opinion_of_the_organ_above_is_issued_and_then_served(
    office: Office, status: str, act_name: str, serve: str, by: str, rule: str, then: str
) -> None:
    case = bring_to(office, Status(status))
    told = {"result": "upheld", "opinion": "维持原处理意见。"}
    decided = act(office, case, act_name, by, at=AFTERWARDS + DAY, **told)
    assert decided.documents.count() == 2
    assert clock(case, rule).is_open
    with pytest.raises(Refused):
        act(office, case, act_name, by, at=AFTERWARDS + DAY, **told)
    how = {"way": "direct", "received_by": "信访人甲"}
    for wrong in ("2026-08-22", "2027-01-01"):
        with pytest.raises(Incomplete):
            act(office, case, serve, by, at=AFTERWARDS + 2 * DAY, served_on=wrong, **how)
    act(office, case, serve, by, at=AFTERWARDS + 2 * DAY, **how)
    assert Case.objects.get(pk=case.pk).status == then
    assert not clock(case, rule).is_open


@pytest.mark.parametrize("status", PETITION_STATUSES)
def test_an_opinion_that_waits_for_its_service_can_only_be_served(
    office: Office, status: Status
) -> None:
    """Whoever looks at it: nothing is heard and no application withdrawn once it is decided."""
    case = bring_to(office, status)
    decide, by = DECISIONS.get(status, ("", ""))
    if decide:
        told = {"result": "upheld", "opinion": "维持原处理意见。"}
        act(office, case, decide, by, at=AFTERWARDS + DAY, **told)
    case = Case.objects.get(pk=case.pk)
    actors = [Actor.petitioner(case.pk), *(office.actor(name) for name in POSTS)]
    at = AFTERWARDS + DAY
    offered = {a.name for actor in actors for a in door.available_acts(case, actor, at=at)}
    heard = {"begin_hearing", "call_review_hearing", "withdraw_review", *dict(DECISIONS.values())}
    assert not offered & heard
    assert bool({"serve_review", "serve_recheck"} & offered) == bool(decide)


def test_a_review_that_orders_a_redo_begins_it_when_it_is_served(office: Office) -> None:
    case = bring_to(office, Status.UNDER_REVIEW)
    told = {"result": "redo", "opinion": "责令重新办理。", "handed_to": "信访人甲"}
    act(office, case, "decide_review", "reviewer", at=AFTERWARDS + DAY, **told)
    assert Case.objects.get(pk=case.pk).status == Status.INVESTIGATING
    assert clock(case, "handle").is_open


def test_a_unit_records_the_service_of_its_own_papers_alone(office: Office) -> None:
    case = accepted_unserved(office)
    with pytest.raises(Refused):
        act(office, case, "record_service", "officer", at=MONDAY + DAY, way="direct",
            received_by="信访人甲")  # fmt: skip


def test_the_petitioner_confirms_in_the_portal_what_he_has_before_him(office: Office) -> None:
    case = accepted_unserved(office)
    offered = door.available_acts(case, Actor.petitioner(case.pk), at=MONDAY + DAY)
    assert "confirm_receipt" in {each.name for each in offered}
    act(office, case, "confirm_receipt", "petitioner", at=MONDAY + 2 * DAY)
    made = PaperService.objects.get(case=case)
    assert (made.way, made.served_on) == ("electronic", date(2026, 8, 5))
    assert not clock(case, "transfer_notice").is_open


def test_a_paper_is_seen_before_its_number_is_taken(office: Office) -> None:
    case = advance(office, petition(office).case, "draft_opinion", at=MONDAY)
    before = list(Counter.objects.order_by("pk").values_list("series", "value"))
    papers = door.rehearse(case.pk, "sign_off", actor=office.actor("unit_head"), at=MONDAY)
    assert [paper.kind for paper in papers] == ["handling_opinion", "service_return"]
    assert "（文号）" in papers[0].body
    assert "予以补发。" in papers[0].body
    assert list(Counter.objects.order_by("pk").values_list("series", "value")) == before
    assert Case.objects.get(pk=case.pk).status == Status.DRAFTED
    assert not case.documents.filter(kind="handling_opinion").exists()


def test_every_served_paper_is_declared_and_for_the_petitioner() -> None:
    assert set(served_papers.SERVED) <= {k for k, paper in PAPERS.items() if paper.petitioner_reads}
