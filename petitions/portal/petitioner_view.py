"""What a petitioner may learn of his own matter: dates, stage, limits and the papers for him.

Never an internal opinion, never another petitioner; and of a matter that went to a discipline
organ only that it was passed on (rules.md C4, C18, C19). The portal and the programme interface
both show a `PetitionerView` and nothing beside it. What is told of an act is in its declaration,
who reads a paper in `workflows.papers`, the words of a status in `petitioner_stages`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from organizations.models import Unit
from petitions.cases.timeline import Detail, details_named
from petitions.letters.attachments import of_petitioner
from petitions.models import Attachment, Petition
from petitions.vault import keyed_digests
from workflows.acts.act import Act
from workflows.acts.actors import Actor
from workflows.acts.petitioner_stages import ANSWERED, WAY, Stage, stage_of
from workflows.acts.served_papers import RECORD, kinds_served_by
from workflows.cases import door
from workflows.cases.machines import ACTS
from workflows.counting.work_calendar import legal_date
from workflows.models import ActorKind, Case, CaseEvent, Clock, Document
from workflows.papers.fallen_papers import Fall, fallen
from workflows.papers.paper_kinds import FOR_PETITIONER
from workflows.petition.applications import WAYS
from workflows.states import Kind, Status


@dataclass(frozen=True, slots=True)
class PetitionerPaper:
    """A paper that he may read; of one that holds no longer also since when and why."""

    document: Document
    fall: Fall | None = None

    @property
    def ended(self) -> str:
        if self.fall is None:
            return ""
        facts = {
            "day": date_format(self.fall.on, "DATE_FORMAT"),
            "act": self.fall.act.sentence_for_petitioner(self.fall.event.details),
        }
        if self.by:
            words = _("Holds no longer since %(day)s, by %(paper)s: %(act)s")
            return words % {**facts, "paper": self.by}
        return _("Holds no longer since %(day)s: %(act)s") % facts

    @property
    def by(self) -> Document | None:
        """The paper that says so, if it is his to read."""
        paper = self.fall.by if self.fall else None
        return paper if paper and paper.kind in FOR_PETITIONER else None


@dataclass(frozen=True, slots=True)
class PetitionerStep:
    """One act that the petitioner is told of, with the papers for him that it issued.

    `act` is empty where its name would tell where a sealed letter went. `entered` says who entered
    from him what is his to do, and when that reached them; empty for what he did himself.
    `details` are those that the act's declaration lets him read.
    """

    act: str
    at: datetime
    label: str
    target: Status
    papers: tuple[PetitionerPaper, ...]
    details: tuple[Detail, ...] = ()
    entered: str = ""

    @property
    def on(self) -> date:
        return legal_date(self.at)

    @classmethod
    def of(cls, event: CaseEvent, falls: Mapping[int, Fall], *, sealed: bool) -> Self:
        """A told event; `sealed` closes its papers as well."""
        declared = ACTS[Kind.PETITION][event.act]
        papers = () if sealed else _papers_of(event)
        disclosed = () if sealed else declared.discloses(event.details)
        return cls(
            act="" if declared.seals_letter else declared.name,
            at=event.at,
            label=declared.sentence_for_petitioner(event.details),
            target=stage_of(Kind.PETITION, event.target, sealed=declared.seals_letter).told_as,
            papers=tuple(PetitionerPaper(paper, falls.get(paper.pk)) for paper in papers),
            details=tuple(details_named(event, declared, disclosed)),
            entered=_entered(event) if declared.is_right else "",
        )


@dataclass(frozen=True, slots=True)
class WayStep:
    """One step of the strip: `state` is done, now or ahead."""

    label: str
    state: str


@dataclass(frozen=True, slots=True)
class PetitionerView:
    """A matter as its petitioner may see it; `steps` are in order, the first first."""

    number: str
    subject: str
    status: Status
    stage: str
    unit: Unit | None
    received_on: date
    registered_at: datetime
    accepted_on: date | None
    served_on: date | None
    finished_at: datetime | None
    outcome: str
    rated_at: datetime | None
    way: tuple[WayStep, ...]
    steps: tuple[PetitionerStep, ...]
    duties: tuple[Clock, ...]
    rights: tuple[Clock, ...]
    acts: tuple[Act, ...]
    material: tuple[Attachment, ...]
    is_sealed: bool
    is_overdue: bool

    @classmethod
    def of(cls, case: Case, *, at: datetime) -> Self:
        """What the petitioner of this case may learn of it at this moment."""
        sealed = case.sealed
        stage = stage_of(case.kind, case.status, sealed=sealed)
        limits = _running(case)
        duties = tuple(clock for clock in limits if not clock.rule.is_right)
        return cls(
            number=case.number,
            subject="" if sealed else case.letter.subject,
            status=stage.told_as,
            stage=str(stage.words),
            unit=None if sealed else case.holding_unit,
            received_on=case.received_on,
            registered_at=case.registered_at,
            accepted_on=None if sealed else case.accepted_on,
            served_on=None if sealed else case.served_on,
            finished_at=case.finished_at,
            outcome=_outcome(case, stage),
            rated_at=case.rated_at,
            way=_way(stage),
            steps=_steps(case),
            duties=duties,
            rights=tuple(clock for clock in limits if clock not in duties),
            acts=_acts(case, at),
            material=tuple(of_petitioner(case)),
            is_sealed=sealed,
            is_overdue=any(clock.due_at and clock.due_at <= at for clock in duties),
        )

    @property
    def due_on(self) -> date | None:
        """The last day of the limit that somebody has to meet for him next."""
        return self.duties[0].due_on if self.duties else None

    @property
    def papers(self) -> tuple[PetitionerPaper, ...]:
        """The papers that he may read, the newest first."""
        return tuple(paper for step in self.steps[::-1] for paper in step.papers)


def find(number: str, code: str) -> Case | None:
    """The petition with this number and 查询码; None for a wrong one of either."""
    letters = Petition.objects.filter(
        query_digest__in=keyed_digests.query_digests(code),
        case__number=number.strip().upper(),
        case__kind=Kind.PETITION,
    )
    letter = letters.select_related("case").first()
    return letter.case if letter else None


def own_case(case_id: int) -> Case | None:
    """The petition that a proved 查询码 opened."""
    letters = Petition.objects.filter(case_id=case_id, case__kind=Kind.PETITION)
    letter = letters.select_related("case__intake_unit", "case__holding_unit__region").first()
    return letter.case if letter else None


def own_paper(case: Case, paper_id: int) -> Document | None:
    """One of the papers that the petitioner may read, with its body."""
    if case.sealed:
        return None
    opinions = ~Q(kind__in=kinds_served_by(RECORD))
    papers = case.documents.exclude(opinions, to_be_served=True, service__isnull=True)
    return papers.filter(kind__in=FOR_PETITIONER, pk=paper_id).first()


def clocks_of(case: Case) -> QuerySet[Clock]:
    """The limits that are his own or run for him; none of a matter that was passed on."""
    return Clock.objects.none() if case.sealed else case.clocks.for_petitioner()


def _acts(case: Case, at: datetime) -> tuple[Act, ...]:
    """What he may do now; what can't be undone comes last."""
    acts = door.available_acts(case, Actor.petitioner(case.pk), at=at)
    return tuple(sorted(acts, key=lambda act: act.style == "danger"))


def _running(case: Case) -> tuple[Clock, ...]:
    """The running limits for his eyes, the nearest first."""
    running = clocks_of(case).filter(state=Clock.State.RUNNING, due_on__isnull=False)
    return tuple(running.select_related("rule").order_by("due_on", "pk"))


def _steps(case: Case) -> tuple[PetitionerStep, ...]:
    """条例 30: where the letter was sealed, that it came and that it was passed on."""
    acts = ACTS[Kind.PETITION].values()
    told = (a for a in acts if a.is_for_petitioner)
    shown = (a.name for a in told if not case.sealed or a.begins_case or a.seals_letter)
    papers = Document.objects.filter(kind__in=FOR_PETITIONER).defer("body")
    own = papers.select_related("issuer")
    unseen = Attachment.objects.filter(event=OuterRef("pk"), is_for_petitioner=False)
    events = (
        case.events.filter(~Exists(unseen), act__in=list(shown))
        .select_related("actor_unit")
        .prefetch_related(Prefetch("documents", own), Prefetch("services__document", own))
    )
    falls = _falls(events)
    return tuple(PetitionerStep.of(event, falls, sealed=case.sealed) for event in events)


def _falls(events: Iterable[CaseEvent]) -> dict[int, Fall]:
    """Of the papers for him: every act that fells one is told, and so among these."""
    papers = {paper.pk: paper for event in events for paper in event.documents.all()}
    services = [each for event in events for each in event.services.all()]
    papers |= {each.document_id: each.document for each in services}
    served = {each.document_id: each.event_id for each in services}
    return fallen(ACTS[Kind.PETITION], events, papers.values(), served)


def _entered(event: CaseEvent) -> str:
    facts = event.details
    if event.actor_kind != ActorKind.PERSON or "way" not in facts:
        return ""
    day = facts.get("received_on")
    return _("Entered for you by %(unit)s: %(way)s, received on %(day)s.") % {
        "unit": event.actor_unit,
        "way": dict(WAYS).get(facts.get("way"), _("by another way")),
        "day": date_format(date.fromisoformat(day), "DATE_FORMAT") if day else "–",
    }


def _papers_of(event: CaseEvent) -> tuple[Document, ...]:
    """What an act issued to him, and an opinion with the act that served it."""
    issued = [paper for paper in event.documents.all() if paper.kind in FOR_PETITIONER]
    served = [each.document for each in event.services.all() if event.act != RECORD]
    return tuple({paper.pk: paper for paper in (*issued, *served)}.values())


def _outcome(case: Case, stage: Stage) -> str:
    """What the opinion says; a draft that nobody has served is no opinion yet."""
    is_answered = stage.step is not None and stage.step >= ANSWERED
    return case.outcome if is_answered else ""


def _way(stage: Stage) -> tuple[WayStep, ...]:
    if stage.step is None:
        return ()
    here = stage.step
    return tuple(
        WayStep(str(words), "done" if n < here or stage.is_over else _here(n, here))
        for n, words in enumerate(WAY)
    )


def _here(n: int, here: int) -> str:
    return "now" if n == here else "ahead"
