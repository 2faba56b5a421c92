"""Statements put together once: they find and write what Django would, and are planned once."""

from datetime import UTC, datetime

import pgtrigger
import pytest
from django.db import connection
from django.db.models import QuerySet

from organizations.models import Absence, Person, Tenure, Unit, UnitKind
from organizations.prepared_statements import PreparedQuery, answer, execute, insert, update
from organizations.selectors import holders, seated
from petitions.letters import bigram_search
from petitions.models import Channel, ContentClass, Petition, Purpose
from tests.office import MONDAY, Office, petition
from workflows.models import Case


def in_a_place(region: str, kind: str) -> QuerySet[Unit]:
    units = Unit.objects.filter(region__code=region, kind__in=[kind, UnitKind.TOWN])
    return units.select_related("region__parent", "successor").order_by("-pk")


def test_a_query_finds_what_its_queryset_finds_with_all_that_comes_along(office: Office) -> None:
    ask = PreparedQuery(in_a_place, str, str)
    for place in ("150121", "150122", "150121", "nowhere"):
        found = ask(place, UnitKind.DEPARTMENT)
        assert found == list(in_a_place(place, UnitKind.DEPARTMENT))
        assert {unit.region.code for unit in found} <= {place}
    names = PreparedQuery(lambda pk: Unit.objects.filter(pk=pk).values_list("name", flat=True), int)
    bureau = office.units["bureau"]
    assert names(bureau.pk) == [bureau.name]
    assert names.first(0) is None
    deferred = PreparedQuery(lambda pk: Unit.objects.filter(pk=pk).defer("name"), int)
    assert deferred(bureau.pk)[0].get_deferred_fields() == {"name"}


def test_who_sits_at_a_desk_is_who_holds_the_post(office: Office) -> None:
    for name, unit in office.units.items():
        for role in ("officer", "unit_officer", "monitor"):
            told = holders(roles=[role], unit_ids=[unit.pk], at=MONDAY)
            assert seated(role, unit.pk, at=MONDAY) == list(told), name


def test_a_value_that_is_not_asked_for_is_no_query(db: None) -> None:
    with pytest.raises(AssertionError):
        PreparedQuery(lambda pk, _unused: Person.objects.filter(pk=pk), int, str)(1, "")


def test_a_statement_is_planned_once_for_a_connection(office: Office) -> None:
    ask = PreparedQuery(lambda pk: Tenure.objects.filter(pk=pk).order_by("since", "pk"), int)
    for pk in (1, 70_000, 2**40):
        ask(pk)
    sql = ask._made[0].replace("%s", "$1")
    plans = "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement = %s"
    assert answer(plans, sql) == [(3,)]


def test_rows_are_written_as_django_would(office: Office) -> None:
    away = [
        Absence(person=office[name], since=MONDAY, until=datetime(2030, 1, 1, 1, 2, 3, 4, UTC))
        for name in ("officer", "registrar")
    ]
    insert(away)
    assert list(Absence.objects.order_by("pk").values_list("person__username", "until")) == [
        ("officer", away[0].until),
        ("registrar", away[0].until),
    ]
    away[0].reason, away[0].substitute = "外出“学习”\n\\", office["bureau_head"]
    update(away[0])
    read = Absence.objects.get(pk=away[0].pk)
    assert (read.reason, read.substitute) == (away[0].reason, away[0].substitute)


def test_a_letter_is_found_by_the_same_words_whoever_writes_it(office: Office) -> None:
    ours = Petition.objects.get(case=petition(office).case)
    case = Case.objects.get(pk=ours.case_id)
    Petition.objects.filter(pk=ours.pk).update(
        search=bigram_search.vector(ours.subject, ours.text, "信访人甲", "")
    )
    djangos = Petition.objects.get(pk=ours.pk)
    assert ours.search == djangos.search
    again = Petition(
        case=case, channel=Channel.LETTER, purpose=Purpose.OTHER, text="x",
        content_class=ContentClass.OTHER, region=ours.region, people_count=1,
        search=bigram_search.vector("x"),
    )  # fmt: skip
    Petition.objects.filter(pk=ours.pk).delete()
    insert([again])
    assert Petition.objects.get(pk=again.pk).complained_text == ""


def test_a_statement_before_which_triggers_are_put_aside_is_not_prepared(office: Office) -> None:
    with pgtrigger.ignore("workflows.Case:begins_new"):
        assert seated("officer", office.units["bureau"].pk, at=MONDAY) == [office["officer"]]


def test_what_is_logged_has_its_values_in_the_text(office: Office) -> None:
    connection.force_debug_cursor = True
    try:
        execute("SELECT %s::text", "shown")
        assert connection.queries[-1]["sql"] == "SELECT 'shown'::text"
    finally:
        connection.force_debug_cursor = False
