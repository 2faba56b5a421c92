"""A reception day of the tests' office, and people who come."""

from datetime import date, datetime, time, timedelta
from typing import Any

from organizations.models import Post
from petitions.models.reception import ReceptionDay, ReceptionKind, Visit
from petitions.receptions import services
from petitions.receptions.services import Arrival
from tests.office import MONDAY, Office

TODAY = MONDAY + timedelta(days=2)


def day_of(
    office: Office, receiver: str = "leader", unit: str = "bureau", on: date | None = None,
    **more: Any,
) -> ReceptionDay:  # fmt: skip
    """A published reception of the post that this member of the cast holds."""
    return services.plan(
        ReceptionDay(
            kind=more.pop("kind", ReceptionKind.RECEPTION),
            unit=office.units[unit],
            post=Post.objects.get(title=receiver),
            on=on or TODAY.date(),
            opens=more.pop("opens", time(9)),
            closes=time(17),
            place="县人民来访接待中心二楼接访室",
            published=more.pop("published", True),
            **more,
        )
    )


def received(
    office: Office,
    day: ReceptionDay,
    *matters: str,
    names: tuple[str, ...] = ("村民甲",),
    people: int = 1,
    at: datetime = TODAY,
) -> Visit:
    """A batch that the registrar signs in."""
    arrival = Arrival(names, people, "13900000001", matters or ("反映养老金停发问题",))
    return services.sign_in(day, arrival, by=office["registrar"], at=at)
