"""Whom a petition complains of or accuses, and who stands around them (条例 30③, 46(5))."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from organizations.models import Unit
from organizations.written_text import fold
from workflows.acts.act_refusals import Refused
from workflows.naming.candidate_parties import Parties, PartyFinder

if TYPE_CHECKING:
    from workflows.acts.letter_port import LetterFacts

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


def accused_in(facts: "LetterFacts", finder: PartyFinder, named: Parties = NOBODY) -> Parties:
    """The unit complained of and those beneath it, its heads, who is named, and their relatives.

    `named` are those whom the text of the letter names. Nobody, unless the purpose of the petition
    is an accusation.
    """
    if not facts.is_accusation:
        return NOBODY
    known = complained(facts, finder) if facts.complained else NOBODY
    both = Parties(people=known.people | named.people, units=known.units | named.units)
    return around(both, finder, beneath=True)


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
    if named == NOBODY:
        return NOBODY
    units = finder.directory.with_beneath(named.units) if beneath else named.units
    near = finder.with_relatives(named.people, units)
    heads = finder.with_relatives(finder.directory.heads_of(named.units), ())
    people = near.people | heads.people
    return Parties(people, (near.relatives | heads.relatives) - people, near.units, near.headed)


def _of_full_name(line: str, finder: PartyFinder) -> set[int]:
    directory = finder.directory
    coded = directory.unit_codes.get(line.strip())
    return directory.unit_names.get(fold(line)) or ({coded} if coded else set())
