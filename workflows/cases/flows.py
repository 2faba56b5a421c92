"""The way of a case from desk to desk, as a flow that can be drawn.

The flow decides nothing legal: after each act a switch looks at the new status and opens the
desk that has the next step.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.utils.translation import gettext_lazy as _
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.activation import Activation

from organizations.models import Person, Role, Unit, UnitKind
from organizations.selectors import posts_of
from workflows.models import Case, CaseProcess, DeskTask
from workflows.models.exclusion import shut_out_of
from workflows.states import AT_INTAKE, IN_CHECK, SETTLED, Kind, Status


def trust_the_door(_flow: type, _process: int) -> AbstractContextManager[None]:
    """No lock of the flow's own: the door holds the case's row before a desk is touched."""
    return nullcontext()


@dataclass(frozen=True, slots=True)
class DeskPlace:
    """Where a desk stands: a unit and the role that works there, or one named person."""

    unit: Unit
    role: Role
    owner: Person | None = None


def first_role(kind: str, unit: Unit) -> Role:
    """Who meets a case of this kind first in a unit."""
    if kind == Kind.TIP_OFF:
        return Role.CLUE_OFFICER
    return Role.OFFICER if unit.kind == UnitKind.PETITION_BUREAU else Role.UNIT_OFFICER


def _officer_at(unit: Unit) -> DeskPlace:
    return DeskPlace(unit, first_role(Kind.PETITION, unit))


def triage_place(case: Case) -> DeskPlace:
    return _officer_at(case.intake_unit)


def notice_place(case: Case) -> DeskPlace:
    return _officer_at(case.holding_unit)


def holder_place(case: Case) -> DeskPlace:
    return DeskPlace(case.holding_unit, Role.UNIT_OFFICER)


def sender_place(case: Case) -> DeskPlace:
    return _officer_at(case.sender_unit or case.intake_unit)


def signing_place(case: Case) -> DeskPlace:
    if case.leader and case.leader_id != case.drafter_id:
        return DeskPlace(case.holding_unit, Role.LEADER, case.leader)
    return DeskPlace(case.holding_unit, Role.UNIT_HEAD)


def review_place(case: Case) -> DeskPlace:
    return DeskPlace(case.review_unit or case.holding_unit, Role.REVIEWER)


def recheck_place(case: Case) -> DeskPlace:
    return DeskPlace(case.review_unit or case.holding_unit, Role.RECHECKER)


def intake_place(case: Case) -> DeskPlace:
    return DeskPlace(case.holding_unit, Role.CLUE_OFFICER)


def section_place(case: Case) -> DeskPlace:
    return DeskPlace(case.holding_unit, Role.CLUE_HANDLER)


def approval_place(case: Case) -> DeskPlace:
    return DeskPlace(case.holding_unit, Role.CLUE_HEAD)


def flow_position(*statuses: Status) -> Callable[[Activation], bool]:
    return lambda activation: activation.process.case.status in statuses


class Desk(flow.View):  # type: ignore[misc]  # viewflow ships no types
    """A human task; our own pages do it, so viewflow's view is never routed."""

    def calc_owner(self, activation: Activation) -> Person | None:
        """Set the new task down at its unit and role; whoever worked there before goes on."""
        task, case = activation.task, activation.process.case
        place = PLACES[self.name](case)
        task.case, task.unit, task.role = case, place.unit, place.role
        task.since = activation.process.moved_at
        activation.process.opened = task
        return place.owner or _worked_here(activation.process, place)


def _worked_here(process: CaseProcess, place: DeskPlace) -> Person | None:
    """Who last worked at this desk of the case and still holds a post that may."""
    there = [t for t in process.desks if (t.unit_id, t.role) == (place.unit.pk, place.role)]
    owners = [t.owner_id for t in there if t.owner_id]
    shut_out = shut_out_of(process.case, owners, at=process.moved_at)
    known = (t.owner for t in reversed(there) if t.owner and t.owner_id not in shut_out)
    return next((person for person in known if _sits(person, place, process.moved_at)), None)


def _sits(person: Person, place: DeskPlace, at: datetime) -> bool:
    held = {(post.unit_id, post.role) for post in posts_of(person, at=at)}
    return (place.unit.pk, place.role) in held


class ByStatus(flow.Switch):  # type: ignore[misc]  # viewflow ships no types
    """A switch that passes straight on: the status is on record, so the choice needs no row."""

    def _create(self, prev_activation: Activation, token: Any, **given: Any) -> Activation:
        chosen = next(node for node, fits in self._branches if not fits or fits(prev_activation))
        return chosen._create(prev_activation, token, **given)


def desk(title: Any) -> Desk:
    return cast(Desk, Desk(None).Next(this.route).Annotation(title=title))


class PetitionFlow(flow.Flow):  # type: ignore[misc]  # viewflow ships no types
    """The way of a petition."""

    process_class = CaseProcess
    task_class = DeskTask
    process_title = _("The way of a petition")
    lock_impl = staticmethod(trust_the_door)

    start = flow.StartHandle(this.begin).Next(this.route).Annotation(title=_("Registration"))
    route = (
        ByStatus()
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
    triage_desk = desk(_("Triage"))
    notice_desk = desk(_("Written notice"))
    objection_desk = desk(_("Objection"))
    acceptance_desk = desk(_("Begin the investigation"))
    investigation_desk = desk(_("Investigation and draft"))
    signing_desk = desk(_("Sign-off"))
    service_desk = desk(_("Service"))
    closing_desk = desk(_("Closing"))
    review_desk = desk(_("Review"))
    review_closing_desk = desk(_("Closing after review"))
    recheck_desk = desk(_("Recheck"))
    end = flow.End().Annotation(title=_("End"))

    def begin(self, activation: Activation, *, case: Case, at: datetime) -> CaseProcess:
        process = activation.process
        process.case, process.moved_at, process.desks = case, at, []
        return cast(CaseProcess, activation.process)


class TipOffFlow(flow.Flow):  # type: ignore[misc]  # viewflow ships no types
    """The way of a tip-off."""

    process_class = CaseProcess
    task_class = DeskTask
    process_title = _("The way of a tip-off")
    lock_impl = staticmethod(trust_the_door)

    start = flow.StartHandle(this.begin).Next(this.route).Annotation(title=_("Receipt"))
    route = (
        ByStatus()
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
    sealed_desk = desk(_("Sending up"))
    intake_desk = desk(_("Screening"))
    section_desk = desk(_("Clue registration"))
    plan_desk = desk(_("Disposal opinion"))
    disposal_desk = desk(_("Approval of the disposal"))
    check_desk = desk(_("Talk, inquiry or verification"))
    conclusion_desk = desk(_("Conclusion"))
    held_desk = desk(_("Held clues"))
    result_desk = desk(_("Feedback and return of the result"))
    end = flow.End().Annotation(title=_("End"))

    def begin(self, activation: Activation, *, case: Case, at: datetime) -> CaseProcess:
        process = activation.process
        process.case, process.moved_at, process.desks = case, at, []
        return cast(CaseProcess, activation.process)


PLACES: dict[str, Callable[[Case], DeskPlace]] = {
    "triage_desk": triage_place,
    "notice_desk": notice_place,
    "objection_desk": sender_place,
    "acceptance_desk": holder_place,
    "investigation_desk": holder_place,
    "signing_desk": signing_place,
    "service_desk": holder_place,
    "closing_desk": holder_place,
    "review_desk": review_place,
    "review_closing_desk": holder_place,
    "recheck_desk": recheck_place,
    "sealed_desk": intake_place,
    "intake_desk": intake_place,
    "section_desk": section_place,
    "plan_desk": section_place,
    "disposal_desk": approval_place,
    "check_desk": section_place,
    "conclusion_desk": approval_place,
    "held_desk": section_place,
    "result_desk": section_place,
}

FLOWS: dict[str, type[flow.Flow]] = {Kind.PETITION: PetitionFlow, Kind.TIP_OFF: TipOffFlow}
