"""The demonstration as loaded: every state, busy desks, ladders that fired as they should have."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from django.conf import settings as project
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import override_settings
from pytest_django import DjangoDbBlocker

from demo import build
from demo.founding import known
from demo.office import load as read_office
from demo.story import Planner
from organizations.models import Person, Unit
from oversight.integrity import run
from petitions.models import Petition
from tests.office import SHANGHAI
from tests.petitions.ledgers.making import HUBEI
from workflows.cases import access
from workflows.cases.desk_inbox import inbox
from workflows.models import Alarm, Case, CaseEvent, Clock, Document, Measure, MeasureState
from workflows.states import OPEN_PETITION, Kind, Status

AT = datetime(2026, 11, 20, 8, 30, tzinfo=SHANGHAI)
BUSY = ("officer", "unit_officer", "unit_head", "leader", "reviewer")
ENDS = (
    Status.LINKED, Status.REFUSED, Status.ROUTED, Status.CONCLUDED, Status.WITHDRAWN,
    Status.CLOSED,
)  # fmt: skip
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """Loaded once for the module and rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        loaded = build.load_office(at=AT)
        connection.check_constraints()  # once, and not again in every test
        yield loaded
        transaction.set_rollback(True)


def test_there_are_cases_in_every_status() -> None:
    petitions = Case.objects.filter(kind=Kind.PETITION)
    assert set(petitions.values_list("status", flat=True)) == {*OPEN_PETITION, *ENDS}
    assert petitions.count() > 250
    assert Case.objects.filter(kind=Kind.TIP_OFF, status=Status.RECEIVED).exists()


@pytest.mark.parametrize("suffix", ["", "2"])
@pytest.mark.parametrize("account", BUSY)
def test_the_accounts_have_something_waiting(account: str, suffix: str) -> None:
    person = Person.objects.get(username=account + suffix)
    assert inbox(person, at=AT).count() >= 5


def test_an_account_signs_in_with_the_printed_password_and_is_marked() -> None:
    person = Person.objects.get(username="registrar")
    assert person.check_password("demo")
    assert not Person.objects.filter(is_demonstration=False).exists()


def test_measures_stand_in_every_state_and_some_were_redone() -> None:
    measures = Measure.objects.all()
    assert set(measures.values_list("state", flat=True)) == set(MeasureState)
    assert measures.filter(redone__gt=0).exists()
    assert measures.filter(state="long_term", case__status=Status.CLOSED).exists()
    late = measures.filter(clocks__state="running", clocks__due_on__lt=AT.date())
    assert late.filter(state="going_on").exists()


def test_clocks_are_of_every_colour_and_nothing_due_was_left_unfired() -> None:
    running = Clock.objects.filter(state=Clock.State.RUNNING, rule__key="handle")
    today = AT.date()
    assert running.filter(due_on__lt=today).exists()
    assert running.filter(due_on__range=(today, today + timedelta(days=7))).exists()
    assert running.filter(due_on__gt=today + timedelta(days=30)).exists()
    assert Clock.objects.filter(state=Clock.State.PAUSED).exists()
    assert not Alarm.objects.filter(state=Alarm.State.PENDING, fires_at__lte=AT).exists()


def test_ladders_fired_rung_after_rung_on_their_days() -> None:
    fired = Alarm.objects.filter(state=Alarm.State.FIRED).select_related("clock")
    assert {"remind_1", "remind_2", "urge", "supervise", "warn", "lapse"} <= set(
        fired.values_list("rung", flat=True)
    )
    late = [alarm for alarm in fired if alarm.fired_at and alarm.fired_at > alarm.fires_at]
    assert all(alarm.fired_at - alarm.fires_at < timedelta(days=1) for alarm in late)  # type: ignore[operator]


def test_nothing_happened_in_the_future_or_out_of_order() -> None:
    assert not CaseEvent.objects.filter(at__gt=AT).exists()
    for case in Case.objects.prefetch_related("events"):
        acted = [e.at for e in case.events.all() if e.actor_kind != "timer"]
        assert acted == sorted(acted)


def test_both_counties_have_their_own_cases() -> None:
    for code in read_office().counties:
        bureau = Unit.objects.get(code=f"{code}-petition_bureau")
        assert Case.objects.filter(intake_unit=bureau).count() > 80
    officer = Person.objects.get(username="officer2")
    seen = access.cases_for(officer, at=AT)
    assert not seen.filter(intake_unit__code__startswith="150121").exists()


def test_there_is_something_of_every_kind_of_case() -> None:
    cases = Case.objects.all()
    assert cases.filter(sealed=True, opened__kind=Kind.TIP_OFF).exists()
    assert cases.filter(original__isnull=False, status=Status.LINKED).exists()
    assert cases.filter(simple=True).exists()
    assert cases.filter(returns=2).exists()
    assert cases.filter(leader__isnull=False).count() > 25
    assert set(cases.exclude(unit_rating=None).values_list("unit_rating", flat=True)) == {0, 1, 3}
    joint = Petition.objects.filter(people_count__gt=5, petitioners__is_representative=True)
    assert joint.exists()
    assert all(letter.petitioners.count() <= 5 for letter in joint)


def test_cases_show_material_that_was_added_and_notes_to_colleagues() -> None:
    shown = Case.objects.filter(notes__mentions__isnull=False, letter__attachments__kind="record")
    own = shown.filter(letter__attachments__is_for_petitioner=True, status=Status.INVESTIGATING)
    assert len(set(own.values_list("intake_unit__region", flat=True))) == 2


def test_the_same_seed_and_day_give_the_same_stories() -> None:
    first, second = (Planner(known(read_office()), AT.date(), seed=7).lives() for _ in range(2))
    assert [(life.filled, life.scenes, life.parties) for life in first] == [
        (life.filled, life.scenes, life.parties) for life in second
    ]


def test_nothing_fell_through() -> None:
    assert {outcome.check.name: outcome.cases for outcome in run(AT) if not outcome.ok} == {}


def test_the_chain_of_events_is_whole() -> None:
    call_command("verify_audit")


def test_a_case_of_the_second_county_speaks_of_its_own_people_alone() -> None:
    for case in Case.objects.filter(number__startswith="150122", kind=Kind.PETITION):
        told = [str(event.details) for event in case.events.all()]
        told += [f"{each.number}{each.addressee}{each.body}" for each in case.documents.all()]
        told += list(Petition.objects.filter(case=case).values_list("complained_text", flat=True))
        assert not any("土默特左旗" in text or "150121-" in text for text in told), case.number


def test_copied_papers_are_hashed_and_name_their_number() -> None:
    for paper in Document.objects.exclude(number="").filter(case__kind=Kind.PETITION):
        assert paper.sha256 == sha256(paper.body.encode()).hexdigest()
        assert paper.number in paper.body


def test_a_ledger_needs_no_unit_named_in_the_demonstration_office(
    capsys: pytest.CaptureFixture[str],
) -> None:
    call_command("import_ledger", str(HUBEI), dry_run=True, json=True)
    assert json.loads(capsys.readouterr().out)["created"] == 121


def test_a_second_load_doubles_nothing() -> None:
    before = Case.objects.count()
    assert build.load_office(at=AT) == ""
    assert Case.objects.count() == before


def test_production_refuses_it() -> None:
    with override_settings(JIANJIAN_ENV="production"), pytest.raises(CommandError) as refusal:
        call_command("load_demo")
    assert refusal.value.returncode == 1
    assert project.JIANJIAN_ENV == "test"
