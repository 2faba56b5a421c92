from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe

import pytest

from organizations import services
from organizations.models import Person, Post, Region, Role, Unit, UnitKind

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)
TOMORROW = NOW + timedelta(days=1)

# name, kind, region code, name of the superior
OFFICE = (
    ("省复查复核办公室", UnitKind.REVIEW_OFFICE, "420000", None),
    ("市政府", UnitKind.GOVERNMENT, "421100", None),
    ("市信访局", UnitKind.PETITION_BUREAU, "421100", "市政府"),
    ("市复查复核办公室", UnitKind.REVIEW_OFFICE, "421100", "市政府"),
    ("县政府", UnitKind.GOVERNMENT, "421122", "市政府"),
    ("县信访局", UnitKind.PETITION_BUREAU, "421122", "县政府"),
    ("县纪委监委", UnitKind.DISCIPLINE_COMMISSION, "421122", None),
    ("县教育局", UnitKind.DEPARTMENT, "421122", "县政府"),
    ("县住建局", UnitKind.DEPARTMENT, "421122", "县政府"),
    ("某镇", UnitKind.TOWN, "421122", "县政府"),
)

Office = dict[str, Unit]
MakePerson = Callable[..., Person]


@pytest.fixture
def office(db: None) -> Office:
    """A county with its city and province, each unit under its Chinese name."""
    units: Office = {}
    for number, (name, kind, region, superior) in enumerate(OFFICE):
        units[name] = services.create_unit(
            code=f"unit-{number}",
            name=name,
            kind=kind,
            region=Region.objects.get(code=region),
            parent=units[superior] if superior else None,
        )
    for name in ("省复查复核办公室", "市复查复核办公室"):
        services.create_post(unit=units[name], title="复查员", roles=[Role.REVIEWER])
    return units


@pytest.fixture
def make_person(db: None) -> MakePerson:
    """People with an account, numbered."""

    def make(*posts: Post, since: datetime = YESTERDAY) -> Person:
        number = Person.objects.count() + 1
        person = services.create_person(
            username=f"person{number}", name=f"工作人员{number}", password=token_urlsafe()
        )
        for post in posts:
            services.appoint(person=person, post=post, since=since)
        return person

    return make


@pytest.fixture
def make_post(office: Office) -> Callable[..., Post]:
    """A post in the unit of that name."""

    def make(unit: str, *roles: Role) -> Post:
        title = f"职务{Post.objects.count()}"
        return services.create_post(unit=office[unit], title=title, roles=list(roles))

    return make
