"""Which unit of ours a ledger means by 责任单位: by its full name, its short name or a nickname."""

from datetime import datetime
from functools import cached_property

from organizations import selectors
from organizations.destinations import DISCIPLINE
from organizations.models import Unit
from organizations.name_directory import NameDirectory
from organizations.written_text import fold


class ResponsibleUnits:
    """The open units in the region of whoever takes a ledger in; opened with the first
    row that names one.

    Not those of discipline: what is theirs comes to them sealed, by another act.
    """

    def __init__(self, unit: Unit, *, at: datetime) -> None:
        self._unit, self._at = unit, at
        self._found: dict[str, Unit | None] = {}

    def find(self, written: str) -> Unit | None:
        """The only one that may be meant; None where several may be, or none."""
        if written not in self._found:
            self._found[written] = self._look_up(written)
        return self._found[written]

    @cached_property
    def _units(self) -> dict[int, Unit]:
        within = selectors.open_units().filter(region__path__startswith=self._unit.region.path)
        return {each.pk: each for each in within.exclude(kind__in=DISCIPLINE)}

    @cached_property
    def _directory(self) -> NameDirectory:
        return NameDirectory(at=self._at)

    def _look_up(self, written: str) -> Unit | None:
        folded = fold(written)
        named = self._directory.unit_names.get(folded, set()) & self._units.keys()
        if not named:
            mentions = self._directory.mentions(written, alone=True)
            called = (each.units for each in mentions if each.text == folded)
            named = {pk for units in called for pk in units} & self._units.keys()
        return self._units[named.pop()] if len(named) == 1 else None
