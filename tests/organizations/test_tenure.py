from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from pytest_django import DjangoAssertNumQueries

from organizations import services
from organizations.models import Post, Role, Tenure
from organizations.selectors import holders, holders_by_unit, posts_held, with_substitutes
from tests.organizations.conftest import NOW, TOMORROW, YESTERDAY, MakePerson, Office

MakePost = Callable[..., Post]
MINUTE = timedelta(minutes=1)


def test_a_person_has_one_row_for_each_role_of_each_post_held(
    make_post: MakePost, make_person: MakePerson, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    desk = make_post("县信访局", Role.OFFICER, Role.CLEARED)
    person = make_person(desk, make_post("县教育局", Role.UNIT_HEAD))
    with django_assert_num_queries(1):
        held = posts_held(person, at=NOW)
    assert {row.role for row in held} == {Role.OFFICER, Role.CLEARED, Role.UNIT_HEAD}
    officer = next(row for row in held if row.role == Role.OFFICER)
    assert (officer.unit_id, officer.unit_path) == (desk.unit_id, desk.unit.path)
    assert (officer.unit_kind, officer.region_path) == ("petition_bureau", "420000/421100/421122/")
    assert officer.post_id == desk.pk


def test_a_change_of_post_moves_the_rights_at_that_instant(
    make_post: MakePost, make_person: MakePerson
) -> None:
    post = make_post("县信访局", Role.OFFICER)
    person = make_person(post)
    services.end_tenure(tenure=Tenure.objects.get(person=person), until=NOW)
    assert posts_held(person, at=NOW - MINUTE)
    assert not posts_held(person, at=NOW)
    assert not posts_held(person, at=YESTERDAY - MINUTE)


def test_a_deactivated_person_holds_nothing_and_keeps_the_record(
    make_post: MakePost, make_person: MakePerson
) -> None:
    person = make_person(make_post("县信访局", Role.OFFICER))
    services.deactivate(person=person, at=NOW)
    assert not posts_held(person, at=NOW)
    assert Tenure.objects.get(person=person).until == NOW
    with pytest.raises(ProtectedError):
        person.delete()


def test_nobody_holds_the_same_post_twice_at_a_time(
    make_post: MakePost, make_person: MakePerson
) -> None:
    post = make_post("县信访局", Role.OFFICER)
    person = make_person(post)
    with pytest.raises(ValidationError, match="已担任此职务"):
        services.appoint(person=person, post=post, since=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenure.objects.create(person=person, post=post, since=NOW)


def test_two_people_may_hold_one_post_and_one_may_come_back(
    make_post: MakePost, make_person: MakePerson
) -> None:
    post = make_post("县信访局", Role.OFFICER)
    person = make_person(post)
    make_person(post)
    services.end_tenure(tenure=Tenure.objects.get(person=person), until=NOW)
    services.appoint(person=person, post=post, since=TOMORROW)
    assert Tenure.objects.at(TOMORROW).filter(post=post).count() == 2


def test_the_holders_of_a_role_are_the_active_people_of_those_units(
    office: Office, make_post: MakePost, make_person: MakePerson
) -> None:
    officer = make_person(make_post("县信访局", Role.OFFICER), make_post("县信访局", Role.OFFICER))
    make_person(make_post("县信访局", Role.REGISTRAR))
    make_person(make_post("市信访局", Role.OFFICER))
    services.deactivate(person=make_person(make_post("县信访局", Role.OFFICER)), at=NOW)
    found = holders(roles=[Role.OFFICER], unit_ids=[office["县信访局"].pk], at=NOW)
    assert list(found) == [officer]


def test_the_holders_of_many_units_cost_two_queries(
    office: Office,
    make_post: MakePost,
    make_person: MakePerson,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one = make_person(make_post("县教育局", Role.UNIT_HEAD))
    both = make_person(make_post("县教育局", Role.UNIT_HEAD), make_post("县住建局", Role.UNIT_HEAD))
    asked = [office[name].pk for name in ("县教育局", "县住建局", "某镇")]
    with django_assert_num_queries(2):
        found = holders_by_unit(roles=[Role.UNIT_HEAD], unit_ids=asked, at=NOW)
    assert found == {asked[0]: [one, both], asked[1]: [both], asked[2]: []}


def test_the_people_of_a_successor_answer_for_a_closed_unit(
    office: Office, make_post: MakePost, make_person: MakePerson
) -> None:
    closed, successor = office["县教育局"], office["县住建局"]
    gone = make_person(make_post("县教育局", Role.UNIT_HEAD))
    heir = make_person(make_post("县住建局", Role.UNIT_HEAD))
    services.close_unit(unit=closed, on=NOW.date(), successor=successor, at=NOW)
    found = holders_by_unit(roles=[Role.UNIT_HEAD], unit_ids=[closed.pk, successor.pk], at=NOW)
    assert found == {closed.pk: [heir], successor.pk: [heir]}
    assert list(holders(roles=[Role.UNIT_HEAD], unit_ids=[closed.pk], at=NOW)) == [heir]
    before = holders(roles=[Role.UNIT_HEAD], unit_ids=[closed.pk], at=YESTERDAY)
    assert list(before) == [gone]


def test_a_substitute_is_told_beside_the_absent_person_and_only_then(
    make_person: MakePerson,
) -> None:
    away, present, substitute = make_person(), make_person(), make_person()
    services.record_absence(person=away, since=NOW, until=TOMORROW, substitute=substitute)
    assert with_substitutes([away, present], at=NOW) == [away, present, substitute]
    assert with_substitutes([away, present], at=TOMORROW) == [away, present]
    assert with_substitutes([present], at=NOW) == [present]


def test_a_substitute_who_is_away_too_passes_it_on(make_person: MakePerson) -> None:
    first, second, third = make_person(), make_person(), make_person()
    services.record_absence(person=first, since=NOW, until=TOMORROW, substitute=second)
    services.record_absence(person=second, since=NOW, until=TOMORROW, substitute=third)
    assert with_substitutes([first], at=NOW) == [first, third]


def test_two_who_stand_in_for_each_other_and_are_both_away_end_the_search(
    make_person: MakePerson,
) -> None:
    first, second = make_person(), make_person()
    services.record_absence(person=first, since=NOW, until=TOMORROW, substitute=second)
    services.record_absence(person=second, since=NOW, until=TOMORROW, substitute=first)
    assert with_substitutes([first], at=NOW) == [first]
