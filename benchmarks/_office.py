"""A synthetic office for measurements: counties with a bureau, departments and a monitor."""

from dataclasses import dataclass
from datetime import UTC, datetime

from organizations import services
from organizations.models import Person, Region, Role, Unit, UnitKind

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
DEPARTMENTS = 4
POSTS: dict[str, tuple[Role, ...]] = {
    UnitKind.PETITION_BUREAU: (Role.OFFICER, Role.BUREAU_HEAD),
    UnitKind.DISCIPLINE_COMMISSION: (Role.MONITOR,),
    UnitKind.DEPARTMENT: (Role.UNIT_OFFICER, Role.UNIT_HEAD),
    UnitKind.GOVERNMENT: (Role.LEADER,),
}


@dataclass(frozen=True, slots=True)
class County:
    """One county's units that have a part in cases."""

    bureau: Unit
    departments: tuple[Unit, ...]


def counties(count: int) -> list[County]:
    """Write `count` counties with their units, posts and people, each with an address."""
    regions = Region.objects.filter(code__regex=r"^\d{4}([1-9]\d|0[1-9])$").order_by("code")
    return [_county(region) for region in regions[:count]]


def _county(region: Region) -> County:
    government = _unit(region, UnitKind.GOVERNMENT, None)
    _unit(region, UnitKind.DISCIPLINE_COMMISSION, government)
    bureau = _unit(region, UnitKind.PETITION_BUREAU, government)
    departments = [
        _unit(region, UnitKind.DEPARTMENT, government, number) for number in range(DEPARTMENTS)
    ]
    return County(bureau, tuple(departments))


def _unit(region: Region, kind: UnitKind, parent: Unit | None, number: int = 0) -> Unit:
    unit = services.create_unit(
        code=f"{region.code}-{kind}{number}",
        name=f"{region.name}{kind.label}{number}",
        kind=kind,
        region=region,
        parent=parent,
    )
    for role in POSTS[kind]:
        name = f"{region.code}-{kind}{number}-{role}"
        person = Person.objects.create(username=name, name=name, email=f"{name}@example.org")
        post = services.create_post(unit=unit, title=role.value, roles=[role.value])
        services.appoint(person=person, post=post, since=LONG_AGO)
    return unit
