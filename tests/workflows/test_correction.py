"""A correction is an event: what stood is kept, papers that stated it are corrected."""

from datetime import date, timedelta

import pytest
from django import forms

from oversight.integrity.deadline_crosscheck import differences
from petitions.letters.corrections import CHOICES
from petitions.models import Petition, Petitioner
from tests.office import MONDAY, Office, act, advance, petition
from tests.petitions.api.calling import programme
from tests.ways import AFTERWARDS, PETITION_STATUSES, bring_to
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.acts.day_bounds import DayField
from workflows.acts.region_field import RegionField
from workflows.cases.machines import ACTS
from workflows.clocks import clock_reckoning
from workflows.counting.work_calendar import end_of_legal_day, legal_date
from workflows.models import Case, CaseEvent, Clock, Document
from workflows.petition.correctable_entries import OF_PERSON, Entry
from workflows.petition.correction import CorrectForm
from workflows.states import Kind, Status

LATER = MONDAY + timedelta(days=2)
DAY = timedelta(days=1)
SIGNED = MONDAY + timedelta(days=15)
WHY = "登记时看错，经与来信核对。"
RIGHT: dict[str, tuple[object, object]] = {
    Entry.NAME: ("信访人丙", "信访人丙"),
    Entry.PHONE: ("13911112222", "13911112222"),
    Entry.ID_NUMBER: ("150121199001010011", "150121199001010011"),
    Entry.ADDRESS: ("县城东街一号", "县城东街一号"),
    Entry.COMPLAINED: ("县自然资源局", "县自然资源局"),
    Entry.REGION: ("150122", "150122"),
    Entry.SUBJECT: ("养老金停发问题", "养老金停发问题"),
    Entry.TEXT: ("反映养老金停发四个月。", "反映养老金停发四个月。"),
    Entry.PURPOSE: ("appeal", "appeal"),
    Entry.CONTENT_CLASS: ("labour", "labour"),
    Entry.CHANNEL: ("fax", "fax"),
    Entry.PEOPLE_COUNT: ("3", 3),
    Entry.RECEIVED_ON: ("2026-07-31", date(2026, 7, 31)),
    Entry.PETITION_CLASS: ("suggestion", "suggestion"),
}
"""What is entered of each, and what then stands; the day of a service has tests of its own."""


def correct(office: Office, case: Case, entry: str, new: object, **more: object) -> CaseEvent:
    details = {"field": entry, entry: new, "reason": WHY} | more
    return act(office, case, "correct", "officer", at=AFTERWARDS, **details)


def stands(case: Case, entry: str) -> object:
    case, letter = Case.objects.get(pk=case.pk), Petition.objects.get(case=case)
    match entry:
        case Entry.REGION:
            return letter.region.code
        case Entry.COMPLAINED:
            return letter.unit_complained.name if letter.unit_complained else ""
        case _ if entry in OF_PERSON:
            return getattr(letter.petitioners.get(), entry)
    return getattr(case if hasattr(case, entry) else letter, entry)


def test_every_entry_can_be_corrected_and_keeps_what_stood(office: Office) -> None:
    assert RIGHT.keys() == set(Entry) - {Entry.SERVED_ON}
    case = advance(office, petition(office).case, "accept", at=LATER)
    for entry, (new, written) in RIGHT.items():
        stood = stands(case, entry)
        kept = correct(office, case, entry, new).details
        assert stands(case, entry) == written != stood, entry
        assert (kept["field"], kept["reason"]) == (entry, WHY)
        assert kept.keys() == {*("field", "petitioner", "reason"), *CorrectForm.notes}
        if entry not in OF_PERSON:
            assert kept["old"] != kept["new"], entry


def test_no_value_of_a_person_stands_in_an_event_and_the_old_row_stays(office: Office) -> None:
    case = petition(office).case
    for entry in OF_PERSON:
        correct(office, case, entry, str(RIGHT[entry][0]))
    events = str(list(CaseEvent.objects.filter(case=case).values_list("details", flat=True)))
    for value in ("信访人丙", "13911112222", "150121199001010011", "13900000000", "东街"):
        assert value not in events
    versions = Petitioner.versions.filter(petition__case=case).order_by("pk")
    assert next((v.name, v.phone) for v in versions) == ("信访人甲", "13900000000")
    assert versions.count() == len(OF_PERSON) + 1
    assert Petitioner.objects.get(petition__case=case).replaces == versions.reverse()[1]


def test_papers_that_stated_it_are_corrected_by_one_that_names_them(office: Office) -> None:
    case = advance(office, petition(office).case, "accept", at=LATER)
    issued = {p.kind: p for p in Document.objects.filter(case=case)}
    correct(office, case, Entry.RECEIVED_ON, "2026-07-31")
    notice = Document.objects.get(case=case, kind="correction_notice")
    letter = Document.objects.get(case=case, kind="correction_letter")
    assert issued["acceptance_notice"].number in notice.body
    assert issued["transfer_letter"].number not in notice.body
    assert issued["transfer_letter"].number in letter.body


def test_a_receipt_to_a_name_corrected_since_is_no_letter_of_an_office(office: Office) -> None:
    case = petition(office).case
    correct(office, case, Entry.NAME, "信访人乙")
    correct(office, case, Entry.SUBJECT, "反映养老金漏发")
    papers = Document.objects.filter(case=case, kind__startswith="correction")
    assert {(p.kind, p.addressee) for p in papers} == {("correction_notice", "信访人乙")}
    assert "登记回执" in papers[1].body


def test_what_no_paper_states_needs_no_paper(office: Office) -> None:
    case = petition(office).case
    correct(office, case, Entry.CHANNEL, "fax")
    assert not Document.objects.filter(case=case, kind__startswith="correction").exists()


def test_limits_from_the_receipt_are_counted_anew_and_in_two_ways_alike(office: Office) -> None:
    case, ended = petition(office).case, advance(office, petition(office).case, "accept", at=LATER)
    for each in (case, ended):
        correct(office, each, Entry.RECEIVED_ON, "2026-07-31")
    running = Clock.objects.get(case=case, rule__key="xf_triage")
    met = Clock.objects.get(case=ended, rule__key="xf_triage")
    assert {running.started_on, met.started_on} == {date(2026, 7, 31)}
    assert running.due_on == met.due_on == date(2026, 8, 17)
    assert (running.state, met.state) == ("running", "satisfied")
    assert set(running.alarms.filter(state="pending").values_list("term", flat=True)) == {1}
    handle = Clock.objects.get(case=ended, rule__key="handle")
    assert handle.started_on == LATER.date()
    assert list(differences(Clock.objects.filter(case__in=[case, ended]), at=LATER)) == []


def test_a_class_given_wrongly_brings_the_limit_of_the_right_one(office: Office) -> None:
    case = advance(office, petition(office).case, "accept", at=LATER)
    correct(office, case, Entry.PETITION_CLASS, "suggestion")
    clocks = Clock.objects.filter(case=case, state="running")
    assert [(c.rule.key, c.started_on) for c in clocks] == [("suggestion_reply", LATER.date())]


@pytest.mark.parametrize(
    ("entry", "new"),
    [
        (Entry.RECEIVED_ON, "2026-08-04"),
        (Entry.RECEIVED_ON, "1900-01-01"),
        (Entry.RECEIVED_ON, "昨天"),
        (Entry.PHONE, "139****0000"),
        (Entry.NAME, "信访人甲"),
        (Entry.PURPOSE, "投诉"),
        (Entry.PETITION_CLASS, "appeal"),
        (Entry.PEOPLE_COUNT, "0"),
        (Entry.REGION, "无此地"),
        (Entry.SUBJECT, ""),
    ],
)
def test_a_value_that_cannot_be_is_refused(office: Office, entry: str, new: str) -> None:
    with pytest.raises(Incomplete) as refused:
        correct(office, petition(office).case, entry, new)
    assert refused.value.form.errors.keys() == {entry}


def test_it_is_possible_from_registration_to_the_end(office: Office) -> None:
    assert set(ACTS[Kind.PETITION]["correct"].sources) == set(PETITION_STATUSES)
    correct(office, bring_to(office, Status.CONCLUDED), Entry.SUBJECT, "更正后的标题")


def test_a_sealed_letter_is_not_the_bureaus_to_correct(office: Office) -> None:
    case = petition(office).case
    Case.objects.filter(pk=case.pk).update(sealed=True)
    with pytest.raises((Refused, Incomplete)):
        correct(office, case, Entry.SUBJECT, "标题")


def test_every_choice_of_the_letter_can_be_chosen(office: Office) -> None:
    case = petition(office).case
    for entry, choices in CHOICES.items():
        stood = stands(case, entry)
        other = next(c for c in choices if c.value != stood)
        correct(office, case, entry, other.value)
        assert stands(case, entry) == other.value


def test_each_entry_has_a_field_of_its_own_kind_and_one_name_everywhere(office: Office) -> None:
    fields = CorrectForm.base_fields
    assert set(Entry) <= fields.keys()
    for entry in (Entry.PURPOSE, Entry.CONTENT_CLASS, Entry.CHANNEL, Entry.PETITION_CLASS):
        assert isinstance(fields[entry], forms.ChoiceField)
    for entry in (Entry.RECEIVED_ON, Entry.SERVED_ON):
        assert isinstance(fields[entry], DayField)
    assert isinstance(fields[Entry.REGION], RegionField)
    assert isinstance(fields[Entry.PEOPLE_COUNT], forms.IntegerField)
    case = petition(office).case
    answer = programme(office, "officer").post(
        f"cases/{case.number}/acts/correct/", {"field": "region", "region": "150122", "reason": WHY}
    )
    assert answer.status_code == 200
    assert stands(case, Entry.REGION) == "150122"


def served(office: Office) -> Case:
    """Signed off on 18 August, served on the 20th by the record; in truth on the 19th."""
    case = advance(office, petition(office).case, "sign_off", at=SIGNED)
    act(office, case, "serve", "unit_officer", at=SIGNED + timedelta(days=2))
    return Case.objects.get(pk=case.pk)


def test_a_day_of_service_moves_what_it_began_and_what_it_ended(office: Office) -> None:
    case = served(office)
    opinion = case.documents.get(kind="handling_opinion")
    before = {c.rule.key: c for c in case.clocks.select_related("rule")}
    event = correct(office, case, Entry.SERVED_ON, "2026-08-19", paper=opinion.number)
    assert (event.details["old"], event.details["new"]) == (
        f"{opinion} 2026-08-20",
        f"{opinion} 2026-08-19",
    )
    assert Case.objects.get(pk=case.pk).served_on == date(2026, 8, 19)
    assert case.services.get(document=opinion).served_on == date(2026, 8, 19)
    for key in ("review_apply", "execution"):
        clock = Clock.objects.get(pk=before[key].pk)
        assert (clock.state, clock.started_on) == ("running", date(2026, 8, 19)), key
        assert before[key].started_on == date(2026, 8, 20), key
        assert [(e.kind, e.on.day) for e in clock.events.all()] == [("start", 20), ("correct", 19)]
        assert set(clock.alarms.filter(state="pending").values_list("term", flat=True)) <= {1}
    handled = Clock.objects.get(pk=before["handle"].pk)
    assert [(e.kind, e.on.day) for e in handled.events.all()][1:] == [("satisfy", 20), ("end", 19)]
    assert handled.stopped_at == end_of_legal_day(date(2026, 8, 19))
    assert clock_reckoning.explain(handled).ended_on == date(2026, 8, 19)
    assert list(differences(Clock.objects.filter(case=case), at=AFTERWARDS)) == []


def test_a_handling_limit_missed_by_the_true_day_is_late(office: Office) -> None:
    """Entered as served on the last day, which was the day after it."""
    case = advance(office, petition(office).case, "sign_off", at=MONDAY)
    last = Clock.objects.get(case=case, rule__key="handle").due_at
    assert last
    entered = last + DAY
    act(office, case, "serve", "unit_officer", at=entered,
        served_on=legal_date(last - DAY).isoformat())  # fmt: skip
    handled = Clock.objects.get(case=case, rule__key="handle")
    assert not handled.was_late
    day = legal_date(last + timedelta(hours=1)).isoformat()
    details = {"field": Entry.SERVED_ON, Entry.SERVED_ON: day, "reason": WHY}
    opinion = case.documents.get(kind="handling_opinion").number
    act(office, case, "correct", "officer", at=entered, paper=opinion, **details)
    assert Clock.objects.get(pk=handled.pk).was_late
    assert list(differences(Clock.objects.filter(case=case), at=entered)) == []


@pytest.mark.parametrize("day", ["2026-08-17", "2026-08-23", "1900-01-01", "2026-08-20"])
def test_a_day_of_service_lies_after_the_issue_and_differs(office: Office, day: str) -> None:
    case = served(office)
    opinion = case.documents.get(kind="handling_opinion").number
    with pytest.raises(Incomplete) as refused:
        correct(office, case, Entry.SERVED_ON, day, paper=opinion)
    assert refused.value.form.errors.keys() == {"served_on"}


def test_nobody_applied_against_what_he_did_not_have(office: Office) -> None:
    case = served(office)
    opinion = case.documents.get(kind="handling_opinion").number
    act(office, case, "request_review", "petitioner", at=SIGNED + timedelta(days=3))
    with pytest.raises(Incomplete) as refused:
        correct(office, case, Entry.SERVED_ON, "2026-08-22", paper=opinion)
    assert refused.value.form.errors.keys() == {"served_on"}


def test_a_notice_is_corrected_apart_from_the_opinion(office: Office) -> None:
    case = served(office)
    notice = case.documents.get(kind="acceptance_notice")
    correct(office, case, Entry.SERVED_ON, "2026-08-19", paper=notice.number)
    ended = Clock.objects.get(case=case, rule__key="transfer_notice")
    assert clock_reckoning.explain(ended).ended_on == date(2026, 8, 19)
    assert Case.objects.get(pk=case.pk).served_on == date(2026, 8, 20)


def test_without_a_service_there_is_no_day_to_correct(office: Office) -> None:
    with pytest.raises(Incomplete):
        correct(office, petition(office).case, Entry.SERVED_ON, "2026-08-10")


def test_a_corrected_title_heads_the_paper_that_corrects_it(office: Office) -> None:
    case = petition(office).case
    correct(office, case, Entry.SUBJECT, "养老金停发问题")
    (notice,) = Document.objects.filter(case=case, kind="correction_notice")
    assert "关于“养老金停发问题”信访事项" in notice.body
