"""The demonstration office: whole, a tree, and with the accounts the contract names."""

from collections import Counter

import pytest

from demo import office
from organizations.models import Post as PostModel
from organizations.models import Role, UnitKind
from organizations.models import Unit as UnitModel

OFFICE = office.load()
NAMED = [
    "registrar",
    "officer",
    "bureau_head",
    "unit_officer",
    "unit_head",
    "leader",
    "reviewer",
    "clue_officer",
    "clue_handler",
    "clue_head",
    "monitor",
    "admin",
    "security",
    "auditor",
]


def account(username: str) -> office.Account:
    return next(found for found in OFFICE.accounts if found.username == username)


def test_regions_and_units_stand_after_their_parents() -> None:
    for things in (OFFICE.regions, OFFICE.units):
        seen = {""}
        for thing in things:
            assert thing.parent in seen
            assert thing.code not in seen
            seen.add(thing.code)


def test_every_unit_stands_in_a_region_and_says_so_in_its_code() -> None:
    regions = {region.code for region in OFFICE.regions}
    for unit in OFFICE.units:
        assert unit.region in regions
        assert unit.code.startswith(f"{unit.region}-")


def test_signs_for_document_numbers_are_never_shared() -> None:
    shared = [
        sign for sign, n in Counter(unit.abbreviation for unit in OFFICE.units).items() if n > 1
    ]
    assert not shared


def test_kinds_and_roles_are_those_of_the_system() -> None:
    assert {unit.kind for unit in OFFICE.units} <= set(UnitKind.values)
    assert {role for post in OFFICE.posts for role in post.roles} == set(Role.values)


def test_names_fit_the_tables() -> None:
    def longest(model: type[UnitModel] | type[PostModel], field: str) -> int:
        return int(getattr(model._meta.get_field(field), "max_length", 0))

    for unit in OFFICE.units:
        assert len(unit.code) <= longest(UnitModel, "code")
        assert len(unit.name) <= longest(UnitModel, "name")
        assert len(unit.abbreviation) <= longest(UnitModel, "short_name")
    for post in OFFICE.posts:
        assert len(post.title) <= longest(PostModel, "title")
        assert len(post.rank) <= longest(PostModel, "rank")


def test_a_title_stands_once_in_a_unit() -> None:
    assert len({(post.unit, post.title) for post in OFFICE.posts}) == len(OFFICE.posts)
    assert {post.unit for post in OFFICE.posts} <= set(OFFICE.unit_by_code)


@pytest.mark.parametrize("username", [*NAMED, *(f"{name}2" for name in NAMED), "rechecker"])
def test_the_contracts_account_holds_the_role_it_is_named_after(username: str) -> None:
    roles = {role for post in account(username).posts for role in post.roles}
    assert username.removesuffix("2") in roles


def test_the_officer_and_head_of_the_bureau_hold_their_further_roles() -> None:
    assert set(account("officer").posts[0].roles) == {"officer", "coordinator", "cleared"}
    assert set(account("bureau_head").posts[0].roles) == {"bureau_head", "coordinator"}


def test_the_plain_unit_accounts_sit_in_the_human_resources_office() -> None:
    assert account("unit_officer").posts[0].unit == "150121-hr_social"
    assert account("unit_head2").posts[0].unit == "150122-hr_social"


@pytest.mark.parametrize("county", OFFICE.counties)
def test_a_county_has_six_leaders_three_towns_and_a_handler_in_every_office(county: str) -> None:
    posts = [post for post in OFFICE.posts if post.unit.startswith(county)]
    assert sum("leader" in post.roles for post in posts) == 6
    offices = {
        u.code
        for u in OFFICE.units
        if u.region.startswith(county) and u.kind in {"department", "town"}
    }
    assert sum(code.endswith("-town") for code in offices) == 3
    assert len(offices) >= 11
    for role in ("unit_officer", "unit_head"):
        answering = {post.unit for post in posts if role in post.roles}
        assert answering == {*offices, f"{county}-government"}


def test_a_town_is_found_by_the_name_of_the_place() -> None:
    chosen = OFFICE.responsible("150122", "town", place="团结苏木")
    assert chosen.name == "托克托县团结苏木人民政府"
    assert OFFICE.responsible("150121", "town").key == "town"


def test_a_county_without_such_a_unit_is_a_lookup_error() -> None:
    with pytest.raises(LookupError):
        OFFICE.responsible("150199", "town")


def test_no_account_is_named_like_a_person() -> None:
    words = ("登记员", "承办", "负责人", "包案领导", "纪委", "管理员", "审计员", "机关")
    assert all(any(word in found.name for word in words) for found in OFFICE.accounts)
