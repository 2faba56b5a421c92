"""Who has an interest in a petition because of whom it complains of (条例 28③)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from organizations.models import Tenure
from workflows.acts import letter_port
from workflows.naming.accused_parties import around, complained
from workflows.naming.candidate_parties import PartyFinder

if TYPE_CHECKING:
    from workflows.models import Case


def interested(
    cases: Collection["Case"], people: Collection[int], *, at: datetime
) -> dict[int, frozenset[int]]:
    """Case id → those of the people who may not lead it, whatever its purpose.

    Complained of himself, with a post in a unit that is, at its head, or a close relative of one
    of these. A few statements for any number of cases.
    """
    told = {pk: facts for pk, facts in letter_port.facts_of(cases).items() if facts.complained}
    if not told or not people:
        return {}
    finder, seats, found = PartyFinder(at=at), _seats(people, at), dict[int, frozenset[int]]()
    known = {facts: complained(facts, finder) for facts in set(told.values())}
    for pk, facts in told.items():
        parties = around(known[facts], finder, beneath=False)
        seated = {who for unit in parties.units for who in seats[unit]}
        meant = parties.people | parties.relatives | seated
        if both := meant & set(people):
            found[pk] = both
    return found


def _seats(people: Collection[int], at: datetime) -> dict[int, set[int]]:
    """Unit → those of the people with a post there."""
    seats: dict[int, set[int]] = defaultdict(set)
    held = Tenure.objects.at(at).filter(person__in=people)
    for unit, person in held.values_list("post__unit_id", "person_id"):
        seats[unit].add(person)
    return seats
