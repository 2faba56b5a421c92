"""Writing the rows of a ledger: each sound one becomes a case by the one door, or is noted there.

All of a row or nothing of it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from notifications.models import Delivery, Notice
from notifications.services import mark_read
from organizations.models import Person, Unit
from organizations.transitions import move_all
from petitions.intake import tipoff_registration
from petitions.ledger_format.cell_values import is_blank
from petitions.ledger_format.columns import COLUMNS
from petitions.ledgers.earlier_imports import EarlierImports, next_key
from petitions.ledgers.import_result import Rejected
from petitions.ledgers.row_reader import Finish, Ready
from petitions.ledgers.row_sorting import Update, cell_digests
from petitions.letters.registration import LetterInput, register
from petitions.models import HandoverBatch, ImportRun, Petition
from workflows.acts.act import Relation
from workflows.acts.act_refusals import Refused
from workflows.acts.actors import IMPORTER, Actor
from workflows.cases import access, door
from workflows.cases.act_notices import case_url
from workflows.counting.work_calendar import OFFICE_CLOSES, OFFICE_OPENS, SHANGHAI
from workflows.models import Case
from workflows.naming.accused_parties import AtAccused
from workflows.states import Kind, Status

BATCH = 25
"""Rows to a transaction: the case numbers of a region are held for that long."""
ENTERING: Mapping[Kind, str] = {Kind.PETITION: "record_finished", Kind.TIP_OFF: "receive"}
"""The act that somebody has to be allowed who takes in a ledger."""

Progress = Callable[[int, int], None]


def importing_post(person: Person, unit: Unit, kind: Kind, at: datetime) -> bool:
    """Whether the person held a post at that moment that the table lets take in such a ledger."""
    posts = access.posts_with(person, ENTERING[kind], kind=kind, only=Relation.INTAKE, at=at)
    return any(post.unit_id == unit.pk for post in posts)


def refused_row(row: Ready, refusal: Refused) -> Rejected:
    """What the door said, beside the cell that it is about: the number where it is the row."""
    about, value = "external_number", row.letter.external_number
    if isinstance(refusal, AtAccused):
        about, value = "unit_complained", row.letter.complained_text
    return Rejected(row.row, COLUMNS[about].heading, value, refusal.message, row.sheet)


@dataclass
class RowWriter:
    """Enters rows at a unit in somebody's name, a few to a transaction."""

    unit: Unit
    kind: Kind
    actor: Actor
    at: datetime
    known: EarlierImports
    batch: HandoverBatch | None = None
    run: ImportRun | None = None
    created: int = 0
    repeats: int = 0
    updated: int = 0
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

    def note(self, updates: Iterable[Update]) -> None:
        """What the source says today stands on an event; a matter that it has finished is closed.

        Nothing else of our own record is changed by it.
        """
        for update in updates:
            try:
                with transaction.atomic():
                    self._note(update)
                    self._count_noted()
            except Refused as refusal:
                self.rejected.append(refused_row(update.row, refusal))
            else:
                self.updated += 1

    def _count_noted(self) -> None:
        """In the transaction of the change: after a kill it is known what was noted before."""
        if self.run:
            ImportRun.objects.filter(pk=self.run.pk).update(updated=F("updated") + 1)

    def _enter(self, row: Ready) -> Case | None:
        """The row's case, or None if it was refused or another import was faster."""
        try:
            with transaction.atomic():
                case = self._write(row)
        except Refused as refusal:
            self.rejected.append(refused_row(row, refusal))
            return None
        except IntegrityError:
            if not Petition.objects.filter(source_key=row.key).exists():
                raise
            return self._enter_beside(row)
        self.created += 1
        return case

    def _enter_beside(self, row: Ready) -> Case | None:
        """Another import was faster: a repeat, unless its row may not be spoken of."""
        if self.known.by_key([row.key])[row.key]:
            self.repeats += 1
            return None
        return self._enter(replace(row, key=next_key(row.key)))

    def _write(self, row: Ready) -> Case:
        opened = min(datetime.combine(row.received_on, OFFICE_OPENS, SHANGHAI), self.at)
        acting = self._acting(opened)
        letter = replace(
            row.letter, source_key=row.key, batch=self.batch, import_run=self.run, gives_code=False
        )
        if self.kind == Kind.TIP_OFF:
            return self._receive(letter, row, acting, opened)
        letter = replace(letter, source_cells=cell_digests(row.cells))
        case = register(
            letter, unit=self.unit, received_on=row.received_on, actor=acting, at=opened
        ).case
        if acting is not self.actor:
            Petition.objects.filter(case=case).update(registered_by=self.actor.person)
        if row.finish:
            closed = _end_of(row.finish, opened, self.at)
            self._finish(case, row.finish, self._acting(closed), closed)
        return case

    def _receive(self, letter: LetterInput, row: Ready, acting: Actor, opened: datetime) -> Case:
        """A tip-off, sealed like any other; how it went elsewhere stands among its remarks."""
        return tipoff_registration.receive(
            letter,
            letter.complained_text,
            unit=self.unit,
            received_on=row.received_on,
            actor=acting,
            at=opened,
        )

    def _finish(self, case: Case, finish: Finish, actor: Actor, at: datetime) -> None:
        door.perform(
            case.pk,
            "record_finished",
            actor=actor,
            at=at,
            finished_on=finish.on,
            interim=finish.interim,
            outcome_text=finish.outcome,
            unit=finish.unit,
        )

    def _note(self, update: Update) -> None:
        case, row = update.petition.case, update.row
        door.perform(
            case.pk, "note_source", actor=self.actor, at=self.at, reported=_reported(update)
        )
        if row.finish and case.status == Status.REGISTERED:
            self._finish(case, row.finish, self.actor, self.at)
        Petition.objects.filter(pk=update.petition.pk).update(source_cells=cell_digests(row.cells))

    def _acting(self, moment: datetime) -> Actor:
        """The person, if in office at that moment; the past before that is the import's own."""
        person = self.actor.person
        if person is None or importing_post(person, self.unit, self.kind, moment):
            return self.actor
        return IMPORTER


def _end_of(finish: Finish, opened: datetime, now: datetime) -> datetime:
    """When a finished matter is dated to have ended; one without a day at once."""
    if finish.on is None:
        return opened
    return max(opened, min(datetime.combine(finish.on, OFFICE_CLOSES, SHANGHAI), now))


def _reported(update: Update) -> str:
    """The values that differ, a line each; of a person only that something differs."""
    return "\n".join(_line(column, update.row.cells.get(column, "")) for column in update.columns)


def _line(column: str, value: str) -> str:
    heading = COLUMNS[column].heading if column in COLUMNS else column
    if column.startswith("petitioner_"):
        return heading
    return f"{heading}：{'—' if is_blank(value) else value}"


def _batches(rows: Sequence[Ready]) -> Iterator[Sequence[Ready]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _keep_quiet(cases: Iterable[Case], *, at: datetime) -> None:
    """Nobody is called to a desk for a matter that was finished before it came to us."""
    words = Notice.objects.filter(url__in=[case_url(case) for case in cases])
    move_all(Delivery.objects.filter(notice__in=words), Delivery.skip, finished_at=at)
    mark_read(words, at=at)
