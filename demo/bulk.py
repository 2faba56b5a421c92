"""Many whole cases at once: the acts' own declarations played in memory, then written in sets.

For data that shows or measures something, never for what happened: there are no notices, only
papers that name no limit, and nobody's right is asked. Rungs that were due fired on their days.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db import models, transaction

from demo.bulk_measures import Measured, save_rows, save_steps
from demo.clockwork import Clockwork, Timed
from demo.lines import lines, write_lines
from demo.papers import Issued, documents, issued
from organizations.models import Unit
from petitions.letters import bigram_search
from petitions.letters.registration import SUBJECT_LENGTH, LetterInput
from petitions.models import Petition, Petitioner
from workflows.acts.act import Act, Performance
from workflows.acts.actors import Actor
from workflows.cases.flows import PLACES, PetitionFlow
from workflows.cases.machines import ACTS, PetitionCase
from workflows.counting.work_calendar import legal_date
from workflows.models import CaseEvent, CaseProcess, CaseUnit, DeskTask, Document, TransferEntry
from workflows.papers.paper_issuing import take_numbers
from workflows.states import OPEN, Kind, Status

CHUNK = 500
DESKS: Mapping[str, str] = {
    Status.REGISTERED: "triage_desk",
    Status.FORWARDED: "notice_desk",
    Status.OBJECTED: "objection_desk",
    Status.ACCEPTED: "acceptance_desk",
    Status.INVESTIGATING: "investigation_desk",
    Status.DRAFTED: "signing_desk",
    Status.SIGNED: "service_desk",
    Status.SERVED: "closing_desk",
    Status.UNDER_REVIEW: "review_desk",
    Status.REVIEW_SERVED: "review_closing_desk",
    Status.UNDER_RECHECK: "recheck_desk",
}
"""The desk of each open status, as the flow draws them."""
DONE, WAITING = "DONE", "NEW"


@dataclass(frozen=True, slots=True)
class Told:
    """One act that was performed: by whom, in which unit's name, when, with what."""

    act: str
    actor: Actor
    unit: Unit | None
    at: datetime
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """A case to be written: where it came in, the letter, and its acts from registration on."""

    intake: Unit
    letter: LetterInput
    received_on: date
    acts: Sequence[Told]


@dataclass
class _Lived:
    """The rows of one case, in memory."""

    draft: Draft
    case: PetitionCase
    events: list[CaseEvent] = field(default_factory=list)
    tasks: list[DeskTask] = field(default_factory=list)
    parts: list[CaseUnit] = field(default_factory=list)
    timed: list[Timed] = field(default_factory=list)
    measured: Measured = field(default_factory=Measured)
    papers: list[Issued] = field(default_factory=list)
    lines: list[TransferEntry] = field(default_factory=list)


@dataclass
class Writer:
    """Writes drafts as they stood at `until`; one per load, since it remembers limits."""

    until: datetime

    def __post_init__(self) -> None:
        self._clockwork = Clockwork(self.until)

    def write(self, drafts: Sequence[Draft]) -> int:
        """All drafts, CHUNK cases to a transaction; returns how many."""
        for start in range(0, len(drafts), CHUNK):
            with transaction.atomic():
                self._write(drafts[start : start + CHUNK])
        return len(drafts)

    def _write(self, drafts: Sequence[Draft]) -> None:
        lived = [
            self._live(draft, number)
            for draft, number in zip(drafts, _numbers(drafts), strict=True)
        ]
        PetitionCase._default_manager.bulk_create(each.case for each in lived)
        CaseUnit.objects.bulk_create(chain.from_iterable(each.parts for each in lived))
        measured = [each.measured for each in lived]
        save_rows(measured)
        _write_letters(lived)
        CaseEvent.objects.bulk_create(
            event for each in lived for event in sorted(each.events, key=lambda e: e.at)
        )
        save_steps(measured)
        write_lines([(each.case, each.lines) for each in lived])
        self._clockwork.save(chain.from_iterable(each.timed for each in lived))
        Document.objects.bulk_create(
            documents((paper, each.draft.letter) for each in lived for paper in each.papers)
        )
        _write_desks(lived)

    def _live(self, draft: Draft, number: str) -> _Lived:
        case = PetitionCase(
            kind=Kind.PETITION,
            number=number,
            intake_unit=draft.intake,
            holding_unit=draft.intake,
            received_on=draft.received_on,
            registered_at=draft.acts[0].at,
        )
        lived = _Lived(draft, case)
        for told in draft.acts:
            self._act(lived, told)
        lived.events += self._clockwork.fire(lived.events, lived.timed)
        lived.parts = _parts(lived)
        return lived

    def _act(self, lived: _Lived, told: Told) -> None:
        case, declared = lived.case, ACTS[Kind.PETITION][told.act]
        step = Performance(told.actor, told.at, told.details, case.holding_unit_id)
        source = case.status
        getattr(case, declared.name)(step)
        case.last_event_at = told.at
        if case.status not in OPEN and source != case.status:
            case.finished_at = told.at
        event = _event(case, declared, told, source)
        lived.events.append(event)
        lived.measured.play(declared, step, event)
        self._clockwork.turn(case, declared, step, event, lived.timed)
        lived.lines += lines(lived.lines, declared, step, event)
        lived.papers += issued(case, declared, step, event)
        if source != case.status or declared.sends:
            _move(lived, told)


def _numbers(drafts: Sequence[Draft]) -> Iterator[str]:
    """A case number for each draft, from the series of its region and year."""
    keys = [(d.intake.region.code, legal_date(d.acts[0].at).year) for d in drafts]
    serials = {
        key: iter(take_numbers(f"case:{key[0]}:{key[1]}", count))
        for key, count in sorted(Counter(keys).items())
    }
    return (f"{code}-{year}-{next(serials[code, year]):06d}" for code, year in keys)


def _event(case: PetitionCase, declared: Act, told: Told, source: str) -> CaseEvent:
    return CaseEvent(
        case=case,
        act=declared.name,
        actor_kind=told.actor.kind,
        actor=told.actor.person,
        actor_unit=told.unit if told.actor.person else None,
        at=told.at,
        source=source,
        target=case.status,
        details={name: _recorded(value) for name, value in told.details.items()},
    )


def _recorded(value: Any) -> Any:
    """As the door records a detail."""
    if isinstance(value, models.Model):
        return {"id": value.pk, "name": str(value)}
    return value.isoformat() if isinstance(value, date | datetime) else value


def _move(lived: _Lived, told: Told) -> None:
    """Clear the desk that was open and open the one of the new status."""
    case = lived.case
    if lived.tasks:
        _clear(lived.tasks[-1], told)
    else:
        lived.tasks.append(_task("start", "START", DONE, told.at))
    if (name := DESKS.get(case.status)) is None:
        lived.tasks.append(_task("end", "END", DONE, told.at))
        return
    place = PLACES[name](case)
    task = _task(name, "HUMAN", WAITING, told.at)
    task.case, task.unit, task.role, task.since = case, place.unit, place.role, told.at
    if place.owner:
        task.owner, task.status = place.owner, "ASSIGNED"
    lived.tasks.append(task)


def _task(node: str, kind: str, status: str, at: datetime) -> DeskTask:
    task = DeskTask(flow_task_type=kind, status=status, created=at)
    task.flow_task = getattr(PetitionFlow.instance, node, None) or getattr(PetitionFlow, node)
    if status == DONE:
        task.started = task.finished = at
    return task


def _clear(task: DeskTask, told: Told) -> None:
    task.owner = told.actor.person or task.owner
    task.started = task.finished = told.at
    task.status = DONE


def _parts(lived: _Lived) -> list[CaseUnit]:
    case, first = lived.case, lived.draft.acts[0].at
    intake = CaseUnit(case=case, unit=case.intake_unit, part=CaseUnit.Part.INTAKE, since=first)
    since = next((t.at for t in lived.draft.acts if "unit" in t.details), first)
    holder = CaseUnit(case=case, unit=case.holding_unit, part=CaseUnit.Part.HOLDER, since=since)
    return [intake, holder, *lived.measured.parts()]


def _write_letters(lived: Iterable[_Lived]) -> None:
    pairs = [(_petition(each.case, each.draft.letter), each.draft.letter) for each in lived]
    Petition.objects.bulk_create(petition for petition, _letter in pairs)
    Petitioner.objects.bulk_create(
        Petitioner(
            petition=petition,
            name=party.name,
            phone=party.phone,
            address=party.address,
            is_representative=party.is_representative,
        )
        for petition, letter in pairs
        for party in letter.petitioners
    )


def _petition(case: PetitionCase, letter: LetterInput) -> Petition:
    subject = letter.subject or letter.text[:SUBJECT_LENGTH]
    names = " ".join(party.name for party in letter.petitioners)
    return Petition(
        case=case,
        channel=letter.channel,
        purpose=letter.purpose,
        content_class=letter.content_class,
        content_note=letter.content_note,
        region=letter.region,
        subject=subject,
        text=letter.text,
        complained_text=letter.complained_text,
        people_count=max(letter.people_count, len(letter.petitioners), 1),
        key_case=letter.key_case,
        remarks=letter.remarks,
        external_number=letter.external_number,
        batch=letter.batch,
        search=bigram_search.vector(subject, letter.text, names, letter.external_number),
    )


def _write_desks(lived: Sequence[_Lived]) -> None:
    processes = []
    for each in lived:
        closed = each.case.status not in OPEN
        process = CaseProcess(
            flow_class=PetitionFlow,
            case=each.case,
            status=DONE if closed else WAITING,
            created=each.draft.acts[0].at,
            finished=each.case.finished_at if closed else None,
        )
        processes.append(process)
        for task in each.tasks:
            task.process = process
    CaseProcess.objects.bulk_create(processes)
    DeskTask.objects.bulk_create(chain.from_iterable(each.tasks for each in lived))
