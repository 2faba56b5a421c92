"""Everything the page of one case shows, read in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import gettext as _

from organizations.models import Person, Role
from organizations.prepared_statements import PreparedQuery
from petitions.cases import timeline
from petitions.cases.act_groups import ActGroup, by_purpose
from petitions.cases.leader_duties import DutySummary, checklist
from petitions.cases.open_letter import OpenLetter, open_letter
from petitions.clocks.clock_presenters import ClockSummary, clock_summaries
from petitions.clocks.nearest_limits import Limit
from petitions.intake import duplicates
from petitions.intake.duplicates import Repeat
from petitions.measures.measure_presenters import (
    MeasureSummary,
    measure_summaries,
    remember_measures,
)
from workflows.acts.act import Act
from workflows.acts.actors import Actor
from workflows.acts.decision import RULE
from workflows.acts.pending_proposals import open_proposals
from workflows.acts.purpose import Purpose
from workflows.cases import access, case_notes, desk_inbox, desk_moves, door, flow_chart
from workflows.cases.machines import ACTS
from workflows.clocks.proof_sheets import WEEKDAYS
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, CaseEvent, CaseNote, CaseUnit, DeskTask, Document
from workflows.models.desk import WAITING
from workflows.papers.fallen_papers import Fall, fallen, served_by
from workflows.states import BEFORE_ACCEPTANCE, Kind

UNITS = ("intake_unit", "sender_unit", "holding_unit__region", "review_unit")


NUMBERED: Final = PreparedQuery(
    lambda number, kind: (
        Case.objects.select_related(*UNITS, "leader", "co_leader", "drafter", "original")
        .filter(number=number, kind=kind)
        .order_by()
    ),
    str,
    str,
)
PARTS: Final = PreparedQuery(
    lambda case: CaseUnit.objects.select_related("unit").filter(case=case), int
)
PAPERS: Final = PreparedQuery(
    lambda case: (
        Document.objects.defer("body").select_related("issuer", "service").filter(case=case)
    ),
    int,
)
EVENTS: Final = PreparedQuery(
    lambda case: CaseEvent.objects.select_related("actor", "actor_unit").filter(case=case), int
)
LINKED: Final = PreparedQuery(
    lambda case, original: (
        Case.objects.filter(Q(original=case) | Q(pk=original))
        .select_related("holding_unit__region")
        .order_by("pk")
    ),
    int,
    int,
)


def envelope(person: Person, number: str, *, kind: str, at: datetime) -> Case | None:
    """The case with this number if the person may know of it."""
    return access.find(person, Case.objects.filter(number=number, kind=kind), at=at)


def visible(person: Person, number: str, *, kind: str, at: datetime) -> Case | None:
    """The same, ready for `open_file`."""
    case = NUMBERED.first(number, kind)
    if case is not None:
        case.remember("parts", PARTS(case.pk))
    return access.seen(person, case, at=at)


@dataclass(frozen=True, slots=True)
class DeskSummary:
    """Where the case, or work beside it, waits, and whether this reader may take or pass it on."""

    task: DeskTask
    title: str
    limit: Limit | None
    role: str
    may_claim: bool
    colleagues: tuple[Person, ...]
    is_own: bool


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case as one reader may see it."""

    case: Case
    acts: tuple[Act, ...]
    letter: OpenLetter | None
    desk: DeskSummary | None
    work: tuple[DeskSummary, ...]
    way: tuple[flow_chart.Stop, ...]
    clocks: tuple[ClockSummary, ...]
    history: Sequence[timeline.EventSummary]
    papers: tuple[Document, ...]
    falls: Mapping[int, Fall]
    """Of the papers that hold no longer: how they fell, by their ids."""
    related: tuple[Case, ...]
    earlier: Sequence[Repeat]
    """Other cases of the same people, while it is open whether this one is accepted."""
    duties: tuple[DutySummary, ...]
    measures: tuple[MeasureSummary, ...]
    reads_measures: bool
    keeps_notes: bool
    notes: tuple[CaseNote, ...]

    @property
    def unserved(self) -> list[Document]:
        """What was issued to the petitioner, and by the record has not got to him yet."""
        return [p for p in self.papers if p.awaits_service and p.pk not in self.falls]

    @property
    def listed_papers(self) -> list[tuple[Document, Fall | None]]:
        return [(paper, self.falls.get(paper.pk)) for paper in self.papers]

    @property
    def title(self) -> str:
        return self.letter.petition.subject if self.letter else ""

    @property
    def asks_who_is_accused(self) -> bool:
        """Whether the reader may say whom the names in an accusation mean, and nobody has yet."""
        return not self.is_tip_off and any(act.name == "resolve_name" for act in self.acts)

    @property
    def is_tip_off(self) -> bool:
        return self.case.kind == Kind.TIP_OFF

    @property
    def assisting(self) -> list[CaseUnit]:
        """The units asked to assist, the open tasks first."""
        parts = [p for p in self.case.parts.all() if p.part == CaseUnit.Part.ASSISTING]
        return sorted(parts, key=lambda part: (not part.is_open_task, part.since, part.pk))

    @property
    def limit(self) -> Limit | None:
        """The duty whose limit comes first, else the right that lapses first."""
        lit = [told for told in self.clocks if told.limit and not told.has_lapsed]
        return lit[0].limit if lit else None

    @property
    def paused(self) -> ClockSummary | None:
        """The duty that is paused while no other one runs."""
        duties = [told for told in self.open_clocks if not told.is_window]
        return duties[0] if duties and not duties[0].limit else None

    @property
    def open_clocks(self) -> tuple[ClockSummary, ...]:
        return tuple(told for told in self.clocks if told.clock.is_open)

    @property
    def ended_clocks(self) -> tuple[ClockSummary, ...]:
        return tuple(told for told in self.clocks if not told.clock.is_open)

    @property
    def adds_measure(self) -> bool:
        return any(act.name == "add_measure" for act in self.acts)

    @property
    def adds_material(self) -> bool:
        return any(act.name == "add_material" for act in self.acts)

    @property
    def act_groups(self) -> list[ActGroup]:
        return by_purpose(self.acts)

    @property
    def retention_acts(self) -> list[Act]:
        return [act for act in self.acts if act.purpose is Purpose.RETENTION]


def open_file(case: Case, person: Person, *, at: datetime) -> CaseFile:
    """Read the file of a case that `visible` found. At most 20 queries with the finding."""
    actor = Actor.of(person)
    may_read = access.may(actor, access.READ_LETTER, case, at=at)
    remember_measures(case)
    clocks = tuple(clock_summaries(case, at=at))
    case.remember("clocks", sorted((told.clock for told in clocks), key=lambda each: each.pk))
    acts = tuple(door.available_acts(case, actor, at=at))
    papers = tuple(PAPERS(case.pk))
    events = EVENTS(case.pk)
    tasks = desk_moves.desks_of(case)
    own = [task for task in tasks if task.is_step_of_case]
    waiting = [_desk(case, task, person, at=at) for task in tasks if task.status in WAITING]
    letter = open_letter(case) if may_read else None
    keeps_notes = case_notes.may_keep(case, person, at=at)
    return CaseFile(
        case=case,
        acts=acts,
        letter=letter,
        desk=next((told for told in waiting if told.task.is_step_of_case), None),
        work=tuple(told for told in waiting if not told.task.is_step_of_case),
        way=flow_chart.way_of(case, own),
        clocks=clocks,
        history=timeline.summarize_events(case, events, papers, with_texts=may_read),
        papers=papers,
        falls=fallen(ACTS[case.kind], events, papers, served_by(papers)),
        related=_related(case, person, at=at),
        earlier=_earlier(case, letter, person, at=at),
        duties=checklist(events, with_notes=may_read),
        measures=measure_summaries(case, person, acts, at=at),
        reads_measures=access.may(actor, access.READ_MEASURES, case, at=at),
        keeps_notes=keeps_notes,
        notes=tuple(case_notes.notes_of(case)) if keeps_notes else (),
    )


def _desk(case: Case, task: DeskTask, person: Person, *, at: datetime) -> DeskSummary:
    posts = access.posts_of(person, at=at)
    within = any(p.unit_id == task.unit_id and p.role == task.role for p in posts)
    own = task.owner_id == person.pk
    others: tuple[Person, ...] = ()
    if own and within:
        informed = access.who_may(access.SEE, case, at=at)
        others = tuple(
            desk_inbox.colleagues(task, at=at).filter(pk__in=informed).exclude(pk=person.pk)
        )
    return DeskSummary(
        task=task,
        title=_title(case, task),
        limit=Limit.of(task.clock, legal_date(at)) if task.clock else None,
        role=str(Role(task.role).label),
        may_claim=within and task.owner_id is None,
        colleagues=others,
        is_own=own,
    )


def _earlier(
    case: Case, letter: OpenLetter | None, person: Person, *, at: datetime
) -> Sequence[Repeat]:
    if letter is None or case.status not in BEFORE_ACCEPTANCE:
        return ()
    people = letter.petition.petitioners.all()
    return duplicates.of_same_people(case, people, person, at=at)


def _title(case: Case, task: DeskTask) -> str:
    """What is to be done; of a decision, what is proposed and by whom."""
    if task.clock is None or task.clock.rule.key != RULE:
        return task.label
    proposal = next(each for each in open_proposals(case) if each.clock.pk == task.clock_id)
    act = ACTS[case.kind][proposal.event.act].label
    return _("%(act)s (by %(person)s)") % {"act": act, "person": proposal.event.actor or ""}


def _related(case: Case, person: Person, *, at: datetime) -> tuple[Case, ...]:
    """The earlier case this one was linked to and the later ones linked to it, as far as seen."""
    if case.kind != Kind.PETITION:
        return ()
    linked = LINKED(case.pk, case.original_id or 0)
    return tuple(each for each in linked if access.seen(person, each, at=at))


def context(file: CaseFile, at: datetime) -> dict[str, Any]:
    """What the case templates read."""
    return {"file": file, "case": file.case, "at": at, "weekdays": WEEKDAYS}
