"""What an act writes: case, event, limits, desks and papers, in the transaction of the door."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.files import File
from django.db import models

from organizations.prepared_statements import insert, update
from workflows.acts import day_bounds, event_log
from workflows.acts.act import Act, Performance
from workflows.acts.act_refusals import Refused
from workflows.acts.new_case import NewCase
from workflows.cases import (
    access,
    act_completion,
    act_notices,
    desk_moves,
    event_files,
    participants,
)
from workflows.cases.act_admission import retained_details
from workflows.cases.act_completion import ActOutcome
from workflows.cases.beside_cases import BESIDE
from workflows.cases.machines import ACTS, MACHINES
from workflows.clocks import clock_services
from workflows.counting.work_calendar import legal_date
from workflows.measures import measure_services
from workflows.models import Case, CaseEvent, Clock, TransferEntry
from workflows.papers import paper_issuing
from workflows.petition import review_tiers
from workflows.states import OPEN, Status
from workflows.tipoff import exclusion_rules, timestamp_coarsening
from workflows.transfers import transfer_register


def carry_out(case: Case, declared: Act, step: Performance) -> list[ActOutcome]:
    """Everything that needs no number; what is left to complete of the act, and of the act that
    opens a case beside it.
    """
    source, acting = case.status, _acting_unit(case, declared, step)
    if declared.step is None:
        getattr(case, declared.name)(step)
    case.last_event_at = step.at
    if case.status not in OPEN and source != case.status:
        case.finished_at = step.at
    elif case.is_open:
        case.finished_at = None
    event = _write_event(case, declared, step, source, acting)
    sent = transfer_register.enter(case, declared, step, event)
    update(case)
    participants.note_parts(case, step.at, sealing=declared.seals_letter)
    if declared.seals_letter:
        act_notices.hush(case)
    if case.finished_at == step.at:
        participants.end_tasks(case, step.at)
        measure_services.end_all(case, event)
    measure = declared.on_performed(case, step, event) if declared.on_performed else None
    event_files.keep(declared, step, event)
    kept = clock_services.apply(case, declared, step, event, measure)
    participants.admit(case, review_tiers.organs_of_windows(case, kept.started), step.at)
    changed = [*kept.stopped, *kept.started]
    desk_moves.follow_work(case, changed, measure, actor=step.actor, at=step.at)
    told = [
        *_move_desk(case, declared, step, event, kept.stopped),
        *act_notices.beside_desk(case, declared, event, measure),
    ]
    outcome = ActOutcome(
        case, event, paper_issuing.prepare(case, declared, step, event, kept), told
    )
    if not declared.creates_case:
        return [outcome]
    return [outcome, *_open_beside(declared.creates_case(case, step), step, sent)]


def _open_beside(new: NewCase, step: Performance, sent: TransferEntry | None) -> list[ActOutcome]:
    """Open the case that an act brings about; that act's own guards have let it pass."""
    case = envelope(new, step.at, to_sign_for=sent if new.is_sent else None)
    new.put_letter(case)
    first = Performance(new.actor or step.actor, step.at, new.details, new.unit.pk)
    return carry_out(case, ACTS[new.kind][new.first_act], first)


def envelope(new: NewCase, at: datetime, *, to_sign_for: TransferEntry | None = None) -> Case:
    """An empty envelope before its first act; it has a place-holder for its number."""
    try:
        day_bounds.check_receipt(new.received_on, today=legal_date(at))
    except forms.ValidationError as wrong:
        raise Refused(" ".join(wrong.messages)) from wrong
    case = MACHINES[new.kind](
        kind=new.kind,
        number=act_completion.unnumbered(),
        intake_unit=new.unit,
        holding_unit=new.unit,
        received_on=new.received_on,
        registered_at=at,
        source_case=new.parent,
        to_sign_for=to_sign_for,
        source=new.source,
    )
    insert([case])
    for related in BESIDE:
        case.remember(related, [])
    if new.parent:
        exclusion_rules.shut_out_alike(new.parent, case, at=at)
        case.forget("exclusions")
    return case


def _write_event(
    case: Case, declared: Act, step: Performance, source: str, acting: int | None
) -> CaseEvent:
    happened = CaseEvent(
        case=case,
        act=declared.name,
        actor_kind=step.actor.kind,
        actor=step.actor.person,
        **_known_unit(case, acting),
        at=step.at,
        source=source,
        target=case.status,
        details={
            name: _recorded(value) for name, value in retained_details(declared, step).items()
        },
        **(
            {"recorded_at": step.at}
            if timestamp_coarsening.is_coarsened(case, step.actor.kind)
            else {}
        ),
    )
    (event,) = event_log.append([happened])
    return event


def _known_unit(case: Case, acting: int | None) -> dict[str, Any]:
    """The unit in whose name it is done, mostly one that was read with the case."""
    known = {unit.pk: unit for unit in (case.intake_unit, case.holding_unit)}
    return {"actor_unit": known[acting]} if acting in known else {"actor_unit_id": acting}


def _move_desk(
    case: Case, declared: Act, step: Performance, event: CaseEvent, stopped: Sequence[Clock]
) -> Iterator[act_notices.PendingNotice]:
    """Put the case on the desk where it belongs now; who is to be told of it."""
    if event.source == Status.NEW:
        task = desk_moves.begin(case, at=step.at)
    elif event.source not in OPEN and case.is_open:
        task = desk_moves.go_on(case, at=step.at)
    elif _moves_on(case, declared, event, stopped):
        task = desk_moves.follow(case, actor=step.actor, at=step.at)
        if declared.moves_desk:
            desk_moves.redraw(case, at=step.at)
    elif declared.moves_desk:
        task = desk_moves.redraw(case, at=step.at)
        yield act_notices.of_leaders(case, event)
    elif declared.notifies_desk:
        task = desk_moves.waiting(case)
    else:
        return
    event.desk = task
    if task:
        yield act_notices.of_desk(case, declared, task, event)


def _moves_on(case: Case, declared: Act, event: CaseEvent, stopped: Sequence[Clock]) -> bool:
    """Whether the case has a next desk: it got further, went elsewhere, or was owed no more."""
    if event.source != event.target or (stopped and not case.is_open):
        return True
    return bool(declared.sends) and not declared.creates_case


def _acting_unit(case: Case, declared: Act, step: Performance) -> int | None:
    """The unit in whose name the person acted: the post that the table granted it to."""
    if step.actor.person is None:
        return None
    roles = {grant.role for grant in declared.by}
    held = [p for p in access.posts_of(step.actor.person, at=step.at) if p.role in roles]
    own = [p for p in held if access.has_relation(case, declared.by, p, step.actor.person)]
    return (own or held)[0].unit_id if own or held else None


def _recorded(value: Any) -> Any:
    """A detail as the event keeps it: plain JSON, rows by id and name, files by name."""
    if isinstance(value, models.Model):
        return {"id": value.pk, "name": str(value)}
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, File):
        return value.name
    return [_recorded(each) for each in value] if isinstance(value, list) else value


def says_the_same(recorded: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    """Whether details as an event keeps them are those of a form, as far as it keeps them."""
    both = recorded.keys() & given.keys()
    return all(_as_sent(recorded[name]) == _as_sent(_recorded(given[name])) for name in both)


def _as_sent(value: Any) -> Any:
    """A recorded detail as a form sends it."""
    if isinstance(value, Mapping):
        return str(value.get("id", value))
    if isinstance(value, list):
        return [_as_sent(each) for each in value]
    if value in (True, "on", "true", "True"):
        return "on"
    return "" if value in (None, False) else "\n".join(str(value).split("\r\n")).strip()
