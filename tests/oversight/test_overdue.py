"""Every page, list, export and report means the same cases when it says "overdue"."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from oversight.dashboard import dashboard_selectors
from oversight.histories.clock_history import iter_histories
from oversight.integrity.deadline_crosscheck import Verdict, as_stored
from oversight.reports.registry import build
from oversight.reports.scope import unrestricted_scope
from petitions.api import case_query, visibility
from petitions.cases import case_list
from petitions.clocks.nearest_limits import nearest_limits
from petitions.leaders import leader_selectors
from petitions.ledgers import ledger_export
from tests.office import MONDAY, Office, act
from tests.tipoffs.organ import TIP_OFF_STATUSES, bring_clue_to, open_organ
from tests.ways import AFTERWARDS, PETITION_STATUSES, bring_to
from workflows.cases.case_lists import BY_LIMIT, CaseList
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, Clock
from workflows.states import OPEN, Kind, Status

READER = "monitor"
Surface = Callable[[Office, datetime], set[str]]


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    """Two petitions in each status, one of them under a leader, and a tip-off in each.

    An answered one and an ended one were carried out, so that they have rights to lapse alone.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        office = open_organ()
        for status in PETITION_STATUSES:
            bring_to(office, status)
            led = bring_to(office, status)
            Case.objects.filter(pk=led.pk).update(leader=office["leader"])
        for status in (Status.SERVED, Status.CLOSED):
            done = bring_to(office, status)
            act(office, done, "report_execution", "unit_officer", at=AFTERWARDS, report="已补发。")
        for status in TIP_OFF_STATUSES:
            bring_clue_to(office, status)
        yield office
        transaction.set_rollback(True)


def numbers(cases: object) -> set[str]:
    return {case.number for case in cases}  # type: ignore[attr-defined]


def by_rows(_office: Office, at: datetime) -> set[str]:
    """The meaning, from the rows alone: a duty that still runs after its last day."""
    rows = Clock.objects.filter(state="running", case__kind=Kind.PETITION)
    late = (c for c in rows if c.due_on and c.due_on < legal_date(at))
    return {c.case.number for c in late if c.rule.nature == "duty"}


def on_the_ledger(office: Office, at: datetime) -> set[str]:
    found = case_list.filtered(office[READER], {"overdue": True}, at=at, today=legal_date(at))
    return numbers(found.cases())


def exported(_office: Office, at: datetime) -> set[str]:
    return numbers(ledger_export.chosen("overdue=1", at=at))


def on_the_interface(office: Office, at: datetime) -> set[str]:
    asked = {"kind": Kind.PETITION, "overdue": True}
    return numbers(case_query.filtered(office[READER], asked, at=at).cases())


def marked_on_the_interface(office: Office, at: datetime) -> set[str]:
    cases = Case.objects.filter(kind=Kind.PETITION)
    late = visibility.shown(cases, office.actor(READER), at=at).late
    return numbers(cases.filter(pk__in=late))


def on_the_dashboard(office: Office, at: datetime) -> set[str]:
    chosen = dashboard_selectors.Chosen(office[READER], at)
    return numbers(dashboard_selectors.behind(chosen, "late").cases())


def with_a_red_light(_office: Office, at: datetime) -> set[str]:
    cases = Case.objects.filter(kind=Kind.PETITION)
    limits = nearest_limits(cases.values_list("pk", flat=True), today=legal_date(at))
    late = [pk for pk, limit in limits.items() if limit.days < 0 and not limit.is_right]
    return numbers(cases.filter(pk__in=late))


def reckoned_anew(_office: Office, at: datetime) -> set[str]:
    clocks = Clock.objects.filter(case__kind=Kind.PETITION, rule__nature="duty")
    return {
        life.number
        for life in iter_histories(clocks)
        if as_stored(life, at).verdict is Verdict.OVERDUE
    }


def on_a_page_of_a_list(office: Office, at: datetime) -> set[str]:
    found = CaseList.of(office[READER], at=at).late(legal_date(at))
    assert found.count() == (len(found.cases()), True)
    return numbers(found.found(found.page(BY_LIMIT, 1_000).ids))


SURFACES: list[Surface] = [
    on_a_page_of_a_list,
    on_the_ledger,
    exported,
    on_the_interface,
    marked_on_the_interface,
    on_the_dashboard,
    with_a_red_light,
    reckoned_anew,
]
INSTANTS = [MONDAY + timedelta(days=days) for days in (0, 15, 16, 45, 75, 120, 400)]
AFTER_ALL_ACTS = [at for at in INSTANTS if at > AFTERWARDS]  # reports tell what was known by then


@pytest.mark.parametrize("at", INSTANTS, ids=str)
@pytest.mark.parametrize("surface", SURFACES)
def test_a_list_names_the_same_overdue_cases_as_the_queryset(
    office: Office, db: None, surface: Surface, at: datetime
) -> None:
    petitions = Case.objects.filter(kind=Kind.PETITION)
    assert surface(office, at) == numbers(petitions.overdue(at)) == by_rows(office, at)


@pytest.mark.parametrize("at", AFTER_ALL_ACTS, ids=str)
def test_a_count_of_overdue_cases_is_that_of_the_queryset(
    office: Office, db: None, at: datetime
) -> None:
    petitions = Case.objects.filter(kind=Kind.PETITION)
    count = petitions.overdue(at).count()
    chosen = dashboard_selectors.Chosen(office[READER], at)
    assert dashboard_selectors.counts(chosen)["late"] == (count, True)
    with time_machine.travel(at, tick=False):
        client = Client()
        client.force_login(office[READER])
        assert client.get(reverse("petitions:desk")).context["region"]["late"] == (count, True)
    reported = build("dispatch", unrestricted_scope(at=at, since=None, until=None, unit=None))
    assert reported.counts["overdue"] == count
    led = leader_selectors.leaders(office[READER], at=at)
    under_leaders = petitions.overdue(at).filter(leader__isnull=False)
    assert sum(row.overdue for row in led) == under_leaders.count()


def test_the_population_has_cases_on_time_overdue_and_with_lapsed_rights(
    office: Office, db: None
) -> None:
    at = INSTANTS[-1]
    lapsed = Clock.objects.filter(state="running", due_at__lte=at, rule__nature="right")
    assert 0 < Case.objects.overdue(at).count() < Case.objects.count()
    alone = lapsed.exclude(case__in=Case.objects.overdue(at))
    assert {case.status for case in Case.objects.filter(clocks__in=alone)} == {"served", "closed"}
    assert Case.objects.overdue(at).exclude(status__in=OPEN).filter(leader__isnull=False).exists()
