"""The page, the interface and the export mean the same cases by the same conditions."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from petitions.api import case_query
from petitions.cases import case_list
from petitions.ledgers import ledger_export
from petitions.letters import bigram_search
from petitions.models import Petition
from tests.office import Office, open_office, petition
from tests.ways import AFTERWARDS, PETITION_STATUSES, bring_to
from workflows.counting.work_calendar import legal_date
from workflows.models import Case
from workflows.states import Kind, Status

READER = "bureau_head"
TODAY = legal_date(AFTERWARDS)
DAY = TODAY.isoformat()
COVERS = "井盖缺失"


@pytest.fixture(scope="module")
def office(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    """A petition in each status, some under a leader, and a late one about something else."""
    with django_db_blocker.unblock(), transaction.atomic():
        office = open_office()
        for status in PETITION_STATUSES:
            bring_to(office, status)
        Case.objects.filter(status=Status.INVESTIGATING).update(leader=office["leader"])
        other = petition(office, at=AFTERWARDS).case
        covers = {"subject": COVERS, "search": bigram_search.vector(COVERS)}
        Petition.objects.filter(case=other).update(**covers)
        yield office
        transaction.set_rollback(True)


def numbers(found: Any) -> set[str]:
    return set(found.values_list("number", flat=True))


def on_the_page(office: Office, **wanted: Any) -> set[str]:
    return numbers(case_list.filtered(office[READER], wanted, at=AFTERWARDS, today=TODAY).cases())


def on_the_interface(office: Office, **asked: Any) -> set[str]:
    query = {"kind": Kind.PETITION, **asked}
    return numbers(case_query.filtered(office[READER], query, at=AFTERWARDS).cases())


def exported(query: str) -> set[str]:
    return numbers(ledger_export.chosen(query, at=AFTERWARDS))


def test_all_three_narrow_alike(office: Office, db: None) -> None:
    unit, leader = office.units["department"], office["leader"]
    asked = [
        ({"unit": unit.pk}, {"unit": unit.code}, f"unit={unit.code}"),
        ({"leader": leader.pk}, {"leader": leader.username}, f"leader={leader.username}"),
        ({"status": "accepted"}, {"status": ["accepted"]}, "status=accepted"),
        ({"since": TODAY}, {"from": TODAY}, f"since={DAY}"),
        ({"until": TODAY}, {"to": TODAY}, f"until={DAY}"),
        ({"overdue": True}, {"overdue": True}, "overdue=1"),
        ({"q": "井盖"}, {"q": "井盖"}, "井盖"),
    ]
    everything = exported("")
    for page, interface, query in asked:
        found = exported(query)
        assert set() < found <= everything, query
        assert on_the_page(office, **page) == on_the_interface(office, **interface), query
        assert on_the_page(office, **page) & everything == found, query


def test_whoever_holds_what_nobody_knows_has_no_case(office: Office, db: None) -> None:
    for name in ("unit", "leader"):
        assert on_the_interface(office, **{name: "nobody"}) == exported(f"{name}=nobody") == set()


@pytest.mark.parametrize("name", ["channel", "content_class", "petition_class"])
def test_the_export_narrows_as_the_page_does(office: Office, db: None, name: str) -> None:
    source = Case.objects.filter(letter__isnull=False, sealed=False)
    field = name if name == "petition_class" else f"letter__{name}"
    for value in filter(None, set(source.values_list(field, flat=True))):
        meant = numbers(source.filter(**{field: value}))
        assert exported(f"{name}={value}") == meant
        assert on_the_page(office, **{name: value}) == meant
