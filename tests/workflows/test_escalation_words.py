"""What a rung says and writes: one word, in working hours, and the paper it is worth."""

import re
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from django.utils import translation
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries

from notifications.models import Delivery, Notice
from organizations.models import Person, RestDay
from petitions.models import Petition
from tests.office import MONDAY, Office, act, advance, petition
from workflows.escalation.rung_effects import sweep
from workflows.models import Alarm, CaseEvent, Clock, Counter, Document

LONG_AFTER = MONDAY + timedelta(days=365)
EVENING = datetime.fromisoformat("2026-09-30T20:00:00+08:00")
AFTER_THE_HOLIDAY = datetime.fromisoformat("2026-10-08T09:00:00+08:00")


@pytest.fixture(autouse=True)
def addresses(office: Office) -> None:
    for person in office.people.values():
        Person.objects.filter(pk=person.pk).update(email=f"{person.username}@example.org")


def forget_words() -> None:
    Delivery.objects.all().delete()
    Notice.objects.all().delete()


def test_mail_outside_working_hours_waits_for_the_next_opening(office: Office) -> None:
    petition(office)
    forget_words()
    assert sweep(EVENING).notices > 0
    told = Delivery.objects.values_list("next_try_at", "notice__created_at").distinct()
    assert list(told) == [(AFTER_THE_HOLIDAY, EVENING)]


def test_mail_in_working_hours_goes_at_once(office: Office) -> None:
    petition(office)
    forget_words()
    morning = EVENING.replace(hour=10)
    sweep(morning)
    assert set(Delivery.objects.values_list("next_try_at", flat=True)) == {morning}


def test_a_rest_day_of_the_region_holds_mail_back_too(office: Office) -> None:
    petition(office)
    forget_words()
    festival = EVENING.replace(hour=10)
    RestDay.objects.create(
        on=festival.date(), is_work=False, name="那达慕", region=office.units["bureau"].region
    )
    sweep(festival)
    assert set(Delivery.objects.values_list("next_try_at", flat=True)) == {AFTER_THE_HOLIDAY}


def test_several_limits_of_a_case_are_told_in_one_word(office: Office) -> None:
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    twin = Clock.objects.get(case=case, rule__key="handle")
    alarms, began = list(twin.alarms.all()), twin.events.get()
    twin.pk = None
    twin.save()
    twin.events.create(kind="start", on=began.on, case_event=began.case_event)
    for alarm in alarms:
        alarm.pk, alarm.clock = None, twin
    Alarm.objects.bulk_create(alarms)
    forget_words()
    sweep(LONG_AFTER)
    notices = Notice.objects.filter(recipient=office["unit_head"])
    limits = Document.objects.filter(kind="warning_inquiry").count()
    assert limits > 1
    assert notices.get().body.count("\n") == limits - 1


def test_a_rung_put_off_does_not_speak_after_a_later_one(office: Office) -> None:
    case = petition(office).case
    first = Alarm.objects.filter(clock__case=case).order_by("fires_at").first()
    assert first
    Alarm.objects.filter(pk=first.pk).update(state=Alarm.State.ASIDE)
    sweep(LONG_AFTER)
    Alarm.objects.filter(pk=first.pk).update(state=Alarm.State.PENDING)
    before = Notice.objects.count()
    assert sweep(LONG_AFTER).fired == 1
    assert Notice.objects.count() == before
    assert CaseEvent.objects.get(alarms=first).details["caught_up"] is True


def test_the_reply_has_a_limit_that_its_letter_names(office: Office) -> None:
    case = petition(office).case
    supervise = Alarm.objects.get(clock__case=case, rung="supervise")
    sweep(supervise.fires_at)
    reply = Clock.objects.get(case=case, rule__key="supervise_reply")
    assert reply.due_on
    letter = Document.objects.get(case=case, kind="supervision_letter")
    with translation.override("zh-hans"):
        assert letter.body.count(date_format(reply.due_on)) == 1
    assert reply.alarms.filter(state=Alarm.State.PENDING).exists()
    assert (
        reply.events.get().case_event
        == letter.case_event
        == supervise.__class__.objects.get(pk=supervise.pk).case_event
    )


def test_a_paper_filled_in_is_the_paper_rendered_alone(office: Office) -> None:
    case = petition(office).case
    urge = Alarm.objects.get(clock__case=case, rung="urge")
    sweep(urge.fires_at)
    reason = "请尽快告知办理进展。"
    act(office, case, "urge", "officer", at=urge.fires_at, reason=reason)
    filled, alone = Document.objects.filter(case=case, kind="urge_notice")
    reasoned = re.sub(r"<h2>催办理由</h2>.*?</blockquote>", "", alone.body, flags=re.DOTALL)
    assert reason in alone.body
    assert filled.body == reasoned.replace(alone.number, filled.number)
    assert (filled.title, filled.addressee) == (alone.title, alone.addressee)
    assert filled.sha256 == sha256(filled.body.encode()).hexdigest()


def test_papers_are_numbered_without_a_gap(office: Office) -> None:
    for _ in range(3):
        petition(office)
    sweep(LONG_AFTER)
    papers = Document.objects.filter(kind="warning_inquiry")
    assert sorted(paper.number[-2] for paper in papers) == ["1", "2", "3"]
    assert Counter.objects.get(series__contains=":warning_inquiry:").value == 3


def test_what_is_filled_in_is_escaped(office: Office) -> None:
    case = petition(office).case
    Petition.objects.filter(case=case).update(subject="<b>养老</b>")
    sweep(LONG_AFTER)
    body = Document.objects.get(case=case, kind="warning_inquiry").body
    assert "&lt;b&gt;养老&lt;/b&gt;" in body


@pytest.mark.parametrize("cases", [1, 8])
def test_a_batch_costs_as_many_statements_for_any_number_of_cases(
    office: Office, cases: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(cases):
        petition(office)
    with django_assert_max_num_queries(45):
        sweep(LONG_AFTER)
