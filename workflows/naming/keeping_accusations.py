"""Keeping a petition from whom it accuses, from the moment that it is one (条例 30③, 46(5))."""

from datetime import datetime
from typing import TYPE_CHECKING, Final

from organizations.models import Role, Trait, Unit
from organizations.selectors import holders, petition_bureaus
from workflows.acts import letter_port
from workflows.models.case_exclusion import shut_out_of
from workflows.naming import name_records
from workflows.naming.accused_parties import AtAccused
from workflows.naming.candidate_parties import Parties, PartyFinder

if TYPE_CHECKING:
    from workflows.models import Case

DESKS: Final = (Role.REGISTRAR, *Role.that(Trait.HANDLES), *Role.that(Trait.HEADS))
"""Who does something with a petition in the unit that has it."""


def keep_from_accused(case: "Case", *, at: datetime) -> None:
    """Before anybody is told of a new petition. Raises AtAccused at the desk of the accused.

    Whom its text names is asked, not guessed: whoever may be meant is shut out until a person has
    said who is.
    """
    finder = PartyFinder(at=at)
    if case.intake_unit_id in name_records.parties_of(case, finder).units:
        raise AtAccused(case.intake_unit)
    name_records.note_names(case, "", finder, letter=True)
    name_records.shut_out_named(case, finder, at=at)


class Accusing:
    """The correction of an entry that says whom a petition accuses, while it is being written."""

    def __init__(self, case: "Case", *, at: datetime) -> None:
        self._case, self._at = case, at
        self._finder = PartyFinder(at=at)
        self._before: Parties = name_records.parties_of(case, self._finder)

    def is_corrected(self) -> None:
        """Let in whom it accuses no longer, and keep it from whom it does now."""
        if letter_port.facts(self._case).is_accusation:
            name_records.note_names(self._case, "", self._finder, letter=True)
        name_records.change(self._case, self._before, self._finder, at=self._at)
        relieve_leaders(self._case, at=self._at)


def relieve_leaders(case: "Case", *, at: datetime) -> None:
    """Whoever is shut out leads it no longer."""
    leading = {name: getattr(case, f"{name}_id") for name in ("leader", "co_leader")}
    asked = [pk for pk in leading.values() if pk]
    shut = shut_out_of(case, asked, at=at) if asked else set()
    left = [name for name, pk in leading.items() if pk in shut]
    for name in left:
        setattr(case, name, None)
    if left:
        case.save(update_fields=left)


def has_open_names(case: "Case") -> bool:
    """Whether somebody is shut out of the petition of whom nobody has said that he is meant."""
    shut_out = any(not row.desk_id for row in case.exclusions.all())
    return shut_out and bool(name_records.open_names(case))


def is_in_wrong_hands(case: "Case", *, at: datetime) -> bool:
    """Whether it is for a unit to do something that surely is accused, or is beneath one that is;
    or of which everybody is shut out, so that it would lie on nobody's desk.
    """
    if not name_records.is_in_hand(case) or not letter_port.facts(case).is_accusation:
        return False
    sure = name_records.parties_of(case, PartyFinder(at=at), surely=True)
    return case.holding_unit_id in sure.units or _all_shut_out(case, case.holding_unit, at)


def _all_shut_out(case: "Case", unit: Unit, at: datetime) -> bool:
    """Whether a unit has people at its desks, and none of them may know of the case."""
    seated = {person.pk for person in holders(roles=DESKS, unit_ids=[unit.pk], at=at)}
    return bool(seated) and seated <= shut_out_of(case, seated, at=at)


def whoever_may_have_it(case: "Case", *, at: datetime) -> Unit | None:
    """Who takes a case from the unit that it accuses: whoever sent it, the unit that took it in,
    else the nearest petition bureau over that one, which is not accused itself and has somebody
    who may know of it.
    """
    finder = PartyFinder(at=at)
    sure = name_records.parties_of(case, finder, surely=True)
    whole = name_records.parties_of(case, finder)
    shut = (whole.units | whole.headed) - ({case.intake_unit_id} - sure.units)
    found = (unit for unit in _way_back(case) if unit and unit.pk not in shut)
    open_ones = (unit for unit in found if unit.closed_on is None)
    return next((unit for unit in open_ones if not _all_shut_out(case, unit, at)), None)


def _way_back(case: "Case") -> list[Unit | None]:
    senders, unit = list[Unit | None](), case.sender_unit
    while unit is not None and unit not in senders:
        senders.append(unit)
        unit = case.sender_of(unit)
    return [*senders, case.intake_unit, *petition_bureaus(case.intake_unit)]
