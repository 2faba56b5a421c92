from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from organizations import services
from organizations.models import Region, Role, Unit, UnitKind
from organizations.selectors import (
    common_superior,
    demonstration_accounts_exist,
    discipline_organ,
    subordinates,
    superiors,
    supervising_bureau,
    unit_choices,
)
from tests.organizations.conftest import NOW, MakePerson, Office


def test_superiors_come_nearest_first(office: Office) -> None:
    assert list(superiors(office["县教育局"])) == [office["县政府"], office["市政府"]]


def test_subordinates_are_found_at_any_depth_and_no_namesake_of_the_path(office: Office) -> None:
    below = {unit.name for unit in subordinates(office["县政府"])}
    assert below == {"县信访局", "县教育局", "县住建局", "某镇"}


@pytest.mark.parametrize(
    ("a", "b", "shared"),
    [
        ("县教育局", "县住建局", "县政府"),
        ("县教育局", "市信访局", "市政府"),
        ("县教育局", "县政府", "县政府"),
        ("县教育局", "县纪委监委", None),
    ],
)
def test_two_units_may_have_a_common_superior(
    office: Office, a: str, b: str, shared: str | None
) -> None:
    found = common_superior(office[a], office[b])
    assert (found.name if found else None) == shared


def test_a_unit_is_supervised_by_its_own_regions_bureau_and_that_by_the_one_above(
    office: Office,
) -> None:
    assert supervising_bureau(office["县教育局"]) == office["县信访局"]
    assert supervising_bureau(office["县信访局"]) == office["市信访局"]
    assert supervising_bureau(office["市信访局"]) is None


def test_a_region_without_a_bureau_is_supervised_from_above(office: Office) -> None:
    elsewhere = services.create_unit(
        code="other", name="别县教育局", kind=UnitKind.DEPARTMENT, region=_region("421121")
    )
    assert supervising_bureau(elsewhere) == office["市信访局"]


def test_the_discipline_organ_is_the_regions_own(office: Office) -> None:
    assert discipline_organ(office["县教育局"]) == office["县纪委监委"]
    assert discipline_organ(office["市政府"]) is None


def test_a_closed_unit_supervises_nobody(office: Office) -> None:
    services.close_unit(
        unit=office["县信访局"], on=NOW.date(), successor=office["市信访局"], at=NOW
    )
    assert supervising_bureau(office["县教育局"]) == office["市信访局"]
    assert office["县信访局"].pk not in dict(unit_choices())


def test_choices_are_limited_to_kinds_and_a_region(office: Office) -> None:
    offered = unit_choices(kinds=[UnitKind.PETITION_BUREAU], within=_region("421122"))
    assert offered == [(office["县信访局"].pk, "县信访局")]


def test_successors_of_closed_units_are_one_step_away(office: Office) -> None:
    school, housing, town = office["县教育局"], office["县住建局"], office["某镇"]
    services.close_unit(unit=school, on=NOW.date(), successor=housing, at=NOW)
    services.close_unit(unit=housing, on=NOW.date(), successor=town, at=NOW)
    school.refresh_from_db()
    assert school.successor == town


@pytest.mark.parametrize(
    ("unit", "successor", "days", "why"),
    [
        ("县教育局", "县教育局", 0, "另一个"),
        ("县政府", "市政府", 0, "下级单位"),
        ("县教育局", "县住建局", 1, "不能提前"),
    ],
)
def test_a_closing_that_leaves_something_behind_is_refused(
    office: Office, unit: str, successor: str, days: int, why: str
) -> None:
    on = NOW.date() + timedelta(days=days)
    with pytest.raises(ValidationError, match=why):
        services.close_unit(unit=office[unit], on=on, successor=office[successor], at=NOW)


def test_a_moved_unit_takes_everything_below_it_along(office: Office) -> None:
    services.move_unit(unit=office["县政府"], parent=None)
    school = Unit.objects.get(pk=office["县教育局"].pk)
    assert list(superiors(school)) == [office["县政府"]]
    with pytest.raises(ValidationError, match="自己之下"):
        services.move_unit(unit=Unit.objects.get(pk=office["县政府"].pk), parent=school)


def test_an_unknown_role_is_refused(office: Office) -> None:
    with pytest.raises(ValidationError, match="king"):
        services.create_post(unit=office["某镇"], title="x", roles=[Role.LEADER, "king"])


def test_a_township_can_be_added_below_a_county(db: None) -> None:
    town = services.create_region(code="421122100", name="某镇", parent=_region("421122"))
    assert town.path == "420000/421100/421122/421122100/"


def test_demonstration_accounts_are_noticed_while_they_can_sign_in(make_person: MakePerson) -> None:
    make_person()
    assert not demonstration_accounts_exist()
    easy = "demo"
    account = services.create_person(
        username=easy, name="演示账号甲", password=easy, is_demonstration=True
    )
    assert demonstration_accounts_exist()
    services.deactivate(person=account, at=NOW)
    assert not demonstration_accounts_exist()


def _region(code: str) -> Region:
    return Region.objects.get(code=code)
