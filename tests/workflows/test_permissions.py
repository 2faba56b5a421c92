"""The table of pages: the questions agree, and no other place says which roles have a right."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from organizations.models import Role, Tenure, Trait, Unit
from tests.config.conftest import ROOT
from tests.office import MONDAY, POSTS, Office
from workflows.cases import access, permissions
from workflows.cases.permissions import PAGES, VIEW_GRANTS, VIEWS, Extent
from workflows.states import Kind

FLOORS: Final = ("organizations", "notifications", "workflows", "petitions", "oversight", "config")
DECLARATIONS: Final = (
    "organizations/roles.py",
    "workflows/cases/permissions.py",
    "workflows/petition/",
    "workflows/tipoff/",
)
"""What a role is, the table of looks and pages, and the acts of both machines."""

ELSEWHERE: Final = {
    "petitions/demo/": "the demonstration says who is cast for what, and grants nothing",
    "workflows/escalation/recipients.py": "the posts that a rung speaks to",
    "oversight/integrity/notice_checks.py": "the second opinion on whom a rung spoke to",
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in name:
                yield name, ast.parse(path.read_text(encoding="utf-8"))


def listed(node: ast.AST) -> list[ast.expr]:
    """The members of a tuple, list, set or mapping, or the arguments of a call."""
    match node:
        case ast.Tuple() | ast.List() | ast.Set():
            return [each.value if isinstance(each, ast.Starred) else each for each in node.elts]
        case ast.Dict():
            return [each for each in (*node.keys, *node.values) if each]
        case ast.Call():
            return node.args
    return []


def is_role(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Role"
        and node.attr in Role.__members__
    )


def sets_of_roles(tree: ast.Module) -> list[int]:
    """The lines on which two or more roles stand together."""
    return [n.lineno for n in ast.walk(tree) if sum(map(is_role, listed(n))) > 1]  # type: ignore[attr-defined]


def test_no_set_of_roles_stands_outside_the_declarations() -> None:
    found = {
        f"{name}:{line}"
        for name, tree in sources()
        if not name.startswith((*DECLARATIONS, *ELSEWHERE))
        for line in sets_of_roles(tree)
    }
    assert not found


@pytest.mark.parametrize(
    "source",
    ["(Role.ADMIN, Role.LEADER)", "{Role.ADMIN: 1, Role.LEADER: 2}", "f(Role.ADMIN, Role.LEADER)"],
)
def test_a_set_of_roles_is_found_in_the_source(source: str) -> None:
    assert sets_of_roles(ast.parse(source)) == [1]


@pytest.mark.parametrize("key", PAGES)
def test_a_page_answers_alike_for_everybody(office: Office, key: str) -> None:
    granted = {grant.role for grant in PAGES[key].grants}
    holding = {name for name, (_unit, roles) in POSTS.items() if granted & set(roles)}
    one_by_one = {name for name in POSTS if access.holds(office[name], key, at=MONDAY)}
    reaching = {
        name for name in POSTS if access.units_within(office[name], key, at=MONDAY).exists()
    }
    who = set(access.who_holds(key, at=MONDAY).values_list("username", flat=True))
    assert holding == one_by_one == reaching == who


@pytest.mark.parametrize("reach", Extent)
def test_a_permission_reaches_as_far_as_its_line_says(
    office: Office, reach: Extent, monkeypatch: pytest.MonkeyPatch
) -> None:
    grants = (permissions.PageGrant(reach, Role.OFFICER),)
    page = permissions.Permission("probe", PAGES["lead"].sentence, grants)
    monkeypatch.setattr(permissions, "PAGES", {"probe": page})
    own = office.units["bureau"]
    wanted = {
        Extent.POST: Unit.objects.filter(pk=own.pk),
        Extent.UNIT: Unit.objects.filter(pk=own.pk),
        Extent.LEVEL: Unit.objects.filter(region=own.region),
        Extent.REGION: Unit.objects.filter(region__path__startswith=own.region.path),
        Extent.EVERYWHERE: Unit.objects.all(),
    }[reach]
    found = access.units_within(office["officer"], "probe", at=MONDAY)
    assert set(found) == set(wanted)


def test_who_left_his_post_holds_nothing(office: Office) -> None:
    Tenure.objects.update(until=MONDAY)
    assert not [key for key in PAGES if access.who_holds(key, at=MONDAY).exists()]
    assert not [k for k in PAGES for n in POSTS if access.holds(office[n], k, at=MONDAY)]


def test_an_unknown_page_is_nobodys(office: Office) -> None:
    assert not any(access.holds(office[name], "fly", at=MONDAY) for name in POSTS)


def test_every_permission_is_asked_for_somewhere() -> None:
    table = ROOT / "workflows/cases/permissions.py"
    asked = {
        node.id if isinstance(node, ast.Name) else node.attr
        for name, tree in sources()
        if ROOT / name != table
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.Attribute)
    }
    strings = {n: v for n, v in vars(permissions).items() if isinstance(v, str)}
    keys = {name for name, value in strings.items() if value in PAGES or value in VIEWS}
    assert len(keys) == len(PAGES) + len(VIEWS)
    assert keys <= asked


def test_every_look_into_a_case_has_its_sentence() -> None:
    assert {permission for _kind, permission in VIEW_GRANTS} == set(VIEWS)
    assert {kind for kind, _permission in VIEW_GRANTS} <= set(Kind)


def test_tip_offs_are_read_inside_the_discipline_organs_alone() -> None:
    inside = set(Role.that(Trait.DISCIPLINE))
    granted = {
        grant.role for (kind, _p), lines in VIEW_GRANTS.items() if kind == Kind.TIP_OFF
        for grant in lines
    }  # fmt: skip
    assert granted == inside


def test_every_role_heads_or_handles_but_never_both() -> None:
    assert not set(Role.that(Trait.HEADS)) & set(Role.that(Trait.HANDLES))


def test_the_page_on_access_shows_every_permission() -> None:
    text = Path(ROOT / "docs/access.md").read_text(encoding="utf-8")
    assert [key for key in (*PAGES, *VIEWS) if f"| `{key}` |" not in text] == []
