"""Founding the demonstration office: its units, posts and accounts, all marked as demonstration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.contrib.auth.hashers import make_password

from demo import office as records
from organizations import services
from organizations.models import Person, Post, Region, Tenure, Unit
from workflows.counting.work_calendar import SHANGHAI

PASSWORD: Final = "demo"  # noqa: S105  # printed with the accounts; production refuses them
SINCE: Final = datetime(2024, 1, 1, 9, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Cast:
    """The office as it stands in the database: units by code, people by unit code and role."""

    office: records.Office
    regions: Mapping[str, Region]
    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    posts: dict[tuple[str, str], list[Person]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for account in self.office.accounts:
            for post in account.posts:
                for role in post.roles:
                    holders = self.posts.setdefault((post.unit, role), [])
                    holders.append(self.people[account.username])

    def holder(self, unit: Unit, role: str) -> Person:
        """Whoever holds the role in the unit. Raises LookupError where nobody does."""
        return self.posts[unit.code, role][0]


TURN_TO: Final = {"telephone": "0000-0000000", "reception_hours": "工作日9:00—12:00、14:30—17:30"}
"""Plain placeholders: the demonstration office has no counter and no telephone."""


def found(office: records.Office) -> Cast:
    """Write the office to the database; call within a transaction."""
    regions = _regions(office)
    units: dict[str, Unit] = {}
    for each in office.units:
        units[each.code] = services.create_unit(
            code=each.code,
            name=each.name,
            kind=each.kind,
            region=regions[each.region],
            parent=units.get(each.parent),
            short_name=each.abbreviation,
            line_superior=units.get(each.line),
            is_vertical=each.vertical,
            address=f"{regions[each.region].name}（演示地址）",
            **TURN_TO,
        )
    people = create_accounts({each.username: each.name for each in office.accounts})
    cast = Cast(office, regions, units, people)
    _appoint(cast)
    return cast


def known(office: records.Office) -> Cast:
    """The office as it was founded before."""
    regions = Region.objects.filter(code__in=[each.code for each in office.regions])
    units = Unit.objects.filter(code__in=office.unit_by_code).select_related("region")
    people = Person.objects.filter(username__in=[each.username for each in office.accounts])
    return Cast(
        office,
        {region.code: region for region in regions},
        {unit.code: unit for unit in units},
        {person.username: person for person in people},
    )


def create_accounts(names: Mapping[str, str]) -> dict[str, Person]:
    """Demonstration accounts, username → name; the one password is hashed once for all."""
    password = make_password(PASSWORD)
    people = Person.objects.bulk_create(
        Person(username=username, name=name, password=password, is_demonstration=True)
        for username, name in names.items()
    )
    return {person.username: person for person in people}


def _regions(office: records.Office) -> dict[str, Region]:
    """The regions of the office; the townships are not in the national table."""
    codes = [each.code for each in office.regions]
    known = {region.code: region for region in Region.objects.filter(code__in=codes)}
    for each in office.regions:
        if each.code not in known:
            known[each.code] = services.create_region(
                code=each.code, name=each.name, parent=known[each.parent]
            )
    return known


def _appoint(cast: Cast) -> None:
    """Every account to its posts, for longer than any case goes back."""
    held = [(account.username, post) for account in cast.office.accounts for post in account.posts]
    posts = Post.objects.bulk_create(
        Post(
            unit=cast.units[post.unit],
            title=post.title,
            rank=post.rank,
            roles=list(post.roles),
            quota=post.quota,
        )
        for _username, post in held
    )
    Tenure.objects.bulk_create(
        Tenure(person=cast.people[username], post=post, since=SINCE)
        for (username, _record), post in zip(held, posts, strict=True)
    )
