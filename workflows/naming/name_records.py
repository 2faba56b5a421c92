"""Names written on a case: noting them, what a person finds out, and who follows from that."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db.models import Q

from organizations.models import Person
from organizations.written_text import name_pieces, pieces_across_lines
from workflows.acts import letter_port
from workflows.models import Case, CaseExclusion, WrittenName
from workflows.naming.accused_parties import accused_in, complained
from workflows.naming.candidate_parties import Parties, PartyFinder
from workflows.naming.shutting_out import let_in, shut_out_parties
from workflows.states import IN_REVIEW, Kind

if TYPE_CHECKING:
    from workflows.acts.letter_port import LetterFacts
    from workflows.models import CaseEvent

NAMED, LETTER, FILE = WrittenName.Origin.NAMED, WrittenName.Origin.LETTER, WrittenName.Origin.FILE
LONGEST: Final = 200
_Found = tuple[str, WrittenName.Origin]
_Key = tuple[str, int]
HELD: Final = "held"
"""The key of a unit that has an open case which accuses it, and has to give it up."""


def note_names(case: Case, written: str, finder: PartyFinder, *, letter: bool) -> None:
    """Write down every name of a list, and with `letter` whom the letter and its files name."""
    found: list[_Found] = [(piece[:LONGEST], NAMED) for piece in name_pieces(written)]
    own = [finder.candidates(text, alone=True) for text, _origin in found]
    known = {ref for each in own for ref in each.references}
    wrapped = [(piece, NAMED) for piece in pieces_across_lines(written)]
    found += _named_in(wrapped, finder, known)
    if letter:
        known |= _of_no_question(case, finder)
        found += _named_in(_letter(case), finder, known)
    WrittenName.objects.bulk_create(
        (WrittenName(case_id=case.pk, text=text, origin=origin) for text, origin in found),
        ignore_conflicts=True,
    )


def _of_no_question(case: Case, finder: PartyFinder) -> set[str]:
    """Whom the letter needn't be asked about: the unit at work, which is on every letter; and of
    a petition whoever is complained of by name."""
    if case.kind == Kind.TIP_OFF:
        return {f"unit:{pk}" for pk in (case.holding_unit_id, case.intake_unit_id)}
    named = complained(letter_port.facts(case), finder)
    return {*named.references, f"unit:{case.intake_unit_id}"}


def _letter(case: Case) -> list[_Found]:
    """What is read for names; whom a petition complains of is known from its own field."""
    content = letter_port.content(case)
    asked = letter_port.facts(case).complained.splitlines() if case.kind == Kind.PETITION else ()
    text = "\n".join(line for line in content.text.splitlines() if line not in asked)
    return [(text, LETTER), *((name, FILE) for name in content.files)]


def _named_in(texts: Iterable[_Found], finder: PartyFinder, known: set[str]) -> Iterator[_Found]:
    """Who stands in these texts and isn't known yet."""
    for text, origin in texts:
        for mention in finder.directory.mentions(text, alone=False):
            references = set(Parties(people=mention.people, units=mention.units).references)
            if references - known:
                known |= references
                yield mention.text[:LONGEST], origin


def shut_out_named(case: Case, finder: PartyFinder, *, at: datetime) -> None:
    """Everybody whom the case may be about, but for those found not to be meant."""
    _keep_from(case, finder, at=at)


def resolve(
    name: WrittenName, meant: Parties, finding: str, finder: PartyFinder, event: "CaseEvent"
) -> None:
    """Keep what a person found out; who was looked at and isn't meant is let in again."""
    case = event.case
    before = parties_of(case, finder)
    name.finding, name.resolved, name.meant = finding, event, meant.references
    if not name.is_open:
        alone = name.origin == NAMED
        looked_at = finder.candidates(name.text, alone=alone).references
        name.cleared = sorted({*name.cleared, *looked_at} - {*name.meant})
    name.save(update_fields=["finding", "resolved", "meant", "cleared"])
    change(case, before, finder, at=event.at)


def change(case: Case, before: Parties, finder: PartyFinder, *, at: datetime) -> None:
    """Let in again whom the case was kept from `before` and is no longer; keep it from the rest."""
    let_in(case, _without(before, parties_of(case, finder)))
    _keep_from(case, finder, at=at)


def parties_of(case: Case, finder: PartyFinder, *, surely: bool = False) -> Parties:
    """Everybody from whom the case is kept because of whom it is about.

    `surely` leaves out whom a name in the text may mean and nobody has confirmed.
    """
    facts = letter_port.facts(case) if case.kind == Kind.PETITION else None
    return _parties(case.written_names.all(), facts, finder, surely=surely)


def _parties(
    names: Iterable[WrittenName],
    facts: "LetterFacts | None",
    finder: PartyFinder,
    *,
    surely: bool = False,
) -> Parties:
    """`facts` are those of a petition; a tip-off is about its names alone."""
    if facts is not None and not facts.is_accusation:
        return Parties()
    found = [finder.meant_by(name, surely=surely) for name in names]
    named = Parties(
        people=frozenset(pk for each in found for pk in each.people),
        units=frozenset(pk for each in found for pk in each.units),
    )
    if facts is None:
        return finder.with_relatives(named.people, named.units)
    return accused_in(facts, finder, named)


def _keep_from(case: Case, finder: PartyFinder, *, at: datetime) -> None:
    parties = parties_of(case, finder)
    spared = _at_work(case, parties_of(case, finder, surely=True))
    kept = replace(parties, units=parties.units - spared, headed=parties.headed - spared)
    shut_out_parties(case, kept, at=at)


def _at_work(case: Case, sure: Parties) -> set[int]:
    """The units that go on with the case: never one of a petition that surely accuses it, but for
    the moment until the case is taken from it."""
    if case.kind == Kind.TIP_OFF:
        return {case.holding_unit_id, case.intake_unit_id}
    spared = {case.holding_unit_id, case.intake_unit_id} - sure.units
    return spared | ({case.holding_unit_id} if is_in_hand(case) else set())


def is_in_hand(case: Case) -> bool:
    """Whether the unit that holds it has to do something with it now."""
    return case.is_open and case.status not in IN_REVIEW


def open_names(case: Case) -> list[WrittenName]:
    """Those of which nobody has said whom they mean, in the order of writing."""
    written = sorted(case.written_names.all(), key=lambda name: name.pk)
    return [name for name in written if name.is_open]


def unmatched(*, at: datetime, called: Collection[str] = ()) -> dict[int, set[_Key]]:
    """The cases on which somebody who may be meant is not shut out, with who that is.

    Tip-offs, and petitions that accuse. Nine queries for any number. `called` looks only at the
    accounts of these names.
    """
    people = Person.objects.filter(name__in=called).values_list("pk", flat=True) if called else None
    if called and not people:
        return {}
    names = _names_by_case()
    accusing = set(letter_port.accusations.filled())
    if not names and not accusing:
        return {}
    finder = PartyFinder(at=at, people=people and list(people))
    cases = list(Case.objects.filter(pk__in={*names, *accusing}).order_by("pk"))
    facts = letter_port.facts_of([case for case in cases if case.kind == Kind.PETITION])
    missing: dict[int, set[_Key]] = {}
    for case in cases:
        told = facts.get(case.pk)
        parties = _parties(names[case.pk], told, finder)
        sure = _parties(names[case.pk], told, finder, surely=True) if told else parties
        missing[case.pk] = _keys(parties, _at_work(case, sure))
        if told and is_in_hand(case) and case.holding_unit_id in sure.units:
            missing[case.pk].add((HELD, case.holding_unit_id))
    for pk, key in _known(missing):
        missing[pk].discard(key)
    return {pk: keys for pk, keys in missing.items() if keys}


def _names_by_case() -> dict[int, list[WrittenName]]:
    found: dict[int, list[WrittenName]] = defaultdict(list)
    for name in WrittenName.objects.order_by("pk"):
        found[name.case_id].append(name)
    return found


def _without(these: Parties, others: Parties) -> Parties:
    people, units = others.people | others.relatives, others.units | others.headed
    return Parties(
        these.people - people, these.relatives - people, these.units - units, these.headed - units
    )


def _keys(parties: Parties, at_work: Collection[int]) -> set[_Key]:
    units = (parties.units | parties.headed) - set(at_work)
    people = parties.people | parties.relatives
    return {("person", pk) for pk in people} | {("unit", pk) for pk in units}


def _known(cases: Collection[int]) -> Iterator[tuple[int, _Key]]:
    rows = CaseExclusion.objects.filter(Q(case__in=cases), desk__isnull=True)
    for case, person, unit in rows.values_list("case_id", "person_id", "unit_id"):
        yield case, ("person", person) if person else ("unit", unit or 0)
