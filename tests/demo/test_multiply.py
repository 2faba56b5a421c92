"""Every table that hangs on a case is copied or not for a reason; a copy is a whole case."""

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from demo.copying import COPIED, DERIVED, NOTICE, REFUSED, Table, hanging
from demo.multiply import Copy, Unfit, multiplying
from demo.variants import Variant
from notifications.models import Notice
from oversight.integrity import run
from tests.numbering import serial_of
from tests.office import MONDAY, Office, act, advance, open_office, petition
from workflows.cases.desk_moves import waiting
from workflows.models import Case, Clock, Document, Hold
from workflows.rights.rights_record import enter_found

WEEK = timedelta(days=7)


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


@pytest.fixture
def played(office: Office) -> Case:
    """Served electronically: the slip of another way would be a file."""
    case = advance(office, petition(office).case, "forward", at=MONDAY)
    act(office, case, "accept", "unit_officer", at=MONDAY, handed_to="")
    act(office, case, "confirm_receipt", "petitioner", at=MONDAY)
    return Case.objects.get(pk=case.pk)


def copied(case: Case, *variants: Variant) -> list[Case]:
    last = Case.objects.latest("pk").pk
    with multiplying([[case.pk]]) as multiplier:
        assert list(multiplier.write(Copy(0, each) for each in variants)) == [len(variants)]
    connection.check_constraints()
    return list(Case.objects.filter(pk__gt=last).order_by("pk"))


def rows(model: type[Model], case: Case) -> int:
    """How many rows of a table hang on a case, by the key that leads there."""
    way: list[str] = []
    found: Any = model
    while found is not Case:
        way.append(COPIED[found._meta.label])
        found = found._meta.get_field(way[-1]).related_model
    return model._default_manager.filter(**{"__".join(way): case}).count()


def test_every_table_that_hangs_on_a_case_is_copied_derived_or_refused_with_a_reason() -> None:
    known = [model._meta.label for model in hanging()]
    assert sorted(known) == sorted([*COPIED, *REFUSED, *DERIVED])


def test_a_copy_is_in_as_many_scopes_as_its_template(played: Case) -> None:
    (case,) = copied(played, Variant())
    assert case.scopes.count() == played.scopes.count() > 0


@pytest.mark.parametrize("label", sorted(COPIED.keys() - {"workflows.Case"}))
def test_a_copy_has_as_many_rows_of_each_table(label: str, played: Case) -> None:
    model = Table(label, "").model
    assert rows(model, copied(played, Variant())[0]) == rows(model, played)


def test_copies_have_numbers_without_a_gap_and_nothing_falls_through(played: Case) -> None:
    numbers = [case.number for case in (played, *copied(played, Variant(), Variant()))]
    assert [serial_of(number) for number in numbers] == [1, 2, 3]
    enter_found(at=MONDAY)
    assert {each.check.name: each.cases for each in run(MONDAY) if not each.ok} == {}
    call_command("verify_audit", stdout=StringIO())


def test_all_numbers_of_the_copies_are_taken_at_once(played: Case) -> None:
    """As the door takes them: whoever takes twice may wait for somebody who waits for him."""
    with CaptureQueriesContext(connection) as asked:
        copied(played, Variant())
    taking = [each for each in asked if "INSERT INTO workflows_counter" in each["sql"]]
    assert len(taking) == 1


def test_a_copy_says_its_own_number_and_is_told_to_the_same_people(played: Case) -> None:
    (case,) = copied(played, Variant())
    for paper in Document.objects.filter(case=case):
        assert case.number in paper.body
        assert played.number not in paper.body
    told, before = (Notice.objects.filter(url__contains=c.number) for c in (case, played))
    assert told.count() == before.count() > 0
    assert Notice._meta.label == NOTICE


def test_a_copy_stands_in_another_unit_with_its_people_papers_and_desk(
    office: Office, played: Case
) -> None:
    one, other = office.units["department"], office.units["other"]
    (case,) = copied(played, Variant({one: other, other: one}))
    desk = waiting(case)
    assert desk is not None
    assert (case.holding_unit, desk.unit) == (other, other)
    assert {clock.unit for clock in Clock.objects.filter(case=case)} <= {other, case.intake_unit}
    said = case.events.get(act="forward").details["unit"]
    assert said == {"id": other.pk, "name": str(other)}
    notice = Document.objects.get(case=case, kind="acceptance_notice")
    assert notice.number.startswith(other.short_name)
    assert one.name not in notice.body


def test_a_copy_happens_on_other_days(played: Case) -> None:
    (case,) = copied(played, Variant(days=-7))
    assert case.received_on == played.received_on - WEEK
    receipt = Document.objects.filter(case=case).earliest("pk")
    on: date = case.received_on
    assert f"{on.year}年{on.month}月{on.day}日" in receipt.body


def test_a_copy_goes_on_through_the_door(office: Office, played: Case) -> None:
    (case,) = copied(played, Variant())
    act(office, case, "investigate", "unit_officer", at=MONDAY)
    act(office, case, "add_measure", "unit_officer", at=MONDAY)
    (again,) = copied(case, Variant())
    told = again.events.latest("pk")
    assert again.measures.count() == 1
    assert told.act == "add_measure"


def test_a_copied_report_names_the_copys_own_measure(office: Office, played: Case) -> None:
    act(office, played, "investigate", "unit_officer", at=MONDAY)
    act(office, played, "add_measure", "unit_officer", at=MONDAY)
    act(office, played, "report_measure", "unit_officer", at=MONDAY)
    (case,) = copied(played, Variant())
    reported = case.events.get(act="report_measure")
    assert reported.details["measure"]["id"] == case.measures.get().pk


def test_what_is_refused_is_named(played: Case) -> None:
    Hold.objects.create(case=played, place=1, placed=played.events.latest("pk"))
    with pytest.raises(Unfit, match=r"workflows\.Hold"), multiplying([[played.pk]]):
        pass


def test_a_case_is_not_copied_without_the_one_it_repeats(office: Office, played: Case) -> None:
    second = petition(office).case
    act(office, second, "link_repeat", "officer", at=MONDAY, original=played.number)
    with pytest.raises(Unfit, match="original"), multiplying([[second.pk]]):
        pass
