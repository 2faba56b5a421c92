"""Units in groups: the wider place first, there by kind, townships under their county."""

from django.utils.translation import override

from organizations import services
from organizations.models import Region, UnitKind
from organizations.unit_groups import by_place_and_kind
from tests.organizations.conftest import Office


def names(office: Office, *units: str) -> dict[str, list[str]]:
    with override("zh-hans"):
        groups = by_place_and_kind([office[unit] for unit in units])
    return {label: [unit.name for unit in found] for label, found in groups}


def test_units_of_one_place_stand_by_kind_without_its_name(office: Office) -> None:
    assert names(office, "县住建局", "某镇", "县信访局", "县教育局") == {
        "信访局": ["县信访局"],
        "职能部门": ["县教育局", "县住建局"],
        "乡镇（街道）": ["某镇"],
    }


def test_units_of_several_places_stand_under_them_the_wider_first(office: Office) -> None:
    county, city = (Region.objects.get(code=code).name for code in ("421122", "421100"))
    assert list(names(office, "县教育局", "县信访局", "市信访局")) == [
        f"{city} · 信访局",
        f"{county} · 信访局",
        f"{county} · 职能部门",
    ]


def test_a_township_with_a_code_of_its_own_stands_with_its_county(office: Office) -> None:
    county = Region.objects.get(code="421122")
    region = Region.objects.create(
        code="421122100", name="某乡", path=f"{county.path}421122100/", parent=county
    )
    office["某乡"] = services.create_unit(
        code="town", name="某乡", kind=UnitKind.TOWN, region=region, parent=office["县政府"]
    )
    assert names(office, "某镇", "某乡", "县教育局") == {
        "职能部门": ["县教育局"],
        "乡镇（街道）": ["某镇", "某乡"],
    }
