"""Whom a petition accuses, and keeping it from all of them (条例 30③, 46(5))."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from organizations.models import Unit
from organizations.written_text import fold
from workflows.acts import letter_port
from workflows.acts.act_refusals import Refused
from workflows.naming.candidate_parties import Parties, PartyFinder
from workflows.naming.shutting_out import let_in, shut_out_parties

if TYPE_CHECKING:
    from workflows.acts.letter_port import LetterFacts
    from workflows.models import Case

NOBODY = Parties()


class AtAccused(Refused):
    """An accusation is brought to the very unit that it is about."""

    def __init__(self, unit: Unit) -> None:
        super().__init__(
            _(
                "The accusation is about %(unit)s or a unit over it, where it can't be registered "
                "(条例 30③): bring it to the unit above, or to the discipline organ. If another "
                "unit is meant, enter its full name."
            )
            % {"unit": unit}
        )


def accused(case: "Case", *, at: datetime) -> Parties:
    """The unit complained of and those beneath it, its heads, who is named, and their relatives.

    Nobody, unless the purpose of the petition is an accusation.
    """
    facts = letter_port.facts(case)
    if not facts.is_accusation or not facts.complained:
        return NOBODY
    return accused_in(facts, PartyFinder(at=at))


def accused_in(facts: "LetterFacts", finder: PartyFinder) -> Parties:
    """The same of an accusation that is no case yet, such as the row of a ledger."""
    return around(complained(facts, finder), finder, beneath=True)


def complained(facts: "LetterFacts", finder: PartyFinder) -> Parties:
    """Whom a petition complains of, whatever its purpose.

    A full name or a code means that unit alone; anything else whoever may be meant by it.
    """
    units = {facts.unit_complained} if facts.unit_complained else set()
    loose: list[str] = []
    for line in facts.complained.splitlines():
        exact = _of_full_name(line, finder)
        units |= set() if facts.unit_complained in exact else exact
        loose += [] if exact else [line]
    # together: a name may be broken over lines
    found = finder.candidates("\n".join(loose), alone=False)
    return Parties(people=found.people, units=found.units | units)


def around(named: Parties, finder: PartyFinder, *, beneath: bool) -> Parties:
    """The named with the heads of their units, the relatives of both, and what is beneath."""
    units = finder.directory.with_beneath(named.units) if beneath else named.units
    near = finder.with_relatives(named.people, units)
    heads = finder.with_relatives(finder.directory.heads_of(named.units), ())
    people = near.people | heads.people
    return Parties(people, (near.relatives | heads.relatives) - people, near.units, near.headed)


def _of_full_name(line: str, finder: PartyFinder) -> set[int]:
    directory = finder.directory
    coded = directory.unit_codes.get(line.strip())
    return directory.unit_names.get(fold(line)) or ({coded} if coded else set())


def keep_from_accused(case: "Case", *, at: datetime) -> None:
    """Before anybody is told of a new petition. Raises AtAccused at the desk of the accused."""
    parties = accused(case, at=at)
    if case.intake_unit_id in parties.units:
        raise AtAccused(case.intake_unit)
    if parties != NOBODY:
        shut_out_parties(case, parties, at=at)


def keep_from_newly_accused(case: "Case", before: Parties, *, at: datetime) -> None:
    """After the purpose or the unit complained of was corrected, by which `before` were accused."""
    now = accused(case, at=at)
    if before == now:
        return
    let_in(case, before)
    shut_out_parties(case, now, at=at)
