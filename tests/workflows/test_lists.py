"""Lists: each case once, in order, page by page in both directions; scopes kept with the case."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q

from petitions.clocks.nearest_limits import duty_due
from tests.office import MONDAY, Office, petition
from tests.ways import AFTERWARDS, PETITION_STATUSES
from workflows.cases import access
from workflows.cases.case_lists import BY_LIMIT, BY_NEWEST, ORDERS, CaseList
from workflows.cases.index_ranges import Order, Place
from workflows.models import Case, CaseScope, Clock, ClockRule
from workflows.states import OPEN, Status

Everything = tuple[Office, dict[str, Case]]


def forwards(found: CaseList, order: Order, size: int) -> list[tuple[int, ...]]:
    pages, after = [], None
    while True:
        page = found.page(order, size, after=after)
        pages.append(page.ids)
        after = page.after
        if after is None:
            return pages


def backwards(found: CaseList, order: Order, size: int, last: Place) -> list[int]:
    ids: list[int] = []
    before: Place | None = last
    while before is not None:
        page = found.page(order, size, before=before)
        ids = [*page.ids, *ids]
        before = page.before
    return ids


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 4, 7])
def test_pages_hold_each_case_once_and_in_order(
    db: None, every_status: Everything, order: str, size: int
) -> None:
    office, _cases = every_status
    found = CaseList.of(office["bureau_head"], at=AFTERWARDS)
    whole = found.page(ORDERS[order], 1_000).ids
    assert set(whole) == set(found.cases().values_list("pk", flat=True))
    pages = forwards(found, ORDERS[order], size)
    assert [pk for page in pages for pk in page] == list(whole)
    keys = dict(Case.objects.annotate(due=duty_due()).values_list("pk", "due"))
    if order == "due":
        dated = [keys[pk] for pk in whole if keys[pk]]
        assert dated == sorted(dated)
        assert not any(keys[pk] for pk in whole[len(dated) :])


@pytest.mark.parametrize("order", ORDERS)
def test_the_way_back_shows_what_the_way_there_did(
    db: None, every_status: Everything, order: str
) -> None:
    office, _cases = every_status
    found = CaseList.of(office["officer"], at=AFTERWARDS)
    whole = found.page(ORDERS[order], 1_000).ids
    page = found.page(ORDERS[order], 3)
    while page.after is not None:
        page = found.page(ORDERS[order], 3, after=page.after)
    there = list(whole[: -len(page.ids)])
    assert page.before is not None
    assert backwards(found, ORDERS[order], 3, page.before) == there


@pytest.mark.parametrize("statuses", [(Status.ACCEPTED,), OPEN, PETITION_STATUSES])
def test_statuses_narrow_alike_in_every_order(
    db: None, every_status: Everything, statuses: tuple[str, ...]
) -> None:
    office, _cases = every_status
    found = CaseList.of(office["officer"], at=AFTERWARDS).with_status(statuses)
    meant = Case.objects.filter(status__in=statuses, pk__in=found.cases())
    for order in ORDERS.values():
        assert set(found.page(order, 1_000).ids) == set(meant.values_list("pk", flat=True))
    assert (found.count().number, found.count().exact) == (meant.count(), True)


def test_a_rare_condition_is_looked_for_a_window_at_a_time(
    db: None, every_status: Everything
) -> None:
    office, cases = every_status
    wanted = cases[Status.ACCEPTED].pk
    found = CaseList.of(office["officer"], at=AFTERWARDS).where(Q(case_id=wanted))
    pages = forwards(found.looking_through(5), BY_NEWEST, 10)
    assert [pk for page in pages for pk in page] == [wanted]
    assert not found.looking_through(5).count().exact
    assert found.count() == (1, True)


def test_a_case_that_comes_in_meanwhile_moves_no_page(db: None, every_status: Everything) -> None:
    office, _cases = every_status
    found = CaseList.of(office["officer"], at=AFTERWARDS)
    expected = found.page(BY_NEWEST, 4).ids
    first = found.page(BY_NEWEST, 2)
    petition(office, at=AFTERWARDS + timedelta(hours=1))
    second = found.page(BY_NEWEST, 2, after=first.after)
    assert (*first.ids, *second.ids) == expected
    assert found.page(BY_NEWEST, 4).ids != expected


def test_a_place_is_read_as_it_was_told_and_anything_else_is_none() -> None:
    place = Place(0, AFTERWARDS, 7)
    assert Place.read(str(place), BY_NEWEST, CaseScope) == place
    for text in ("", "0", "9~2026-01-01~1", "-1~2026-01-01~1", "0~x~1", "0~2026-01-01T00:00Z~x"):
        assert Place.read(text, BY_NEWEST, CaseScope) is None
    assert Place.read("0~2026-08-03~7", BY_LIMIT, CaseScope) == Place(0, MONDAY.date(), 7)


def test_every_case_is_in_the_scopes_that_access_reads(db: None, every_status: Everything) -> None:
    for case in Case.objects.prefetch_related("parts", "scopes"):
        assert {row.scope for row in case.scopes.all()} == access.scopes_of(case), case.status


def test_a_unit_that_moves_takes_its_cases_into_other_sight(
    db: None, every_status: Everything
) -> None:
    office, cases = every_status
    case = cases[Status.FORWARDED]
    unit = office.units["department"]
    unit.region = office.units["elsewhere"].region
    unit.save()
    moved = Case.objects.prefetch_related("parts", "scopes").get(pk=case.pk)
    assert {row.scope for row in moved.scopes.all()} == access.scopes_of(moved)
    assert "petition:region:150122" in access.scopes_of(moved)


def test_the_database_knows_a_duty_from_a_right_as_the_rules_do(
    db: None, every_status: Everything
) -> None:
    case = petition(every_status[0]).case
    for rule in ClockRule.objects.order_by("key", "-version").distinct("key"):
        Clock.objects.filter(case=case).update(state=Clock.State.VOID)
        Clock.objects.create(
            case=case, rule=rule, unit=case.holding_unit, started_on=MONDAY, due_on=MONDAY.date()
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT workflows_nearest_duty(%s)", [case.pk])
            (due,) = cursor.fetchone()
        assert (due is None) is rule.is_right, rule.key
        assert set(case.scopes.values_list("due_on", flat=True)) == {due}
