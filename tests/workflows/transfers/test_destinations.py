"""Where a matter may be sent (条例 22): every kind of unit at every level, asked in four places."""

from itertools import product

import pytest
from django.db.models import QuerySet

from organizations import services
from organizations.destinations import Hindrance, destinations, hindrance
from organizations.models import Region, Unit, UnitKind
from petitions.api.act_forms import Catalogue, described
from petitions.handovers.forms import SortForm
from petitions.models.handover import HandoverBatch
from tests.office import MONDAY, Office, act, petition
from tests.workflows.transfers.levels import Levels
from workflows.acts.act import ActForm
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.models import Case
from workflows.petition.assisting_units import PartForm
from workflows.petition.intake import AssignForm, ForwardForm
from workflows.petition.jurisdiction import DesignateForm, DesignationRequestForm
from workflows.petition.measure_acts import AddMeasureForm
from workflows.states import Status

PLACES = {
    "province": "150000",
    "city": "150100",
    "county": "150121",
    "town": "150121901",
    "next_county": "150122",
    "other_city": "150200",
    "other_province": "140000",
}
WITHIN = {
    "province": {"province", "city", "county", "town", "next_county", "other_city"},
    "city": {"city", "county", "town", "next_county"},
    "county": {"county", "town"},
    "town": {"town"},
}
ORDINARY = {"government", "petition_bureau", "department", "town"}
"""A party committee decides on reports, a review office on reviews, a discipline organ gets
accusations alone, sealed."""
SENDERS = [
    *((place, "petition_bureau") for place in WITHIN),
    *product(("county", "city"), ("department", "government", "party_committee")),
    ("town", "town"),
]
Grid = dict[tuple[str, str], Unit]


@pytest.fixture
def grid(db: None) -> Grid:
    """A unit of every kind in every place; one more department beneath each government."""
    county = Region.objects.get(code="150121")
    services.create_region(code=PLACES["town"], name="丙镇", parent=county)
    regions = {r.code: r for r in Region.objects.filter(code__in=PLACES.values())}
    keys = list(product(PLACES, (*UnitKind.values, "beneath")))
    units = Unit.objects.bulk_create(
        Unit(
            code=f"{place}-{kind}",
            name=f"{place}-{kind}",
            kind="department" if kind == "beneath" else kind,
            region=regions[PLACES[place]],
            path=f"new:{place}-{kind}",
        )
        for place, kind in keys
    )
    grid = dict(zip(keys, units, strict=True))
    for (place, kind), unit in grid.items():
        unit.parent = grid[place, "government"] if kind == "beneath" else None
        unit.path = f"{unit.parent.pk}/{unit.pk}/" if unit.parent else f"{unit.pk}/"
    Unit.objects.bulk_update(units, ["parent", "path"])
    return grid


def lawful(place: str, kind: str) -> set[tuple[str, str]]:
    """Written out by hand: a bureau to its place and within it, another organ to its own tree."""
    if kind == "petition_bureau":
        found = set(product(WITHIN[place], ORDINARY | {"beneath"}))
        return found - {(place, kind)}
    return {(place, "beneath")} if kind == "government" else set()


def keys(grid: Grid, units: QuerySet[Unit]) -> set[tuple[str, str]]:
    found = set(units.values_list("pk", flat=True))
    return {key for key, unit in grid.items() if unit.pk in found}


def test_each_kind_at_each_level_sends_to_exactly_these(grid: Grid) -> None:
    for sender in SENDERS:
        unit = grid[sender]
        assert keys(grid, destinations(unit)) == lawful(*sender), sender
        free = {key for key, to in grid.items() if hindrance(unit, to) is None}
        assert free == lawful(*sender), sender


def test_picker_interface_and_ledger_offer_what_the_predicate_allows(
    levels: Levels, office: Office, grid: Grid
) -> None:
    case, bureau = petition(office).case, office.units["bureau"]
    allowed = set(destinations(bureau).values_list("code", flat=True))
    actor = office.actor("officer")
    for form in (ForwardForm, AssignForm):
        blank = form(case=case, actor=actor, at=MONDAY)
        assert {unit.code for unit in blank.fields["unit"].queryset} == allowed  # type: ignore[attr-defined]
        told = next(f for f in described(blank, Catalogue()) if f["name"] == "unit")
        assert {choice["value"] for choice in told["choices"]} == allowed
    groups = SortForm(batch=HandoverBatch(unit=bureau)).groups
    sorted_to = {pk for _, units, way in groups if way != "file" for pk, _ in units}
    assert sorted_to == set(destinations(bureau).values_list("pk", flat=True))


def test_every_other_unit_is_refused_with_what_to_do(office: Office, grid: Grid) -> None:
    case, bureau = petition(office).case, office.units["bureau"]
    reasons = {}
    for key, unit in grid.items():
        found = hindrance(bureau, unit)
        form = ForwardForm({"unit": unit.code}, case=case, actor=office.actor("officer"), at=MONDAY)
        assert form.is_valid() is (found is None), key
        if found:
            reasons[found] = str(form.errors["unit"])
    assert "条例第二十四条" in reasons[Hindrance.ELSEWHERE]
    assert "上级" in reasons[Hindrance.ABOVE]
    assert "第三十条" in reasons[Hindrance.DISCIPLINE]
    assert {"COMMITTEE", "REVIEW"} <= {found.name for found in reasons}
    with pytest.raises(Incomplete):
        act(office, case, "forward", "officer", at=MONDAY, unit=grid["city", "government"].pk)


@pytest.mark.parametrize("form", [DesignateForm, PartForm, AddMeasureForm])
def test_no_part_is_given_to_a_unit_that_takes_no_ordinary_matter(
    office: Office, grid: Grid, form: type[ActForm]
) -> None:
    case, actor = petition(office).case, office.actor("bureau_head")
    offered = form(case=case, actor=actor, at=MONDAY).fields["unit"].queryset  # type: ignore[attr-defined]
    assert keys(grid, offered) == set(product(WITHIN["county"], ORDINARY | {"beneath"}))


def test_sideways_the_common_superior_designates(levels: Levels) -> None:
    office, do = levels.office, levels.do
    case = petition(office).case
    with pytest.raises(Refused, match="本"):
        do(case, "request_designation", "officer", MONDAY, unit="department", reason="不属本县。")
    do(case, "request_designation", "officer", MONDAY, unit="elsewhere", reason="不属本县。")
    waiting = Case.objects.get(pk=case.pk)
    assert (waiting.status, waiting.sender_unit) == (Status.OBJECTED, office.units["city"])
    assert waiting.clocks.filter(rule__key="xf_triage", state="running").exists()
    paper = case.documents.get(kind="designation_request")
    assert (paper.addressee, "邻县民政局" in paper.body) == ("city信访局", True)
    with pytest.raises(Refused):
        do(case, "uphold_objection", "city_officer", MONDAY)
    do(case, "designate", "city_head", MONDAY, unit="elsewhere", reason="属地管理。")
    letter = case.documents.get(kind="designation_letter").body
    assert ("报请指定" in letter, "存在不同意见" in letter) == (True, False)
    sent = Case.objects.get(pk=case.pk)
    assert (sent.status, sent.holding_unit) == (Status.FORWARDED, office.units["elsewhere"])
    assert not sent.clocks.filter(rule__key="xf_triage", state="running").exists()


def test_what_the_superior_leaves_goes_on_where_it_was(levels: Levels) -> None:
    do, case = levels.do, petition(levels.office).case
    do(case, "request_designation", "officer", MONDAY, unit="elsewhere", reason="不属本县。")
    do(case, "decline_designation", "city_officer", MONDAY, reason="事发地在本县。")
    left = Case.objects.get(pk=case.pk)
    assert (left.status, left.sender_unit) == (Status.REGISTERED, None)
    do(case, "forward", "officer", MONDAY, unit="department")


def test_where_nobody_stands_over_both_nothing_is_asked(office: Office, grid: Grid) -> None:
    form = DesignationRequestForm(
        {"unit": grid["other_province", "department"].code, "reason": "属外省。"},
        case=petition(office).case, actor=office.actor("officer"), at=MONDAY,
    )  # fmt: skip
    assert form.is_valid()
    case = petition(office).case
    unit = grid["other_province", "department"].pk
    with pytest.raises(Refused, match="联席会议"):
        act(office, case, "request_designation", "officer", at=MONDAY, unit=unit, reason="外省。")
