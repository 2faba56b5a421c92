"""Who reviews what a unit handled, and who rechecks it: one level above, and no level skipped.

条例 35, 36 say 原办理机关、单位的上一级机关、单位. Above a department stand the government
whose organ it is and the department above in its line, and the petitioner chooses; above one under
vertical management the line alone; above a township its county; above a government the next one. A
government decides by its review office where it has one.
"""

from organizations.models import Region, Unit, UnitKind
from organizations.regions import level
from organizations.selectors import open_units

COUNTY_LEVEL = 3
OF_GOVERNMENT = (UnitKind.GOVERNMENT, UnitKind.REVIEW_OFFICE, UnitKind.PARTY_COMMITTEE)
DECIDES = (UnitKind.REVIEW_OFFICE, UnitKind.GOVERNMENT, UnitKind.TOWN)
"""Who decides in a government's name, the first that there is; a township's own government last."""


def reviewers(unit: Unit) -> list[Unit]:
    """The organs that review what `unit` handled; the petitioner chooses where there are two.

    A province's government has none above it here and reviews what it handled itself.
    """
    above = _above(unit)
    if not above and unit.kind in OF_GOVERNMENT and unit.region.parent_id is None:
        return _existing(_of_region(unit.region))
    return above


def recheckers(reviewed_by: Unit) -> list[Unit]:
    """The organs that recheck what `reviewed_by` decided; none where its decision is final."""
    return _above(reviewed_by)


def _above(unit: Unit) -> list[Unit]:
    if unit.kind in OF_GOVERNMENT:
        return _existing(_of_region(unit.region.parent))
    if unit.kind == UnitKind.TOWN:
        return _existing(_of_region(_county_of(unit.region)))
    if unit.is_vertical:
        return _existing(unit.line_superior)
    return _existing(_own_government(unit), unit.line_superior)


def _own_government(unit: Unit) -> Unit | None:
    government = unit.government
    if government is None:
        return _of_region(unit.region)
    return _of_region(government.region) or government


def _county_of(region: Region) -> Region | None:
    """The region above a township's; its own where the township is entered under its county."""
    return region if level(region.code) <= COUNTY_LEVEL else region.parent


def _of_region(region: Region | None) -> Unit | None:
    """Who decides in the name of a region's government."""
    if region is None:
        return None
    kinds = DECIDES if level(region.code) > COUNTY_LEVEL else DECIDES[:-1]
    found = open_units().filter(region=region, kind__in=kinds).select_related("region__parent")
    return min(
        found, key=lambda unit: (DECIDES.index(UnitKind(unit.kind)), unit.path), default=None
    )


def _existing(*units: Unit | None) -> list[Unit]:
    return [unit for unit in units if unit is not None and unit.closed_on is None]
