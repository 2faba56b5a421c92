"""Units put together for a list to choose from: by place, the wider first, and there by kind."""

from collections.abc import Iterable
from itertools import groupby
from typing import Final

from organizations.models import Region, Unit, UnitKind

ORDER: Final = tuple(UnitKind.values)
DIVISION_CODE: Final = 6
"""The length of a code of GB/T 2260, which ends at the county."""
Group = tuple[str, list[Unit]]


def by_place_and_kind(units: Iterable[Unit]) -> list[Group]:
    """Each group under its name; a township stands under the place it belongs to.

    `units` are read with their regions. One query more where there are several places.
    """
    keyed = sorted(((_place(unit), ORDER.index(unit.kind), unit) for unit in units), key=_rank)
    names = _names({place for place, _kind, _unit in keyed})
    return [
        (_label(names.get(place, ""), kind), [unit for *_key, unit in rows])
        for (place, kind), rows in groupby(keyed, key=lambda row: row[:2])
    ]


def _place(unit: Unit) -> str:
    """The county, city or province: a township has a longer code of its own."""
    codes = unit.region.path.strip("/").split("/")
    return "/".join(code for code in codes if len(code) == DIVISION_CODE)


def _rank(row: tuple[str, int, Unit]) -> tuple[str, int, str]:
    place, kind, unit = row
    return place, kind, unit.path


def _names(places: set[str]) -> dict[str, str]:
    """The names of the places, where there is more than one to tell apart."""
    if len(places) < 2:  # noqa: PLR2004  # one place needs no name
        return {}
    codes = {place.rpartition("/")[2]: place for place in places}
    known = Region.objects.filter(code__in=codes).values_list("code", "name")
    return {codes[code]: name for code, name in known}


def _label(place: str, kind: int) -> str:
    return " · ".join(filter(None, (place, str(UnitKind(ORDER[kind]).label))))
