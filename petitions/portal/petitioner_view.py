"""What a petitioner may learn of his own matter: dates, stage and the papers addressed to him.

Never an internal opinion, never another petitioner; and of a matter that went to a discipline
organ only that it was passed on (law.md C4, C18, C19).
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from petitions.models import Petition
from petitions.vault import keyed_digests
from workflows.acts.act import Act
from workflows.acts.actors import Actor
from workflows.cases import door
from workflows.cases.machines import ACTS
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, CaseEvent, Clock, Document
from workflows.papers.paper_kinds import PAPERS, PaperParty
from workflows.states import Kind, Status

PASSED_ON: Final = _("Passed on to the competent organ")
HANDLING: Final = _("Accepted, being handled")
STAGES: Final[dict[str, Promise]] = {
    Status.REGISTERED: _("Registered, being assigned"),
    Status.LINKED: _("Joined to your earlier matter"),
    Status.FORWARDED: _("With the responsible unit, which will tell you in writing"),
    Status.OBJECTED: _("With the responsible unit, which will tell you in writing"),
    Status.ACCEPTED: HANDLING,
    Status.INVESTIGATING: HANDLING,
    Status.DRAFTED: HANDLING,
    Status.SIGNED: HANDLING,
    Status.SERVED: _("Opinion served"),
    Status.UNDER_REVIEW: _("Under review"),
    Status.REVIEW_SERVED: _("Review opinion served"),
    Status.UNDER_RECHECK: _("Under recheck"),
    Status.CONCLUDED: _("Concluded by the recheck"),
    Status.REFUSED: _("Not accepted"),
    Status.ROUTED: _("Led into a statutory route"),
    Status.WITHDRAWN: _("Withdrawn by you"),
    Status.CLOSED: _("Closed"),
}
WAY: Final = (
    (_("Registered"), (Status.REGISTERED, Status.LINKED)),
    (_("Responsible unit"), (Status.FORWARDED, Status.OBJECTED)),
    (
        _("Accepted, in handling"),
        (Status.ACCEPTED, Status.INVESTIGATING, Status.DRAFTED, Status.SIGNED),
    ),
    (
        _("Opinion served"),
        (Status.SERVED, Status.UNDER_REVIEW, Status.REVIEW_SERVED, Status.UNDER_RECHECK),
    ),
    (_("Closed"), (Status.CLOSED, Status.CONCLUDED)),
)
TOLD_ACTS: Final = frozenset(
    {
        "register",
        "link_repeat",
        "forward",
        "assign",
        "designate",
        "accept",
        "refuse",
        "refuse_final",
        "route_statutory",
        "route_discipline",
        "extend",
        "serve",
        "settle",
        "request_review",
        "decide_review",
        "request_recheck",
        "decide_recheck",
        "withdraw",
        "close",
        "record_finished",
        "rate",
    }
)
TELLS_UNIT: Final = frozenset({"forward", "assign", "designate"})
PAPERS_FOR_PETITIONER: Final = tuple(
    kind for kind, paper in PAPERS.items() if paper.addressee is PaperParty.PETITIONER
)


@dataclass(frozen=True, slots=True)
class PublicStep:
    """One date of the public way, with the unit a matter went to."""

    on: date
    label: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PublicStage:
    """One stage of the strip: `state` is done, now or ahead."""

    label: str
    state: str


@dataclass(frozen=True, slots=True)
class PublicCase:
    """A matter as its petitioner may see it."""

    number: str
    title: str
    stage: str
    received_on: date
    way: tuple[PublicStage, ...]
    steps: tuple[PublicStep, ...]
    papers: tuple[Document, ...]
    duties: tuple[Clock, ...]
    rights: tuple[Clock, ...]
    acts: tuple[Act, ...]


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


def show(case: Case, *, at: datetime) -> PublicCase:
    """What the petitioner of this case may learn. Five queries."""
    passed_on = case.sealed
    clocks = () if passed_on else _limits(case)
    return PublicCase(
        number=case.number,
        title="" if passed_on else case.letter.subject,
        stage=str(PASSED_ON if passed_on else STAGES[case.status]),
        received_on=case.received_on,
        way=() if passed_on else _way(case),
        steps=tuple(_steps(case)),
        papers=() if passed_on else papers(case),
        duties=tuple(c for c in clocks if not c.rule.is_right),
        rights=tuple(c for c in clocks if c.rule.is_right),
        acts=own_acts(case, at=at),
    )


def own_acts(case: Case, *, at: datetime) -> tuple[Act, ...]:
    """What the petitioner may do now. A rating is given once, and a passed-on matter has none."""
    if case.sealed:
        return ()
    acts = door.available_acts(case, Actor.petitioner(case.pk), at=at)
    open_now = (act for act in acts if act.name != "rate" or may_rate(case))
    return tuple(sorted(open_now, key=lambda act: act.style == "danger"))


def may_rate(case: Case) -> bool:
    return case.served_on is not None and case.rated_at is None


def papers(case: Case) -> tuple[Document, ...]:
    """The papers addressed to the petitioner."""
    own = case.documents.filter(kind__in=PAPERS_FOR_PETITIONER)
    return tuple(own.defer("body").select_related("issuer").order_by("-pk"))


def own_paper(case: Case, paper_id: int) -> Document | None:
    """One of those papers, with its body."""
    if case.sealed:
        return None
    return case.documents.filter(kind__in=PAPERS_FOR_PETITIONER, pk=paper_id).first()


def _limits(case: Case) -> tuple[Clock, ...]:
    running = case.clocks.filter(state=Clock.State.RUNNING, due_on__isnull=False)
    return tuple(running.for_petitioner().select_related("rule").order_by("due_on"))


def _steps(case: Case) -> list[PublicStep]:
    events = case.events.filter(act__in=TOLD_ACTS).order_by("-pk")
    told = ("register", "route_discipline") if case.sealed else TOLD_ACTS
    return [_step(event) for event in events if event.act in told]


def _step(event: CaseEvent) -> PublicStep:
    label = ACTS[Kind.PETITION][event.act].label
    if event.act == "route_discipline":
        label = PASSED_ON
    unit = event.details.get("unit") if event.act in TELLS_UNIT else None
    return PublicStep(legal_date(event.at), str(label), (unit or {}).get("name", ""))


def _way(case: Case) -> tuple[PublicStage, ...]:
    here = next((n for n, (_label, held) in enumerate(WAY) if case.status in held), None)
    if here is None:
        return ()
    over = case.status in (Status.CLOSED, Status.CONCLUDED)
    return tuple(
        PublicStage(str(label), "done" if n < here or over else "now" if n == here else "ahead")
        for n, (label, _held) in enumerate(WAY)
    )
