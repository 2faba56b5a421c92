from collections.abc import Callable

import pytest

from organizations import services
from organizations.models import Person, Role
from tests.office import LONG_AGO, MONDAY, Office, open_office

Hire = Callable[..., Person]


@pytest.fixture
def office(db: None) -> Office:
    return open_office()


@pytest.fixture
def hire(office: Office) -> Hire:
    """Appoint another leader in the county's committee, or elsewhere: name, quota, unit."""

    def appoint(name: str, quota: int | None = 2, unit: str = "committee") -> Person:
        person = services.create_person(
            username=name, name=name, password="demo", is_demonstration=True
        )
        post = services.create_post(
            unit=office.units[unit], title=name, roles=[Role.LEADER], quota=quota
        )
        services.appoint(person=person, post=post, since=LONG_AGO)
        office.people[name] = person
        return person

    return appoint


__all__ = ["MONDAY", "Hire"]
