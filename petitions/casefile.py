"""Everything the page of one case shows, read in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.models import Person, Role
from petitions import chronicle, drawings
from petitions.limits import Limit
from petitions.models import Attachment, Petition, Petitioner
from petitions.reading import letter_of
from workflows import access, desks, door
from workflows.actors import Actor
from workflows.acts import Act
from workflows.clocks.calendar import WorkCalendar, legal_date
from workflows.clocks.compute import amount_text, deadline, summarize
from workflows.clocks.holidays import calendar_for
from workflows.clocks.keeper import events_of
from workflows.clocks.ladder import Rung, ladder_for
from workflows.machines import ACTS
from workflows.models import Alarm, Case, CaseEvent, Clock, DeskTask, Document
from workflows.papers import PAPERS
from workflows.states import Kind

UNITS = ("intake_unit", "sender_unit", "holding_unit__region", "review_unit")
KEPT_OF_ID_NUMBER = 4
WEEKDAYS = (
    pgettext_lazy("weekday", "Mo"),
    pgettext_lazy("weekday", "Tu"),
    pgettext_lazy("weekday", "We"),
    pgettext_lazy("weekday", "Th"),
    pgettext_lazy("weekday", "Fr"),
    pgettext_lazy("weekday", "Sa"),
    pgettext_lazy("weekday", "Su"),
)

ADDRESSEES = {
    "holder": _("whoever handles the case"),
    "unit_head": _("the head of the unit"),
    "leader": _("the leader in charge"),
    "sender": _("the sending unit"),
    "supervisor": _("the head of the petition bureau"),
    "discipline": _("the discipline organ"),
    "superior": _("the organ above"),
}


def visible(person: Person, number: str, *, kind: str, at: datetime) -> Case | None:
    """The case with this number if the person may know of it, ready for `open_file`."""
    cases = access.cases_for(person, at=at, kind=kind).filter(number=number)
    related = cases.select_related(*UNITS, "leader", "drafter", "original")
    return related.prefetch_related("parts", "exclusions").first()


@dataclass(frozen=True, slots=True)
class Party:
    """A petitioner as this reader may see him."""

    name: str
    phone: str
    address: str
    id_number: str
    is_representative: bool

    @classmethod
    def of(cls, petitioner: Petitioner) -> Self:
        return cls(
            petitioner.name,
            petitioner.phone,
            petitioner.address,
            masked(petitioner.id_number),
            petitioner.is_representative,
        )


def masked(number: str) -> str:
    """An ID number by its last characters, enough to compare with the card in hand."""
    return f"****{number[-KEPT_OF_ID_NUMBER:]}" if len(number) > KEPT_OF_ID_NUMBER else number


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """The letter and what came with it; `parties` is empty where the identity is kept apart."""

    petition: Petition
    parties: tuple[Party, ...]
    attachments: tuple[Attachment, ...]
    names_hidden: bool


@dataclass(frozen=True, slots=True)
class RungTold:
    """One rung of a ladder with its alarm."""

    label: str
    addressees: str
    paper: str
    fires_at: datetime
    fired_at: datetime | None
    is_pending: bool


@dataclass(frozen=True, slots=True)
class ClockTold:
    """One clock with its proof. `is_window`: a right that lapses, nobody's duty."""

    clock: Clock
    limit: Limit | None
    length: str
    is_window: bool
    lines: tuple[str, ...]
    drawing: drawings.Drawing
    rungs: tuple[RungTold, ...]

    @property
    def rank(self) -> tuple[bool, bool, date]:
        """Duties that run first, the nearest first; what has ended last."""
        return (not self.clock.is_open, self.is_window, self.clock.due_on or date.max)


@dataclass(frozen=True, slots=True)
class DeskTold:
    """Where the case waits, and whether this reader may take it or pass it on."""

    task: DeskTask
    title: str
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
    desk: DeskTold | None
    clocks: tuple[ClockTold, ...]
    history: Sequence[chronicle.Told]
    papers: tuple[Document, ...]
    related: tuple[Case, ...]

    @property
    def title(self) -> str:
        return self.letter.petition.subject if self.letter else ""

    @property
    def is_tip_off(self) -> bool:
        return self.case.kind == Kind.TIP_OFF

    @property
    def limit(self) -> Limit | None:
        """The limit that comes first: a duty before a right that may lapse."""
        return next((told.limit for told in self.clocks if told.limit), None)

    @property
    def open_clocks(self) -> tuple[ClockTold, ...]:
        return tuple(told for told in self.clocks if told.clock.is_open)

    @property
    def ended_clocks(self) -> tuple[ClockTold, ...]:
        return tuple(told for told in self.clocks if not told.clock.is_open)

    def acts_in(self, *styles: str) -> list[Act]:
        return [act for act in self.acts if act.style in styles]

    @property
    def next_acts(self) -> list[Act]:
        return self.acts_in("primary")

    @property
    def other_acts(self) -> list[Act]:
        return self.acts_in("secondary")

    @property
    def grave_acts(self) -> list[Act]:
        return self.acts_in("danger")


def open_file(case: Case, person: Person, *, at: datetime) -> CaseFile:
    """Read the file of a case that `visible` found. At most 20 queries with the finding."""
    actor = Actor.of(person)
    may_read = access.may(actor, access.READ_LETTER, case, at=at)
    papers = tuple(case.documents.defer("body").select_related("issuer"))
    events: Iterable[CaseEvent] = case.events.select_related("actor", "actor_unit")
    return CaseFile(
        case=case,
        acts=tuple(door.available_acts(case, actor, at=at)),
        letter=_open_letter(case, person, at=at) if may_read else None,
        desk=_desk(case, person, at=at),
        clocks=tuple(sorted(_clocks(case, at=at), key=lambda told: told.rank)),
        history=chronicle.tell(case, events, papers, with_texts=may_read),
        papers=papers,
        related=_related(case, person, at=at),
    )


def _open_letter(case: Case, person: Person, *, at: datetime) -> OpenLetter | None:
    letter = letter_of(case)
    if letter is None:
        return None
    prefetch_related_objects(
        [letter], "region", "unit_complained", "registered_by", "petitioners", "attachments"
    )
    hidden = not may_see_identity(case, person, at=at)
    parties = () if hidden else tuple(Party.of(each) for each in letter.petitioners.all())
    return OpenLetter(letter, parties, tuple(letter.attachments.all()), hidden)


def may_see_identity(case: Case, person: Person, *, at: datetime) -> bool:
    """规则 47: who reported is known to the intake office alone, not to the handling section."""
    if case.kind == Kind.PETITION:
        return True
    posts = access.posts_of(person, at=at)
    return any(p.role == Role.CLUE_OFFICER and p.unit_id == case.holding_unit_id for p in posts)


def _desk(case: Case, person: Person, *, at: datetime) -> DeskTold | None:
    task = desks.waiting(case)
    if task is None:
        return None
    posts = access.posts_of(person, at=at)
    within = any(p.unit_id == task.unit_id and p.role == task.role for p in posts)
    own = task.owner_id == person.pk
    others: tuple[Person, ...] = ()
    if own and within:
        informed = access.who_may(access.SEE, case, at=at)
        others = tuple(desks.colleagues(task, at=at).filter(pk__in=informed).exclude(pk=person.pk))
    return DeskTold(
        task=task,
        title=str(task.flow_task.task_title),
        role=str(Role(task.role).label),
        may_claim=within and task.owner_id is None,
        colleagues=others,
        is_own=own,
    )


def _clocks(case: Case, *, at: datetime) -> list[ClockTold]:
    rows = case.clocks.select_related("rule", "unit__region").prefetch_related(
        "events", Prefetch("alarms", Alarm.objects.order_by("fires_at", "pk"))
    )
    today = legal_date(at)
    calendars: dict[int, WorkCalendar] = {}
    told = []
    for clock in rows:
        region = clock.unit.region_id
        if region not in calendars:
            calendars[region] = calendar_for(clock.unit)
        told.append(_tell_clock(case, clock, calendars[region], today))
    return told


def _tell_clock(case: Case, clock: Clock, calendar: WorkCalendar, today: date) -> ClockTold:
    rule = clock.rule.as_rule()
    result = deadline(rule, events_of(clock), calendar, length=clock.length)
    rungs = {rung.key: rung for rung in ladder_for(rule.key)}
    return ClockTold(
        clock=clock,
        limit=Limit.of(clock, today),
        length=amount_text((result.length or 0) + result.extended_by, rule.unit),
        is_window=all(rung.act == "lapse" for rung in rungs.values()),
        lines=summarize(result).lines(),
        drawing=drawings.draw(result, today=today),
        rungs=tuple(
            _tell_rung(case, alarm, rungs[alarm.rung])
            for alarm in clock.alarms.all()
            if alarm.state != Alarm.State.VOID and alarm.rung in rungs
        ),
    )


def _tell_rung(case: Case, alarm: Alarm, rung: Rung) -> RungTold:
    act = ACTS[case.kind].get(rung.act) or ACTS[Kind.PETITION][rung.act]
    return RungTold(
        label=str(act.label),
        addressees="、".join(str(ADDRESSEES[to]) for to in rung.addressees),
        paper=PAPERS[rung.document].title if rung.document else "",
        fires_at=alarm.fires_at,
        fired_at=alarm.fired_at,
        is_pending=alarm.state == Alarm.State.PENDING,
    )


def _related(case: Case, person: Person, *, at: datetime) -> tuple[Case, ...]:
    """The earlier case this one was linked to and the later ones linked to it, as far as seen."""
    if case.kind != Kind.PETITION:
        return ()
    linked = Q(original=case) | Q(pk=case.original_id)
    return tuple(access.cases_for(person, at=at).filter(linked).order_by("pk"))


def context(file: CaseFile, at: datetime) -> dict[str, Any]:
    """What the case templates read."""
    return {"file": file, "case": file.case, "at": at, "weekdays": WEEKDAYS}
