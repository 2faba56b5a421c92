"""Taking in a ledger: nothing that it holds is lost, and nothing is taken in without a word.

A second run of the same file creates nothing; a later one of the same ledger notes what differs.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from organizations.models import Unit, UnitKind
from organizations.regions import RegionIndex
from petitions.handovers.services import HandedOver, open_batch
from petitions.ledger_format.bad_values import BadValue
from petitions.ledger_format.sheet_reader import Ledger, Sheet, read
from petitions.ledgers.earlier_imports import EarlierImports
from petitions.ledgers.import_result import (
    Changed,
    ImportResult,
    Rejected,
    Sample,
    SheetRead,
    UnclearValue,
    columns_of,
    left_out_of,
)
from petitions.ledgers.responsible_units import ResponsibleUnits
from petitions.ledgers.row_reader import Faulty, Ready, RowReader
from petitions.ledgers.row_sorting import SortedRows, sort_rows
from petitions.ledgers.row_writing import Progress, RowWriter, importing_post, refused_row
from petitions.models import HandoverBatch, ImportRun, LedgerHeading, Petition, Purpose
from workflows.acts.act_refusals import Forbidden
from workflows.acts.actors import Actor
from workflows.acts.letter_port import LetterFacts
from workflows.counting.work_calendar import legal_date
from workflows.naming.accused_parties import AtAccused, accused_in
from workflows.naming.candidate_parties import PartyFinder
from workflows.states import Kind

SAMPLES = 3
"""So many rows are shown as the cases that they become."""


def import_ledger(  # noqa: PLR0913  # what is imported, in whose name, and how
    source: Path | BinaryIO,
    *,
    filename: str,
    unit: Unit,
    actor: Actor,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
    sheets: Collection[str] = (),
    dated_on: date | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
    handed_over: HandedOver | None = None,
    run: ImportRun | None = None,
) -> ImportResult:
    """Register the rows of a ledger at `unit`, dated as the ledger dates them.

    At a discipline organ they become tip-offs, sealed like any other (规则 7). One that was
    `handed_over` lands as a batch, and every row keeps its source.

    `mapping` gives our columns the headings of this ledger; `sheets` names those to be taken, all
    if none is named; `dated_on` is the day of receipt where the ledger has no column for it, if its
    title doesn't say. `dry_run` writes nothing; `progress` is told how many rows of how many are
    done. What an earlier start of the same `run` wrote counts as written by this one.

    Raises UnreadableLedger if the file is no ledger, Forbidden if the person may not register
    there, OSError from the source, and whatever `progress` raises, between two transactions.
    """
    kind = Kind.TIP_OFF if unit.kind == UnitKind.DISCIPLINE_COMMISSION else Kind.PETITION
    _allow(actor, unit, kind, at)
    learnt = dict(LedgerHeading.objects.filter(unit=unit).values_list("heading", "column"))
    ledger = read(source, filename=filename, mapping=mapping, learnt=learnt, only=sheets)
    known = EarlierImports(unit, actor, at, kind)
    reader = RowReader(
        unit, RegionIndex.load(), legal_date(at), ResponsibleUnits(unit, at=at), dated_on
    )
    rows = [reader.read(sheet, row) for sheet in ledger.sheets for row in sheet.rows]
    sorted_rows = sort_rows(rows, known)
    rejected = [_rejected(row, ledger) for row in sorted_rows.refused]
    if kind == Kind.PETITION:
        rejected += _accusing_here(sorted_rows, unit, at=at)
    writer = RowWriter(unit, kind, actor, at, known, run=run)
    before = _written_before(run)
    if not dry_run:
        if handed_over and (sorted_rows.new or before.created):
            writer.batch = _batch(handed_over, unit, filename, actor=actor, at=at, run=run)
        writer.enter(sorted_rows.new, progress)
        writer.note(sorted_rows.changed)
    places = {sheet.name: place for place, sheet in enumerate(ledger.sheets)}
    rejected += writer.rejected
    return ImportResult(
        rows=len(rows),
        created=before.created + (len(sorted_rows.new) if dry_run else writer.created),
        updated=before.updated + (len(sorted_rows.changed) if dry_run else writer.updated),
        repeats=sorted_rows.repeats + writer.repeats - before.created - before.updated,
        rejected=tuple(sorted(rejected, key=lambda each: (places[each.sheet], each.row))),
        sheets=tuple(_read_as(sheet, dated_on) for sheet in ledger.sheets),
        columns=tuple(columns_of(ledger)),
        left_out=tuple(left_out_of(ledger)),
        kept_words=tuple(_unclear_values(rows, ledger)),
        changes=tuple(_changes(sorted_rows, ledger)),
        samples=tuple(_samples(sorted_rows, kind)),
        batch=writer.batch.pk if writer.batch else None,
    )


@dataclass(frozen=True, slots=True)
class Written:
    """Rows that an earlier start of the same run has written: today they read as known."""

    created: int = 0
    updated: int = 0


def _written_before(run: ImportRun | None) -> Written:
    if run is None:
        return Written()
    noted = ImportRun.objects.values_list("updated", flat=True).get(pk=run.pk)
    return Written(Petition.objects.filter(import_run=run).count(), noted)


def _batch(  # noqa: PLR0913  # as import_ledger is told
    handed_over: HandedOver,
    unit: Unit,
    filename: str,
    *,
    actor: Actor,
    at: datetime,
    run: ImportRun | None,
) -> HandoverBatch:
    """The batch of this ledger: of one run there is one, however often it starts."""
    if run and run.batch:
        return run.batch
    batch = open_batch(handed_over, unit, filename, by=actor.person, at=at)
    if run:
        ImportRun.objects.filter(pk=run.pk).update(batch=batch)
    return batch


def _samples(sorted_rows: SortedRows, kind: Kind) -> Iterator[Sample]:
    """The first rows as petitions; nothing of a tip-off is shown before it is sealed."""
    for row in sorted_rows.new[:SAMPLES] if kind == Kind.PETITION else ():
        letter = row.letter
        yield Sample(
            sheet=row.sheet,
            row=row.row,
            received_on=row.received_on,
            number=letter.external_number,
            title=letter.subject,
            channel=str(letter.channel.label),
            region=letter.region.name,
            content_class=str(letter.content_class.label),
            petitioners="、".join(each.name for each in letter.petitioners),
            finished=row.finish is not None,
        )


def _allow(actor: Actor, unit: Unit, kind: Kind, at: datetime) -> None:
    if actor.person is not None and not importing_post(actor.person, unit, kind, at):
        raise Forbidden(_("Your post does not allow taking in ledgers for this unit."))


def _read_as(sheet: Sheet, dated_on: date | None) -> SheetRead:
    is_dated = "received_on" in sheet.keys
    day = None if is_dated else sheet.dated_on or dated_on
    return SheetRead(sheet.name, sheet.title, len(sheet.rows), day)


def _accusing_here(sorted_rows: SortedRows, unit: Unit, *, at: datetime) -> list[Rejected]:
    """条例 30③: what accuses the unit itself, or one over it, is not registered there."""
    told = [(row, _facts(row)) for row in sorted_rows.new]
    accusing = [(row, facts) for row, facts in told if facts.is_accusation and facts.complained]
    finder = PartyFinder(at=at) if accusing else None
    here = [row for row, facts in accusing if finder and unit.pk in accused_in(facts, finder).units]
    sorted_rows.new = [row for row in sorted_rows.new if row not in here]
    return [refused_row(row, AtAccused(unit)) for row in here]


def _facts(row: Ready) -> LetterFacts:
    accuses = row.letter.purpose == Purpose.ACCUSATION
    return LetterFacts(complained=row.letter.complained_text, is_accusation=accuses)


def _rejected(row: Faulty, ledger: Ledger) -> Rejected:
    headings = ledger.headings[row.sheet]
    first, *others = row.faults
    also = [f"{_heading(fault, headings)}“{fault.value}”：{fault.reason}" for fault in others]
    reason = "；".join([first.reason, *also])
    return Rejected(row.row, _heading(first, headings), first.value, reason, row.sheet)


def _unclear_values(rows: list[Ready | Faulty], ledger: Ledger) -> Iterator[UnclearValue]:
    for row in rows:
        if isinstance(row, Ready):
            headings = ledger.headings[row.sheet]
            for word in row.kept:
                yield UnclearValue(row.row, _heading(word, headings), word.value, row.sheet)


def _changes(sorted_rows: SortedRows, ledger: Ledger) -> Iterator[Changed]:
    for update in sorted_rows.changed:
        row, headings = update.row, ledger.headings[update.row.sheet]
        columns = tuple(headings.get(column, column) for column in update.columns)
        yield Changed(row.row, update.petition.case.number, columns, row.sheet)


def _heading(fault: BadValue, headings: Mapping[str, str]) -> str:
    """The column as this ledger prints it."""
    return headings.get(fault.column, fault.heading)
