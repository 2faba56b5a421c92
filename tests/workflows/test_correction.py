"""A correction is an event: what stood is kept, papers that stated it are corrected."""

from datetime import date, timedelta

import pytest

from oversight.integrity.deadline_crosscheck import differences
from petitions.letters.corrections import CHOICES
from petitions.models import Petition, Petitioner
from tests.office import MONDAY, Office, act, advance, petition
from tests.ways import AFTERWARDS, PETITION_STATUSES, bring_to
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.cases.machines import ACTS
from workflows.models import Case, CaseEvent, Clock, Document
from workflows.petition.correction import OF_PERSON, Entry
from workflows.states import Kind, Status

LATER = MONDAY + timedelta(days=2)
WHY = "登记时看错，经与来信核对。"
RIGHT: dict[str, tuple[str, object]] = {
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


def correct(office: Office, case: Case, entry: str, new: str, **more: object) -> CaseEvent:
    details = {"field": entry, "new": new, "reason": WHY} | more
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
    assert RIGHT.keys() == set(Entry)
    case = advance(office, petition(office).case, "accept", at=LATER)
    for entry, (new, written) in RIGHT.items():
        stood = stands(case, entry)
        kept = correct(office, case, entry, new).details
        assert stands(case, entry) == written != stood, entry
        assert (kept["field"], kept["reason"]) == (entry, WHY)
        assert "value" not in kept
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
    ],
)
def test_a_value_that_cannot_be_is_refused(office: Office, entry: str, new: str) -> None:
    with pytest.raises(Incomplete):
        correct(office, petition(office).case, entry, new)


def test_it_is_possible_from_registration_to_the_end(office: Office) -> None:
    assert set(ACTS[Kind.PETITION]["correct"].sources) == set(PETITION_STATUSES)
    correct(office, bring_to(office, Status.CONCLUDED), Entry.SUBJECT, "更正后的标题")


def test_a_sealed_letter_is_not_the_bureaus_to_correct(office: Office) -> None:
    case = petition(office).case
    Case.objects.filter(pk=case.pk).update(sealed=True)
    with pytest.raises((Refused, Incomplete)):
        correct(office, case, Entry.SUBJECT, "标题")


def test_every_choice_of_the_letter_is_read_by_its_label(office: Office) -> None:
    case = petition(office).case
    for entry, choices in CHOICES.items():
        stood = stands(case, entry)
        other = next(c for c in choices if c.value != stood)
        correct(office, case, entry, str(other.label))
        assert stands(case, entry) == other.value
