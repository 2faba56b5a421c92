"""Where a desk stands: the unit, the role that works there, and the person if it is one's own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from organizations.models import Person, Role, Unit, UnitKind
from organizations.selectors import posts_of
from workflows.acts.pending_proposals import deciding_post
from workflows.cases.machines import ACTS
from workflows.models import CaseProcess
from workflows.states import Kind, Status


@dataclass(frozen=True, slots=True)
class DeskPlace:
    """Where a desk stands: a unit and the role that works there, or one named person."""

    unit: Unit
    role: Role
    owner: Person | None = None


FindPlace: TypeAlias = Callable[[CaseProcess], DeskPlace]


def first_role(kind: str, unit: Unit) -> Role:
    """Who meets a case of this kind first in a unit."""
    if kind == Kind.TIP_OFF:
        return Role.CLUE_OFFICER
    return Role.OFFICER if unit.kind == UnitKind.PETITION_BUREAU else Role.UNIT_OFFICER


def _officer_at(unit: Unit) -> DeskPlace:
    return DeskPlace(unit, first_role(Kind.PETITION, unit))


def triage_place(process: CaseProcess) -> DeskPlace:
    return _officer_at(process.case.intake_unit)


def notice_place(process: CaseProcess) -> DeskPlace:
    return _officer_at(process.case.holding_unit)


def holder_place(process: CaseProcess) -> DeskPlace:
    return DeskPlace(process.case.holding_unit, Role.UNIT_OFFICER)


def sender_place(process: CaseProcess) -> DeskPlace:
    return _officer_at(process.case.sender_unit or process.case.intake_unit)


def signing_place(process: CaseProcess) -> DeskPlace:
    case = process.case
    if case.leader and case.leader_id != case.drafter_id:
        return DeskPlace(case.holding_unit, Role.LEADER, case.leader)
    return DeskPlace(case.holding_unit, Role.UNIT_HEAD)


def review_place(process: CaseProcess) -> DeskPlace:
    return DeskPlace(process.case.review_unit or process.case.holding_unit, Role.REVIEWER)


def recheck_place(process: CaseProcess) -> DeskPlace:
    return DeskPlace(process.case.review_unit or process.case.holding_unit, Role.RECHECKER)


def intake_place(process: CaseProcess) -> DeskPlace:
    return DeskPlace(process.case.holding_unit, Role.CLUE_OFFICER)


def section_place(process: CaseProcess) -> DeskPlace:
    return DeskPlace(process.case.holding_unit, Role.CLUE_HANDLER)


def approval_place(process: CaseProcess) -> DeskPlace:
    return DeskPlace(process.case.holding_unit, Role.CLUE_HEAD)


def answering_place(process: CaseProcess) -> DeskPlace:
    """The unit that the limit runs for; in a discipline organ its intake section."""
    case = process.case
    unit = process.clock.unit if process.clock else case.holding_unit
    if unit.pk == case.review_unit_id:
        at_recheck = case.status == Status.UNDER_RECHECK
        return recheck_place(process) if at_recheck else review_place(process)
    return DeskPlace(unit, first_role(case.kind, unit))


def deciding_place(process: CaseProcess) -> DeskPlace:
    """Whoever decides on the proposal that the limit runs for."""
    assert process.clock is not None  # noqa: S101  # a decision's way has a limit
    begun = process.clock.events.select_related("case_event").get(kind="start").case_event
    awaits = ACTS[process.case.kind][begun.act].awaits
    return DeskPlace(*deciding_post(process.case, awaits, process.moved_at))


def leading_place(process: CaseProcess) -> DeskPlace:
    """The leader in charge; whoever names leaders while there is none."""
    case = process.case
    if case.leader:
        return DeskPlace(case.holding_unit, Role.LEADER, case.leader)
    return DeskPlace(case.intake_unit, Role.COORDINATOR)


def doing_place(process: CaseProcess) -> DeskPlace:
    """Whoever does the measure, as long as he serves in the unit that answers for it."""
    measure = process.measure
    assert measure is not None  # noqa: S101  # a measure's way has a measure
    posts = posts_of(measure.doer, at=process.moved_at)
    held = {post.role for post in posts if post.unit_id == measure.unit_id}
    only_heads = Role.UNIT_HEAD in held and Role.UNIT_OFFICER not in held
    role = Role.UNIT_HEAD if only_heads else Role.UNIT_OFFICER
    return DeskPlace(measure.unit, role, measure.doer if role in held else None)


def verifying_place(process: CaseProcess) -> DeskPlace:
    """Somebody else than the doer: the leader, a head of the holder, else whoever sent it down."""
    case, measure = process.case, process.measure
    assert measure is not None  # noqa: S101  # a measure's way has a measure
    if case.leader and case.leader_id != measure.doer_id:
        return DeskPlace(case.holding_unit, Role.LEADER, case.leader)
    if measure.unit_id == case.holding_unit_id and _is_head(process):
        return sender_place(process)
    return DeskPlace(case.holding_unit, Role.UNIT_HEAD)


def _is_head(process: CaseProcess) -> bool:
    """Whether the doer is a head of the unit that holds the case."""
    assert process.measure is not None  # noqa: S101
    held = posts_of(process.measure.doer, at=process.moved_at)
    head = (process.case.holding_unit_id, Role.UNIT_HEAD)
    return any((post.unit_id, post.role) == head for post in held)
