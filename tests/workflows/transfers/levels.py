"""The county office with a city and a province above it and two towns below."""

from dataclasses import dataclass
from datetime import datetime

from organizations import services
from organizations.models import Person, Post, Region, Role, Unit, UnitKind
from tests.office import LONG_AGO, MONDAY, Office, act, open_office, petition
from workflows.models import Case, CaseEvent

BUREAUS = {"province": "150000", "city": "150100"}
TOWNS = {"town": "甲镇人民政府", "other_town": "乙镇人民政府"}


@dataclass(frozen=True, slots=True)
class Levels:
    """`office` with more units and people: `city_officer`, `city_head`, `town_officer` and so on.

    The county's bureau is the `bureau` of the office.
    """

    office: Office

    def case(self, at: datetime = MONDAY) -> Case:
        """A petition that the province took in."""
        return petition(self.office, unit="province", by="province_officer", at=at).case

    def do(self, case: Case, name: str, by: str, at: datetime, **details: object) -> CaseEvent:
        """An act by a member of the cast; `unit` is given by its short name."""
        if isinstance(to := details.get("unit"), str):
            details["unit"] = self.office.units[to].pk
        return act(self.office, case, name, by, at=at, **details)


def build() -> Levels:
    office = open_office()
    regions = {each.code: each for each in Region.objects.filter(code__in=BUREAUS.values())}
    for key, code in BUREAUS.items():
        _found(office, key, f"{key}信访局", UnitKind.PETITION_BUREAU, regions[code])
    county = office.units["bureau"].region
    for n, (key, name) in enumerate(TOWNS.items(), start=1):
        region = services.create_region(code=f"150121{n:03d}", name=name[:2], parent=county)
        _found(office, key, name, UnitKind.TOWN, region)
    return Levels(office)


def _found(office: Office, key: str, name: str, kind: UnitKind, region: Region) -> None:
    unit = services.create_unit(code=key, name=name, kind=kind, region=region, short_name=key)
    office.units[key] = unit
    bureau = kind == UnitKind.PETITION_BUREAU
    officer = (Role.OFFICER, Role.CLEARED) if bureau else (Role.UNIT_OFFICER,)
    head = (Role.BUREAU_HEAD,) if bureau else (Role.UNIT_HEAD,)
    office.people[f"{key}_officer"] = _appoint(f"{key}_officer", unit, officer)
    office.people[f"{key}_head"] = _appoint(f"{key}_head", unit, head)


def _appoint(name: str, unit: Unit, roles: tuple[Role, ...]) -> Person:
    person = Person.objects.create(username=name, name=name)
    post: Post = services.create_post(unit=unit, title=name, roles=[str(role) for role in roles])
    services.appoint(person=person, post=post, since=LONG_AGO)
    return person
