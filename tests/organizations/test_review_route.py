"""Who reviews and who rechecks: one level above, for every kind of unit (条例 35, 36)."""

import pytest

from organizations import services
from organizations.models import Region, Unit, UnitKind
from organizations.review_route import recheckers, reviewers
from tests.organizations.conftest import Office

PLACES = {"province": "420000", "city": "421100", "county": "421122"}
LINES = ("plain", "lined", "vertical")


@pytest.fixture
def tree(db: None) -> Office:
    """Governments and review offices of three levels, and departments with three kinds of line."""
    units: Office = {}
    for place, code in PLACES.items():
        region = Region.objects.get(code=code)
        for kind in (UnitKind.GOVERNMENT, UnitKind.REVIEW_OFFICE):
            units[f"{place} {kind}"] = _unit(f"{place}-{kind}", kind, region)
        for line in LINES:
            units[f"{place} {line}"] = _unit(f"{place}-{line}", UnitKind.DEPARTMENT, region)
    town = services.create_region(
        code="421122100", name="某镇", parent=Region.objects.get(code="421122")
    )
    units["town"] = _unit("town", UnitKind.TOWN, town)
    units["town station"] = _unit("town-station", UnitKind.DEPARTMENT, town)
    units["town at county"] = _unit("town-2", UnitKind.TOWN, Region.objects.get(code="421122"))
    for below, above in (("county", "city"), ("city", "province")):
        for line in ("lined", "vertical"):
            unit = units[f"{below} {line}"]
            unit.line_superior, unit.is_vertical = units[f"{above} {line}"], line == "vertical"
            unit.save()
    return units


def _unit(code: str, kind: str, region: Region) -> Unit:
    return services.create_unit(code=code, name=code, kind=kind, region=region)


ROUTES: dict[str, dict[str, list[str]]] = {
    "town": {"county review_office": ["city review_office"]},
    "town at county": {"county review_office": ["city review_office"]},
    "town station": {"town": ["county review_office"]},
    "county plain": {"county review_office": ["city review_office"]},
    "county lined": {
        "county review_office": ["city review_office"],
        "city lined": ["city review_office", "province lined"],
    },
    "county vertical": {"city vertical": ["province vertical"]},
    "county government": {"city review_office": ["province review_office"]},
    "city plain": {"city review_office": ["province review_office"]},
    "city lined": {
        "city review_office": ["province review_office"],
        "province lined": ["province review_office"],
    },
    "city vertical": {"province vertical": ["province review_office"]},
    "city government": {"province review_office": []},
    "province plain": {"province review_office": []},
    "province government": {"province review_office": []},
}
"""Unit → who reviews → who rechecks, as the table of the law has it; no tier is skipped."""


def test_each_unit_is_reviewed_one_level_above_and_rechecked_one_more(tree: Office) -> None:
    names = {unit.pk: name for name, unit in tree.items()}
    found = {
        name: {
            names[reviewer.pk]: [names[organ.pk] for organ in recheckers(reviewer)]
            for reviewer in reviewers(Unit.objects.get(pk=tree[name].pk))
        }
        for name in ROUTES
    }
    assert found == ROUTES


def test_a_tier_that_is_not_entered_is_not_skipped(tree: Office) -> None:
    for kind in ("government", "review_office"):
        tree[f"county {kind}"].delete()
    assert reviewers(tree["county plain"]) == []


def test_a_government_of_its_own_stands_in_the_place_of_the_regions(tree: Office) -> None:
    unit = tree["county plain"]
    unit.government = tree["city government"]
    assert reviewers(unit) == [tree["city review_office"]]


def test_a_closed_organ_reviews_no_more(tree: Office) -> None:
    tree["city lined"].closed_on = "2026-01-01"
    tree["city lined"].save()
    unit = Unit.objects.get(pk=tree["county lined"].pk)
    assert reviewers(unit) == [tree["county review_office"]]
