"""The ways of cases, and of the work beside them, from desk to desk: flows that can be drawn.

A flow decides nothing legal: after each act its switch looks at what is on record, the status of
the case, the state of the measure or the limit, and names the desk that has the next step.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar, TypeAlias, cast

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.base import Node

from workflows.acts.decision import RULE
from workflows.acts.served_papers import SERVICE
from workflows.cases import desk_places as places
from workflows.models import CaseProcess, DeskTask, MeasureState
from workflows.states import AT_INTAKE, IN_CHECK, SETTLED, Kind, Status

Condition: TypeAlias = Callable[[CaseProcess], bool]


def trust_the_door(_flow: type, _process: int) -> AbstractContextManager[None]:
    """No lock of the flow's own: the door holds the case's row before a desk is touched."""
    return nullcontext()


def flow_position(*statuses: Status) -> Condition:
    return lambda process: process.case.status in statuses


def measure_is(state: MeasureState) -> Condition:
    return lambda process: process.measure is not None and process.measure.state == state


def limit_is_open(process: CaseProcess) -> bool:
    return process.clock is not None and process.clock.is_open


class Desk(flow.View):  # type: ignore[misc]  # viewflow ships no types
    """A human task; our own pages do it, so viewflow's view is never routed.

    A detour is a desk that only some of the work comes to.
    """

    def __init__(self, find_place: places.FindPlace, *, is_detour: bool) -> None:
        super().__init__(None)
        self.find_place, self.is_detour = find_place, is_detour


class OnRecord(flow.Switch):  # type: ignore[misc]  # viewflow ships no types
    """A switch that passes straight on: what it goes by is on record, so it needs no row."""

    def choose(self, process: CaseProcess) -> Node:
        """The desk, or the end, that comes next for this piece of work."""
        return next(node for node, fits in self._branches if not fits or fits(process))

    @property
    def desks(self) -> list[Desk]:
        """The desks it leads to, in the order of the declaration."""
        return [node for node, _fits in self._branches if isinstance(node, Desk)]


def desk(title: Any, find_place: places.FindPlace, *, is_detour: bool = False) -> Desk:
    node = Desk(find_place, is_detour=is_detour)
    return cast(Desk, node.Next(this.route).Annotation(title=title))


class DeskFlow(flow.Flow):  # type: ignore[misc]  # viewflow ships no types
    """What all flows share: our tables, and the door's lock instead of one of their own."""

    process_class = CaseProcess
    task_class = DeskTask
    lock_impl = staticmethod(trust_the_door)
    rules: ClassVar[tuple[str, ...]] = ()
    """The limits that are this work's own and not the case's."""


class PetitionFlow(DeskFlow):
    """The way of a petition."""

    process_title = _("The way of a petition")

    start = flow.StartHandle().Next(this.route).Annotation(title=_("Registration"))
    route = (
        OnRecord()
        .Case(this.triage_desk, flow_position(Status.REGISTERED))
        .Case(this.notice_desk, flow_position(Status.FORWARDED))
        .Case(this.objection_desk, flow_position(Status.OBJECTED))
        .Case(this.acceptance_desk, flow_position(Status.ACCEPTED))
        .Case(this.investigation_desk, flow_position(Status.INVESTIGATING))
        .Case(this.signing_desk, flow_position(Status.DRAFTED))
        .Case(this.service_desk, flow_position(Status.SIGNED))
        .Case(this.closing_desk, flow_position(Status.SERVED))
        .Case(this.review_desk, flow_position(Status.UNDER_REVIEW))
        .Case(this.review_closing_desk, flow_position(Status.REVIEW_SERVED))
        .Case(this.recheck_desk, flow_position(Status.UNDER_RECHECK))
        .Default(this.end)
        .Annotation(title=_("By status"))
    )
    triage_desk = desk(_("Triage"), places.triage_place)
    notice_desk = desk(_("Written notice"), places.notice_place)
    objection_desk = desk(_("Objection"), places.sender_place, is_detour=True)
    acceptance_desk = desk(_("Begin the investigation"), places.holder_place)
    investigation_desk = desk(_("Investigation and draft"), places.holder_place)
    signing_desk = desk(_("Sign-off"), places.signing_place)
    service_desk = desk(_("Service"), places.holder_place)
    closing_desk = desk(_("Closing"), places.holder_place)
    review_desk = desk(_("Review"), places.review_place, is_detour=True)
    review_closing_desk = desk(_("Closing after review"), places.holder_place, is_detour=True)
    recheck_desk = desk(_("Recheck"), places.recheck_place, is_detour=True)
    end = flow.End().Annotation(title=_("End"))


class TipOffFlow(DeskFlow):
    """The way of a tip-off."""

    process_title = _("The way of a tip-off")

    start = flow.StartHandle().Next(this.route).Annotation(title=_("Receipt"))
    route = (
        OnRecord()
        .Case(this.sealed_desk, flow_position(Status.SEALED_UP))
        .Case(this.intake_desk, flow_position(*AT_INTAKE))
        .Case(this.section_desk, flow_position(Status.HANDED_OVER))
        .Case(this.plan_desk, flow_position(Status.CLUE_REGISTERED))
        .Case(this.disposal_desk, flow_position(Status.DISPOSING))
        .Case(this.check_desk, flow_position(*IN_CHECK))
        .Case(this.conclusion_desk, flow_position(Status.REPORTED))
        .Case(this.held_desk, flow_position(Status.HELD))
        .Case(this.result_desk, flow_position(*SETTLED))
        .Default(this.end)
        .Annotation(title=_("By status"))
    )
    sealed_desk = desk(_("Sending up"), places.intake_place, is_detour=True)
    intake_desk = desk(_("Screening"), places.intake_place)
    section_desk = desk(_("Clue registration"), places.section_place)
    plan_desk = desk(_("Disposal opinion"), places.section_place)
    disposal_desk = desk(_("Approval of the disposal"), places.approval_place)
    check_desk = desk(_("Talk, inquiry or verification"), places.section_place)
    conclusion_desk = desk(_("Conclusion"), places.approval_place)
    held_desk = desk(_("Held clues"), places.section_place, is_detour=True)
    result_desk = desk(_("Feedback and return of the result"), places.section_place)
    end = flow.End().Annotation(title=_("End"))


class AssistFlow(DeskFlow):
    """The part of an assisting unit, until it reports back or is released (条例 24)."""

    process_title = _("The way of an assisting unit's part")
    rules = ("assist_report",)

    start = flow.StartHandle().Next(this.route).Annotation(title=_("Request for assistance"))
    route = (
        OnRecord()
        .Case(this.assisting_desk, limit_is_open)
        .Default(this.end)
        .Annotation(title=_("By the limit"))
    )
    assisting_desk = desk(_("Report as an assisting unit"), places.answering_place)
    end = flow.End().Annotation(title=_("End"))


class ReplyFlow(DeskFlow):
    """What a unit owes to whoever supervises or assigned it, until it is answered (条例 22, 40)."""

    process_title = _("The way of a reply that is owed")
    rules = ("supervise_reply", "advice_feedback", "assign_report", "tip_assigned")
    outliving = ("supervise_reply",)
    """What a unit answers even after the case has left it."""

    start = flow.StartHandle().Next(this.route).Annotation(title=_("Letter to be answered"))
    route = (
        OnRecord()
        .Case(this.answering_desk, limit_is_open)
        .Default(this.end)
        .Annotation(title=_("By the limit"))
    )
    answering_desk = desk(_("Reply that is owed"), places.answering_place)
    end = flow.End().Annotation(title=_("End"))


class ExecutionFlow(DeskFlow):
    """A supported opinion until the unit reports that it was carried out (条例 32②)."""

    process_title = _("The way of an execution")
    rules = ("execution",)

    start = flow.StartHandle().Next(this.route).Annotation(title=_("Opinion to be carried out"))
    route = (
        OnRecord()
        .Case(this.executing_desk, limit_is_open)
        .Default(this.end)
        .Annotation(title=_("By the limit"))
    )
    executing_desk = desk(_("Carrying the opinion out"), places.answering_place)
    end = flow.End().Annotation(title=_("End"))


class ServiceFlow(DeskFlow):
    """A notice to the petitioner, from its issue to its service, while the case goes on or not."""

    process_title = _("The way of a notice")
    rules = (SERVICE,)

    start = flow.StartHandle().Next(this.route).Annotation(title=_("Notice issued"))
    route = (
        OnRecord()
        .Case(this.serving_desk, limit_is_open)
        .Default(this.end)
        .Annotation(title=_("By the limit"))
    )
    serving_desk = desk(_("Service of the notice"), places.answering_place)
    end = flow.End().Annotation(title=_("End"))


class DecisionFlow(DeskFlow):
    """A proposal, until it is decided, taken back, or possible no more."""

    process_title = _("The way of a proposal")
    rules = (RULE,)

    start = flow.StartHandle().Next(this.route).Annotation(title=_("Proposal"))
    route = (
        OnRecord()
        .Case(this.deciding_desk, limit_is_open)
        .Default(this.end)
        .Annotation(title=_("By the limit"))
    )
    deciding_desk = desk(_("Decision on a proposal"), places.deciding_place)
    end = flow.End().Annotation(title=_("End"))


class LeadingFlow(DeskFlow):
    """A leader's own limit for a case (条例 18); while nobody leads it, a leader is to be named."""

    process_title = _("The way of a case under a leader")
    rules = ("leader_case",)

    start = flow.StartHandle().Next(this.route).Annotation(title=_("Appointment"))
    route = (
        OnRecord()
        .Case(this.leading_desk, limit_is_open)
        .Default(this.end)
        .Annotation(title=_("By the limit"))
    )
    leading_desk = desk(_("Leading the case"), places.leading_place)
    end = flow.End().Annotation(title=_("End"))


class ReporterNoticeFlow(DeskFlow):
    """Telling a reporter by name that the tip-off was accepted (规则 26)."""

    process_title = _("The way of a notice to the reporter")
    rules = ("tip_realname_notice",)

    start = flow.StartHandle().Next(this.route).Annotation(title=_("Report by name"))
    route = (
        OnRecord()
        .Case(this.telling_desk, limit_is_open)
        .Default(this.end)
        .Annotation(title=_("By the limit"))
    )
    telling_desk = desk(_("Notice to the reporter"), places.answering_place)
    end = flow.End().Annotation(title=_("End"))


class MeasureFlow(DeskFlow):
    """A measure: done, verified by somebody else, redone or struck off (M6)."""

    process_title = _("The way of a measure")
    rules = ("measure", "measure_check")

    start = flow.StartHandle().Next(this.route).Annotation(title=_("Measure set"))
    route = (
        OnRecord()
        .Case(this.doing_desk, measure_is(MeasureState.GOING_ON))
        .Case(this.verifying_desk, measure_is(MeasureState.REPORTED))
        .Case(this.long_term_desk, measure_is(MeasureState.LONG_TERM))
        .Default(this.end)
        .Annotation(title=_("By the state of the measure"))
    )
    doing_desk = desk(_("Carrying out the measure"), places.doing_place)
    verifying_desk = desk(_("Verifying the measure"), places.verifying_place)
    long_term_desk = desk(_("Long-term measure"), places.doing_place, is_detour=True)
    end = flow.End().Annotation(title=_("End"))


FLOWS: dict[str, type[DeskFlow]] = {Kind.PETITION: PetitionFlow, Kind.TIP_OFF: TipOffFlow}
BESIDE: tuple[type[DeskFlow], ...] = (
    AssistFlow,
    ReplyFlow,
    ExecutionFlow,
    ServiceFlow,
    DecisionFlow,
    LeadingFlow,
    ReporterNoticeFlow,
    MeasureFlow,
)
"""The work beside the case's own way."""
FLOW_OF_RULE: dict[str, type[DeskFlow]] = {rule: each for each in BESIDE for rule in each.rules}
"""Rule of a limit → the flow of the work that it is the limit of; the case's own where none."""
