"""Taking in a ledger: each sound row becomes a case by the one door, each bad row says why not.

All of a row or nothing of it. A row is known by its number at the source, or by its content where
it has none, so a second run of the same file creates nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from notifications.models import Delivery, Notice
from notifications.services import mark_read
from organizations.models import Person, Unit
from organizations.regions import RegionIndex
from organizations.transitions import move_all
from petitions.handovers.services import HandedOver, open_batch
from petitions.ledger_format.bad_values import BadValue
from petitions.ledger_format.columns import COLUMNS
from petitions.ledger_format.sheet_reader import Sheet, read
from petitions.ledgers.earlier_imports import EarlierImports
from petitions.ledgers.row_to_letter import Faulty, Ready, RowReader
from petitions.letters.registration import register
from petitions.models import Petition, Purpose
from petitions.models.handover import HandoverBatch
from workflows.acts.act import Relation
from workflows.acts.act_refusals import Forbidden, Refused
from workflows.acts.actors import IMPORTER, Actor
from workflows.acts.letter_port import LetterFacts
from workflows.cases import access, door
from workflows.cases.act_notices import case_url
from workflows.counting.work_calendar import OFFICE_CLOSES, OFFICE_OPENS, SHANGHAI, legal_date
from workflows.models import Case
from workflows.naming.accused_parties import AtAccused, accused_in
from workflows.naming.candidate_parties import PartyFinder
from workflows.states import Kind

BATCH = 25
"""Rows to a transaction: the case numbers of a region are held for that long."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row left out: its number in the file, the first bad cell, and all that is wrong."""

    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportResult:
    """`rows` = `created` + `repeats` + the number of `rejected`."""

    rows: int
    created: int
    repeats: int
    rejected: tuple[Rejected, ...] = ()
    batch: int | None = None


def import_ledger(  # noqa: PLR0913  # what is imported, in whose name, and how
    source: Path | BinaryIO,
    *,
    filename: str,
    unit: Unit,
    actor: Actor,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    handed_over: HandedOver | None = None,
) -> ImportResult:
    """Register the rows of a ledger at `unit`, dated as the ledger dates them.

    One that was `handed_over` lands as a batch, and every row keeps its source.

    `mapping` gives our columns the headings of this ledger; `dry_run` writes nothing; `progress`
    is told how many rows of how many are done. Raises UnreadableLedger if the file is no ledger,
    Forbidden if the person may not register there, OSError from the source.
    """
    _allow(actor, unit, at)
    sheet = read(source, filename=filename, mapping=mapping)
    known = EarlierImports(unit, actor, at)
    sorted_rows = _without_accusations_here(_sort(sheet, unit, known), unit, at=at)
    taken = _Intake(unit, actor, at, known)
    if not dry_run:
        if handed_over and sorted_rows.new:
            taken.batch = open_batch(handed_over, unit, filename, by=actor.person, at=at)
        taken.enter(sorted_rows.new, progress)
    rejected = [*sorted_rows.rejected, *taken.rejected]
    return ImportResult(
        rows=len(sheet.rows),
        created=len(sorted_rows.new) if dry_run else taken.created,
        repeats=sorted_rows.repeats + taken.repeats,
        rejected=tuple(sorted(rejected, key=lambda each: each.row)),
        batch=taken.batch.pk if taken.batch else None,
    )


def _allow(actor: Actor, unit: Unit, at: datetime) -> None:
    if actor.person is not None and not _importing_post(actor.person, unit, at):
        raise Forbidden(_("Your post does not allow taking in ledgers for this unit."))


def _importing_post(person: Person, unit: Unit, at: datetime) -> bool:
    """Whether the person held a post at that moment that the table lets enter finished matters."""
    posts = access.posts_with(
        person, "record_finished", kind=Kind.PETITION, only=Relation.INTAKE, at=at
    )
    return any(post.unit_id == unit.pk for post in posts)


@dataclass
class _Sorted:
    """The rows of a ledger: to be entered, known already, or refused."""

    new: list[Ready] = field(default_factory=list)
    repeats: int = 0
    rejected: list[Rejected] = field(default_factory=list)


def _sort(sheet: Sheet, unit: Unit, known: EarlierImports) -> _Sorted:
    reader = RowReader(unit, RegionIndex.load(), legal_date(known.at))
    headings = {column.key: column.heading for column in sheet.columns}
    found = [reader.read(row) for row in sheet.rows]
    sound = [row for row in found if isinstance(row, Ready)]
    keys = known.free_keys(row.key for row in sound)
    numbers = known.numbers([row.own_number for row in sound])
    result, first = _Sorted(), dict[str, Ready]()
    for row in found:
        if isinstance(row, Faulty):
            result.rejected.append(_refusal(row, headings))
        elif (earlier := first.setdefault(row.key, row)) is not row:
            _sort_second(row, earlier, result, headings)
        elif (key := keys[row.key]) is None or row.own_number in numbers:
            result.repeats += 1
        else:
            result.new.append(replace(row, key=key))
    return result


def _without_accusations_here(sorted_rows: _Sorted, unit: Unit, *, at: datetime) -> _Sorted:
    """条例 30③: what accuses the unit itself, or one over it, is not registered there."""
    told = [(row, _facts(row)) for row in sorted_rows.new]
    accusing = [(row, facts) for row, facts in told if facts.is_accusation and facts.complained]
    finder = PartyFinder(at=at) if accusing else None
    here = [row for row, facts in accusing if finder and unit.pk in accused_in(facts, finder).units]
    sorted_rows.new = [row for row in sorted_rows.new if row not in here]
    sorted_rows.rejected += [_refused(row, AtAccused(unit)) for row in here]
    return sorted_rows


def _facts(row: Ready) -> LetterFacts:
    accuses = row.letter.purpose == Purpose.ACCUSATION
    return LetterFacts(complained=row.letter.complained_text, is_accusation=accuses)


def _sort_second(row: Ready, earlier: Ready, result: _Sorted, headings: Mapping[str, str]) -> None:
    """The same row twice is one case; one number on two matters is a mistake to put right."""
    if row.content == earlier.content:
        result.repeats += 1
        return
    reason = _("Row %(row)d has the same number with other content. Correct one of them.")
    key = "external_number" if "external_number" in headings else "number"
    fault = BadValue(key, row.letter.external_number, reason % {"row": earlier.row})
    result.rejected.append(_refusal(Faulty(row.row, (fault,)), headings))


def _refusal(row: Faulty, headings: Mapping[str, str]) -> Rejected:
    first, *others = row.faults
    also = [f"{_heading(fault, headings)}“{fault.value}”：{fault.reason}" for fault in others]
    return Rejected(
        row.row, _heading(first, headings), first.value, "；".join([first.reason, *also])
    )


def _heading(fault: BadValue, headings: Mapping[str, str]) -> str:
    """The column as this ledger prints it."""
    return headings.get(fault.column, fault.heading)


@dataclass
class _Intake:
    """Enters rows at a unit in somebody's name, a few to a transaction."""

    unit: Unit
    actor: Actor
    at: datetime
    known: EarlierImports
    batch: HandoverBatch | None = None
    created: int = 0
    repeats: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    def enter(self, rows: Sequence[Ready], progress: Progress | None) -> None:
        done = 0
        for batch in _batches(rows):
            with transaction.atomic():
                finished = [case for row in batch if (case := self._enter(row)) and row.finish]
                _keep_quiet(finished, at=self.at)
            done += len(batch)
            if progress:
                progress(done, len(rows))

    def _enter(self, row: Ready) -> Case | None:
        """The row's case, or None if it was refused or another import was faster."""
        try:
            with transaction.atomic():
                case = self._write(row)
        except Refused as refusal:
            self.rejected.append(_refused(row, refusal))
            return None
        except IntegrityError:
            if not Petition.objects.filter(source_key=row.key).exists():
                raise
            return self._enter_beside(row)
        self.created += 1
        return case

    def _enter_beside(self, row: Ready) -> Case | None:
        """Another import was faster: a repeat, unless its row may not be spoken of."""
        key = self.known.free_keys([row.key])[row.key]
        if key is None:
            self.repeats += 1
            return None
        return self._enter(replace(row, key=key))

    def _write(self, row: Ready) -> Case:
        opened = min(datetime.combine(row.received_on, OFFICE_OPENS, SHANGHAI), self.at)
        acting = self._acting(opened)
        letter = replace(row.letter, source_key=row.key, batch=self.batch, gives_code=False)
        case = register(
            letter, unit=self.unit, received_on=row.received_on, actor=acting, at=opened
        ).case
        if acting is not self.actor:
            Petition.objects.filter(case=case).update(registered_by=self.actor.person)
        if row.finish:
            closed = min(datetime.combine(row.finish.on, OFFICE_CLOSES, SHANGHAI), self.at)
            door.perform(
                case.pk,
                "record_finished",
                actor=self._acting(closed),
                at=max(opened, closed),
                finished_on=row.finish.on,
                interim=row.finish.interim,
                outcome_text=row.finish.outcome,
            )
        return case

    def _acting(self, moment: datetime) -> Actor:
        """The person, if in office at that moment; the past before that is the import's own."""
        person = self.actor.person
        return (
            self.actor if person is None or _importing_post(person, self.unit, moment) else IMPORTER
        )


def _batches(rows: Sequence[Ready]) -> Iterator[Sequence[Ready]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _refused(row: Ready, refusal: Refused) -> Rejected:
    """What the door said, beside the cell that it is about: the number where it is the row."""
    about, value = "external_number", row.letter.external_number
    if isinstance(refusal, AtAccused):
        about, value = "unit_complained", row.letter.complained_text
    return Rejected(row.row, COLUMNS[about].heading, value, refusal.message)


def _keep_quiet(cases: Iterable[Case], *, at: datetime) -> None:
    """Nobody is called to a desk for a matter that was finished before it came to us."""
    words = Notice.objects.filter(url__in=[case_url(case) for case in cases])
    move_all(Delivery.objects.filter(notice__in=words), Delivery.skip, finished_at=at)
    mark_read(words, at=at)
