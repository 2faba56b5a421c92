"""Who is reminded of a limit is whoever has the open desk, in every status of both machines."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from organizations import services
from organizations.models import Person, Role
from organizations.selectors import holders
from tests.office import LONG_AGO, MONDAY, Office, act
from tests.tipoffs.organ import TIP_OFF_STATUSES, bring_clue_to, open_organ
from tests.ways import PETITION_STATUSES, bring_to
from workflows.cases import desk_moves
from workflows.counting.ladder import CALENDAR, Rung
from workflows.escalation.alarm_sweep import DueAlarm
from workflows.escalation.recipients import Listeners, PostDirectory
from workflows.models import Alarm, Case, Clock, DeskTask
from workflows.petition.assisting_units import WHILE_HANDLED
from workflows.states import HANDLED, Kind, Status

AT = MONDAY + timedelta(days=30)
REMINDER = Rung("remind_1", -5, CALENDAR, "remind", ("holder",))
OPEN_CLOCK = ("running", "paused")
OPINION = "clue_opinion"


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    """A case in each status of both machines; while it is handled, with all that runs beside."""
    with django_db_blocker.unblock(), transaction.atomic():
        office = open_organ()
        seat(office, "other_officer", "other", Role.UNIT_OFFICER)
        for status in PETITION_STATUSES:
            case = bring_to(office, status)
            if status in HANDLED:
                _begin_all(office, case)
        for status in TIP_OFF_STATUSES:
            bring_clue_to(office, status)
        yield office
        transaction.set_rollback(True)


def _begin_all(office: Office, case: Case) -> None:
    at = MONDAY + timedelta(days=20)
    other = {"unit": office.units["other"].pk, "doer": office["other_officer"].pk}
    act(office, case, "appoint_leader", "officer", at=at)
    act(office, case, "supervise", "officer", at=at, ground="perfunctory")
    act(office, case, "add_measure", "unit_officer", at=at, **other)
    if case.status in WHILE_HANDLED:
        limit = {"unit": office.units["other"].pk, "limit_on": "2026-09-01"}
        act(office, case, "ask_assistance", "unit_officer", at=at, task="提供缴费记录。", **limit)


def seat(office: Office, name: str, unit: str, role: Role) -> None:
    office.people[name] = Person.objects.create(username=name, name=name)
    post = services.create_post(unit=office.units[unit], title=name, roles=[role.value])
    services.appoint(person=office[name], post=post, since=LONG_AGO)


def clocks_of(case: Case) -> list[Clock]:
    return list(case.clocks.filter(state__in=OPEN_CLOCK).select_related("rule", "unit__region"))


def reminded(*clocks: Clock) -> list[set[int]]:
    dues = [
        DueAlarm(Alarm(), REMINDER, clock, Case.objects.get(pk=clock.case_id)) for clock in clocks
    ]
    listeners = Listeners(dues, PostDirectory(AT))
    return [listeners.of(due) for due in dues]


def desk_of(clock: Clock) -> DeskTask | None:
    """The desk of the work that the limit is of, else that of the case's own step."""
    beside = DeskTask.objects.waiting().filter(clock=clock).first()
    return beside or desk_moves.waiting(clock.case)


def at_the_desk(task: DeskTask) -> set[int]:
    """Who has taken the desk, else everybody whose desk it could be."""
    if task.owner_id:
        return {task.owner_id}
    seated = holders(roles=[task.role], unit_ids=[task.unit_id or 0], at=AT)
    return set(seated.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        *((Kind.PETITION, status) for status in PETITION_STATUSES),
        *((Kind.TIP_OFF, status) for status in TIP_OFF_STATUSES),
    ],
    ids=str,
)
def test_the_people_of_the_open_desk_are_reminded_of_every_limit(
    office: Office, db: None, kind: str, status: str
) -> None:
    for case in Case.objects.filter(kind=kind, status=status):
        clocks = clocks_of(case)
        for clock, told in zip(clocks, reminded(*clocks), strict=True):
            assert told, clock.rule.key
            if desk := desk_of(clock):
                assert at_the_desk(desk) <= told, clock.rule.key


def test_the_handler_of_a_clue_is_reminded_of_his_opinion_and_not_the_intake_section(
    office: Office, db: None
) -> None:
    case = Case.objects.get(status=Status.CLUE_REGISTERED)
    (told,) = reminded(case.clocks.select_related("rule", "unit__region").get(rule__key=OPINION))
    assert told == {office["clue_handler"].pk}


def test_the_head_is_reminded_of_it_while_the_disposal_waits_for_approval(
    office: Office, db: None
) -> None:
    case = Case.objects.get(status=Status.DISPOSING)
    (told,) = reminded(case.clocks.select_related("rule", "unit__region").get(rule__key=OPINION))
    assert office["clue_head"].pk in told


@pytest.mark.parametrize("rule", ["measure", "assist_report"])
def test_a_unit_with_a_part_of_its_own_is_reminded_of_its_own_limit(
    office: Office, db: None, rule: str
) -> None:
    clock = Clock.objects.filter(rule__key=rule, state="running").first()
    assert clock
    (told,) = reminded(clock)
    assert office["other_officer"].pk in told


def test_the_leader_is_reminded_of_the_limit_that_is_the_leaders(office: Office, db: None) -> None:
    case = Case.objects.get(status=Status.INVESTIGATING)
    (told,) = reminded(case.clocks.get(rule__key="leader_case"))
    assert told == {office["leader"].pk}


def test_a_closed_case_speaks_to_the_desk_that_worked_on_it_last(office: Office, db: None) -> None:
    case = Case.objects.get(status=Status.CLOSED)
    (told,) = reminded(case.clocks.get(rule__key="evaluate_window", state="running"))
    assert told == {office["unit_officer"].pk}


def test_who_has_taken_the_desk_is_reminded_alone_and_all_again_once_he_has_left(
    office: Office, db: None
) -> None:
    seat(office, "colleague", "department", Role.UNIT_OFFICER)
    case = Case.objects.get(status=Status.ACCEPTED)
    clock = case.clocks.get(rule__key="handle")
    task = desk_moves.waiting(case)
    assert task and task.owner == office["unit_officer"]
    assert reminded(clock) == [{office["unit_officer"].pk}]
    DeskTask.objects.filter(pk=task.pk).update(owner=office["reviewer"])
    assert reminded(clock) == [{office["unit_officer"].pk, office["colleague"].pk}]


def test_a_batch_asks_as_many_queries_for_many_cases_as_for_one(office: Office, db: None) -> None:
    case = Case.objects.get(status=Status.ACCEPTED)
    units = [f"case__{name}__region" for name in ("intake_unit", "sender_unit")]
    clocks = Clock.objects.filter(state="running").select_related("rule", "unit__region", *units)
    dues = [DueAlarm(Alarm(), REMINDER, clock, clock.case) for clock in clocks]
    few = [due for due in dues if due.case == case]
    counts = []
    for batch in (few, dues):
        with CaptureQueriesContext(connection) as asked:
            listeners = Listeners(batch, PostDirectory(AT))
            for due in batch:
                listeners.of(due)
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2, counts
