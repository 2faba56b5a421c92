"""What an act is: declared once, as data with its code.

Buttons, forms, permission, the programme interface, the database's table of legal moves and
the generated docs all read this one declaration.
"""

import enum
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias

from django import forms
from django_fsm import GET_STATE, State, transition

from organizations.models import Role
from workflows.acts import day_bounds, open_choices
from workflows.acts.actors import Actor
from workflows.acts.decision import CARRIED_OUT, Decision, ProposalStep
from workflows.acts.purpose import Purpose
from workflows.counting.work_calendar import legal_date
from workflows.models.event import ActorKind, CaseEvent
from workflows.states import OPEN, UNANSWERED, Status

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from organizations.models import Unit
    from workflows.acts.new_case import NewCase
    from workflows.models.case import Case
    from workflows.models.clock import Clock
    from workflows.models.measure import Measure

ACT_ATTRIBUTE = "declared_act"


class Relation(enum.Enum):
    """How a post, or an outside actor, stands to a case."""

    INTAKE = "intake unit"
    SENDER = "sending unit"
    HOLDER = "holding unit"
    REVIEW = "reviewing organ"
    COMPETENT = "organ competent to review"
    PART = "any unit with a part"
    FORMER = "former holding unit"
    ASSISTS = "assisting unit"
    OWES = "a unit that owes an execution or a reply"
    ANSWERS = "a unit that answers for a measure"
    LEADS = "the leader in charge"
    CO_LEADS = "the second leader"
    REGION = "organ over the region"
    PETITIONER = "the petitioner"
    TIMER = "the timer"
    IMPORTER = "the batch import"


UNIT_FIELD: Final = {
    Relation.INTAKE: "intake_unit_id",
    Relation.SENDER: "sender_unit_id",
    Relation.HOLDER: "holding_unit_id",
    Relation.REVIEW: "review_unit_id",
}
"""The field of the envelope that names the unit."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One line of the access table: this role, standing so to the case."""

    relation: Relation
    role: Role | None = None


def at_intake(*roles: Role) -> tuple[Grant, ...]:
    return tuple(Grant(Relation.INTAKE, role) for role in roles)


def at_holder(*roles: Role) -> tuple[Grant, ...]:
    return tuple(Grant(Relation.HOLDER, role) for role in roles)


def at(relation: Relation, *roles: Role) -> tuple[Grant, ...]:
    return tuple(Grant(relation, role) for role in roles)


PETITIONER_ALONE = (Grant(Relation.PETITIONER),)
TIMER_ALONE = (Grant(Relation.TIMER),)
BATCH_IMPORT = (Grant(Relation.IMPORTER),)


class NarrowedByCase:
    """A field of an act's form that offers less for some cases than for others."""

    def narrow_by(self, case: "Case") -> None:
        """Leave out what this case does not allow; each field says how."""


class ActForm(forms.Form):
    """The details an act asks for, bound to the case and the actor it is asked of."""

    notes: ClassVar[Mapping[str, Any]] = {}
    """Details that the form finds out by itself, with their labels."""

    derived: ClassVar[Mapping[str, forms.Field]] = {}
    """The same of details that are one of a few choices: the fields that say which."""

    marks_optional: ClassVar = True
    """Each field that may be left empty says so, even where all may."""

    rehearsed = False
    """Whether only its papers are to be seen: what they are signed on has no picture yet."""

    def __init__(self, *args: Any, case: "Case", actor: Actor, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.actor = actor
        self.at = at
        self._days: dict[str, date | None] = {}
        day_bounds.bind(self, self.day_of, lambda name: declared_act(type(case), name).label)
        self.prepare()
        for each in self.fields.values():
            if isinstance(each, NarrowedByCase):
                each.narrow_by(case)
        open_choices.leave_open(self)

    def prepare(self) -> None:
        """Narrow choices to the case; for subclasses."""

    @property
    def today(self) -> date:
        return legal_date(self.at)

    def day_of(self, point: str) -> date | None:
        """The day that dates of the form are measured by: of receipt, today's, or of an act."""
        if point not in self._days:
            self._days[point] = self._look_up(point)
        return self._days[point]

    def _look_up(self, point: str) -> date | None:
        if point == day_bounds.TODAY.point:
            return self.today
        if point == day_bounds.RECEIPT.point:
            return self.case.received_on
        if point == day_bounds.REGISTRATION.point:
            return legal_date(self.case.registered_at)
        if point == day_bounds.ISSUE.point:
            return None
        event = self.case.events.filter(act=point).order_by("-pk").first()
        return declared_act(type(self.case), point).day_of(event) if event else None


@dataclass(frozen=True, slots=True)
class Performance:
    """One performance of an act: who, when, with what."""

    actor: Actor
    at: datetime
    details: Mapping[str, Any]
    holder_id: int | None = None
    """The unit that held the case before the act."""
    form: forms.Form | None = field(default=None, compare=False)
    """In which the details were given, with the choices that there were."""

    @property
    def on(self) -> date:
        """The legal date (Asia/Shanghai) of the act."""
        return legal_date(self.at)


Guard: TypeAlias = Callable[["Case", Performance], None]


def _always(_case: "Case", _step: Performance) -> bool:
    return True


def _never(_case: "Case", _step: Performance) -> bool:
    return False


def _whenever(_case: "Case") -> bool:
    return True


def _every_paper(_case: "Case", _step: Performance, _kind: str) -> bool:
    return True


def _whoever(_case: "Case", _actor: Actor, _at: datetime) -> bool:
    return True


def _nothing(_details: Mapping[str, Any]) -> tuple[str, ...]:
    return ()


def _everybodys(_case: "Case", _step: Performance, _clock: "Clock") -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Start:
    """A clock an act starts: from its legal date, or from a date among its details.

    One that starts `once` isn't begun anew while it runs. `unit` is the detail that names who
    answers, or `unit_of` finds it; without them, it is the unit that the rule is about, or the
    `owner` that stands in its place.
    """

    rule: str
    since: str = ""
    limit: str = ""
    unit: str = ""
    owner: str = ""
    unit_of: "Callable[[Case, Performance], Unit] | None" = None
    when: Callable[["Case", Performance], bool] = _always
    once: bool = False


ALL = ("*",)


class Hidden(enum.Enum):
    """What stands in the place of the petitioner's sentence where he is told nothing."""

    INTERNAL = "not told"


INTERNAL: Final = Hidden.INTERNAL


@dataclass(frozen=True)
class Act:
    """One declared act; see the rooms `workflows.petition` and `workflows.tipoff`.

    `on_performed` writes rows of its own; where it returns a measure, the act's clocks are those of
    that measure alone.
    """

    name: str
    label: "_StrPromise"
    purpose: Purpose
    article: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    for_petitioner: "_StrPromise | Hidden"
    """What whoever brought the matter is told of it; may name details, as `%(unit)s`."""
    discloses: "Callable[[Mapping[str, Any]], tuple[str, ...]]" = _nothing
    """Which of the event's details he reads beside that sentence."""
    fells: tuple[str, ...] = ()
    """The kinds of paper that hold no longer once it brings the matter back to where an answer is
    due; the paper that decided so stands."""
    by: tuple[Grant, ...] = ()
    """Who does it alone; nobody, where it takes a proposal and a decision."""
    decision: Decision | None = None
    form: type[ActForm] = ActForm
    issues: tuple[str, ...] = ()
    issues_if: "Callable[[Case, Performance, str], bool]" = _every_paper
    """Which of its papers there is something to say in."""
    starts: tuple[Start, ...] = ()
    satisfies: tuple[str, ...] = ()
    voids: tuple[str, ...] = ()
    extends: str = ""
    pauses: str = ""
    resumes: str = ""
    where_running: bool = False
    """Whether it pauses or resumes a limit only where there is one, and refuses nothing."""
    stops_on: str = ""
    """The detail that holds the day on which it happened, where it may be entered later: its
    clocks stop on that day."""
    clock_filter: "Callable[[Case, Performance, Clock], bool]" = _everybodys
    """Which of the clocks it satisfies or voids are meant, where several units have one."""
    sends: str = ""
    """The `Way` in which it sends the case to another unit."""
    sends_back: "Callable[[Case, Performance], bool]" = _never
    """Whether it goes to whoever had sent it, who has it at once: in the books a return."""
    climbs: bool = False
    """Whether a rung of a ladder may do it."""
    seals_letter: bool = False
    """Whether the letter is closed by it: from then on it is told that it happened, and no more."""
    outlives_content: bool = False
    """Whether its details stay when the content of the case is destroyed."""
    guards: tuple[Guard, ...] = ()
    available_if: Callable[["Case"], bool] = _whenever
    offered_to: "Callable[[Case, Actor, datetime], bool]" = _whoever
    """Which of those who may is meant; the form refuses the others."""
    on_performed: "Callable[[Case, Performance, CaseEvent], Measure | None] | None" = None
    followed_by: "Callable[[Case, Performance], tuple[str, dict[str, int]] | None] | None" = None
    """The act, with its details, that the timer does right after it, if it has to be done."""
    moves_desk: bool = False
    notifies_unit: bool = False
    """Whether the officers of the unit among its details are told, though no desk moves."""
    notifies_desk: bool = False
    """Whether whoever has the case on his desk is told, though it does not move."""
    creates_case: "Callable[[Case, Performance], NewCase] | None" = None
    """The second case that the door opens beside the act's own."""
    redacts: tuple[str, ...] = ()
    """Details that the act's own event doesn't keep: rows of their own or a second case do, or they
    were only compared."""
    awaits: tuple[Grant, ...] = ()
    """Who has to decide next."""
    decides_on: tuple[str, ...] = ()
    """The acts of which the last stands beside its form: what is approved there, or sent back."""
    answers: str = ""
    """The act whose request it decides; of several, those that its `clock_filter` lets pass."""
    step: ProposalStep | None = None
    about: "Act | None" = None
    """The act that this one proposes or decides; see `workflows.acts.declared_acts`."""
    style: str = "primary"
    order: int = field(default=0, compare=False)

    def begins(self, case: "Case", step: Performance, runs: Callable[[str], bool]) -> list[Start]:
        """The clocks it starts on a case; `runs` says whether the limit of a rule runs already."""
        starts = (each for each in self.starts if each.when(case, step))
        return [each for each in starts if not (each.once and runs(each.rule))]

    def day_of(self, event: CaseEvent) -> date:
        """The legal date on which it happened, which may lie before its entry."""
        stated = event.details.get(self.stops_on) if self.stops_on else None
        return date.fromisoformat(stated) if stated else legal_date(event.at)

    @cached_property
    def recorded_as(self) -> str:
        """The act of the event: an approval carries out what was proposed."""
        return self.about.name if self.about and self.step is ProposalStep.APPROVE else self.name

    @cached_property
    def leads_to(self) -> tuple[str, ...]:
        """The kinds of paper that it issues, or that the approval of what it proposes does."""
        if self.about is None:
            return self.issues
        return self.about.issues if self.step in CARRIED_OUT else ()

    @cached_property
    def by_staff(self) -> bool:
        """Whether some post, not only the petitioner or a machine, may do it."""
        return any(grant.role for grant in self.by)

    @cached_property
    def is_right(self) -> bool:
        """Whether whoever brought the matter does it; staff enter it from him, if they may."""
        return Grant(Relation.PETITIONER) in self.by and not self.begins_case

    @cached_property
    def begins_case(self) -> bool:
        return Status.NEW in self.sources

    @cached_property
    def ends_case(self) -> bool:
        """Whether the case is open no longer after it, or need not be."""
        return any(target not in OPEN for target in self.targets)

    def felled(self, target: str) -> tuple[str, ...]:
        """The kinds of paper that no longer hold since it led to this status."""
        return self.fells if target in UNANSWERED else ()

    @cached_property
    def is_for_petitioner(self) -> bool:
        return self.for_petitioner is not INTERNAL

    def sentence_for_petitioner(self, details: Mapping[str, Any]) -> str:
        """The petitioner's sentence, with the names of the rows among the event's details."""
        named = {k: v["name"] for k, v in details.items() if isinstance(v, dict) and "name" in v}
        return str(self.for_petitioner) % defaultdict(str, named) if self.is_for_petitioner else ""


_declared = 0


def act(
    *,
    source: str | Iterable[str],
    to: str | Iterable[str] | None = None,
    pick: Callable[["Case", Performance], str] | None = None,
    **declaration: Any,
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare the decorated method an act and a django-fsm transition of `status`.

    `to` None keeps the status. With several targets `pick` says which one follows.
    The method changes the envelope's own fields; the door does everything else.
    """
    sources = (source,) if isinstance(source, str) else tuple(source)
    targets = () if to is None else (to,) if isinstance(to, str) else tuple(to)
    target: str | State | None = targets[0] if len(targets) == 1 else None
    if pick is not None:
        target = GET_STATE(pick, states=list(targets))

    def declare(method: Callable[..., None]) -> Callable[..., None]:
        global _declared  # noqa: PLW0603  # declaration order is the order of the buttons
        _declared += 1
        record = Act(
            name=method.__name__, sources=sources, targets=targets, order=_declared, **declaration
        )
        moved: Callable[..., None] = transition(
            field="status", source=list(sources), target=target
        )(method)
        setattr(moved, ACT_ATTRIBUTE, record)
        return moved

    return declare


def declared_act(machine: type, name: str) -> Act:
    declared: Act = getattr(getattr(machine, name), ACT_ATTRIBUTE)
    return declared


EXTERNAL_RELATION = {
    ActorKind.PETITIONER: Relation.PETITIONER,
    ActorKind.TIMER: Relation.TIMER,
    ActorKind.IMPORTER: Relation.IMPORTER,
}
