"""Names written on a case: noting them, what a person finds out, and who follows from that."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from organizations.models import Person
from organizations.written_text import name_pieces, pieces_across_lines
from workflows.acts import letter_port
from workflows.models import CaseExclusion, WrittenName
from workflows.naming.candidate_parties import Parties, PartyFinder
from workflows.naming.shutting_out import let_in, shut_out_parties

if TYPE_CHECKING:
    from workflows.models import Case, CaseEvent

NAMED, LETTER, FILE = WrittenName.Origin.NAMED, WrittenName.Origin.LETTER, WrittenName.Origin.FILE
LONGEST: Final = 200
_Found = tuple[str, WrittenName.Origin]


def note_names(case: "Case", written: str, finder: PartyFinder, *, letter: bool) -> None:
    """Write down every name of a list, and with `letter` whom the letter and its files name."""
    found: list[_Found] = [(piece[:LONGEST], NAMED) for piece in name_pieces(written)]
    own = [finder.candidates(text, alone=True) for text, _origin in found]
    known = {ref for each in own for ref in each.references}
    wrapped = [(piece, NAMED) for piece in pieces_across_lines(written)]
    found += _named_in(wrapped, finder, known)
    if letter:
        # the unit at work is on every letter
        known |= {f"unit:{pk}" for pk in (case.holding_unit_id, case.intake_unit_id)}
        found += _named_in(_letter(case), finder, known)
    WrittenName.objects.bulk_create(
        (WrittenName(case_id=case.pk, text=text, origin=origin) for text, origin in found),
        ignore_conflicts=True,
    )


def _letter(case: "Case") -> list[_Found]:
    content = letter_port.content(case)
    return [(content.text, LETTER), *((name, FILE) for name in content.files)]


def _named_in(texts: Iterable[_Found], finder: PartyFinder, known: set[str]) -> Iterator[_Found]:
    """Who stands in these texts and isn't known yet."""
    for text, origin in texts:
        for mention in finder.directory.mentions(text, alone=False):
            references = set(Parties(people=mention.people, units=mention.units).references)
            if references - known:
                known |= references
                yield mention.text[:LONGEST], origin


def shut_out_named(case: "Case", finder: PartyFinder, *, at: datetime) -> None:
    """Everybody whom a name on the case may mean, but for those found not to be meant."""
    shut_out_parties(case, _together(finder, case.written_names.all()), at=at)


def resolve(
    name: WrittenName, meant: Parties, finding: str, finder: PartyFinder, event: "CaseEvent"
) -> None:
    """Keep what a person found out; who was looked at and isn't meant is let in again."""
    before = finder.expected(name)
    name.finding, name.resolved, name.meant = finding, event, meant.references
    if not name.is_open:
        alone = name.origin == NAMED
        looked_at = finder.candidates(name.text, alone=alone).references
        name.cleared = sorted({*name.cleared, *looked_at} - {*name.meant})
    name.save(update_fields=["finding", "resolved", "meant", "cleared"])
    case = event.case
    after = _together(finder, case.written_names.all())
    let_in(case, _without(before, after))
    shut_out_parties(case, after, at=event.at)


def open_names(case: "Case") -> list[WrittenName]:
    """Those of which nobody has said whom they mean, in the order of writing."""
    written = sorted(case.written_names.all(), key=lambda name: name.pk)
    return [name for name in written if name.is_open]


def unmatched(*, at: datetime, called: Collection[str] = ()) -> list[int]:
    """The cases on which somebody who may be meant is not shut out; six queries for any number.

    `called` looks only at the accounts of these names.
    """
    people = Person.objects.filter(name__in=called).values_list("pk", flat=True) if called else None
    names = list(WrittenName.objects.select_related("case").order_by("case_id"))
    if not names or (called and not people):
        return []
    finder = PartyFinder(at=at, people=people and list(people))
    missing: dict[int, set[tuple[str, int]]] = {}
    for name in names:
        if wanted := _keys(finder.expected(name), name.case):
            missing.setdefault(name.case_id, set()).update(wanted)
    for case, key in _known(missing):
        missing[case].discard(key)
    return [case for case, keys in missing.items() if keys]


def _together(finder: PartyFinder, names: Iterable[WrittenName]) -> Parties:
    found = [finder.expected(name) for name in names]
    return finder.with_relatives(
        {pk for each in found for pk in each.people}, {pk for each in found for pk in each.units}
    )


def _without(these: Parties, others: Parties) -> Parties:
    people, units = others.people | others.relatives, others.units | others.headed
    return Parties(
        these.people - people, these.relatives - people, these.units - units, these.headed - units
    )


def _keys(parties: Parties, case: "Case") -> set[tuple[str, int]]:
    units = (parties.units | parties.headed) - {case.holding_unit_id, case.intake_unit_id}
    people = parties.people | parties.relatives
    return {("person", pk) for pk in people} | {("unit", pk) for pk in units}


def _known(cases: Collection[int]) -> Iterator[tuple[int, tuple[str, int]]]:
    rows = CaseExclusion.objects.filter(Q(case__in=cases), desk__isnull=True)
    for case, person, unit in rows.values_list("case_id", "person_id", "unit_id"):
        yield case, ("person", person) if person else ("unit", unit or 0)
