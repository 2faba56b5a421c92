"""Where a unit may send an ordinary matter: within its own level, or down by territory.

条例 22①, 23: a petition bureau stands beside the units of its region and sends to all of them and
to those of the regions within it; any other organ sends to the units beneath it alone. What leaves
that circle is no forwarding: upward it is reported, sideways the common superior designates (24),
and to a discipline organ it goes sealed (22②, 30).
"""

import enum
from typing import Final

from django.db.models import Q, QuerySet

from organizations.models import Unit, UnitKind
from organizations.selectors import open_units

ORDINARY: Final = (
    UnitKind.GOVERNMENT,
    UnitKind.PETITION_BUREAU,
    UnitKind.DEPARTMENT,
    UnitKind.TOWN,
)
"""The kinds of unit that accept ordinary matters, or pass them on to those that do."""
DISCIPLINE: Final = (UnitKind.DISCIPLINE_COMMISSION, UnitKind.DISCIPLINE_SECTION)
BY_TERRITORY: Final = (UnitKind.PETITION_BUREAU, *DISCIPLINE)
"""The kinds that send to the units of their region, not only to those beneath them in the tree."""


class Hindrance(enum.Enum):
    """Why a unit can't be sent an ordinary matter by another."""

    ITSELF = "the unit that sends"
    CLOSED = "a unit that was closed"
    DISCIPLINE = "a discipline organ"
    COMMITTEE = "a party committee"
    REVIEW = "a review office"
    ABOVE = "a unit of a region above"
    ELSEWHERE = "a unit of another place"
    ACCUSED = "a unit that the matter accuses, or one beneath it"
    BESIDE = "a unit of the same place that is not beneath the sender"


def ordinary_units() -> QuerySet[Unit]:
    """Open units of the kinds that take ordinary matters."""
    return open_units().filter(kind__in=ORDINARY).select_related("region")


def sends_by_territory(unit: Unit) -> bool:
    return unit.kind in BY_TERRITORY


def destinations(sender: Unit) -> QuerySet[Unit]:
    """The units that `sender` may send an ordinary matter to."""
    circle = Q(path__startswith=sender.path)
    if sends_by_territory(sender):
        circle |= Q(region__path__startswith=sender.region.path)
    return ordinary_units().filter(circle).exclude(pk=sender.pk)


def hindrance(sender: Unit, unit: Unit) -> Hindrance | None:
    """Why `unit` is none of the destinations of `sender`; None if it is one."""
    if unit.pk == sender.pk:
        return Hindrance.ITSELF
    if unit.closed_on is not None:
        return Hindrance.CLOSED
    return _by_kind(unit) or _by_place(sender, unit)


def _by_kind(unit: Unit) -> Hindrance | None:
    if unit.kind in ORDINARY:
        return None
    if unit.kind in DISCIPLINE:
        return Hindrance.DISCIPLINE
    committee = unit.kind == UnitKind.PARTY_COMMITTEE
    return Hindrance.COMMITTEE if committee else Hindrance.REVIEW


def _by_place(sender: Unit, unit: Unit) -> Hindrance | None:
    """By the tree first: a unit beneath the sender is one wherever it stands."""
    here, there = sender.region.path, unit.region.path
    within = there.startswith(here)
    if unit.path.startswith(sender.path) or (within and sends_by_territory(sender)):
        return None
    if here != there and here.startswith(there):
        return Hindrance.ABOVE
    return Hindrance.BESIDE if within else Hindrance.ELSEWHERE


def hindrance_within(path: str, unit: Unit) -> Hindrance | None:
    """The same for what stays within a region, whoever asks: taking part in a case (条例 24)."""
    if unit.closed_on is not None:
        return Hindrance.CLOSED
    outside = None if unit.region.path.startswith(path) else Hindrance.ELSEWHERE
    return _by_kind(unit) or outside
