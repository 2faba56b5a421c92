"""The one door: everything that changes a case passes here, whoever asks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django import forms
from django.core.files import File
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from workflows.acts import day_bounds, disclosure_port, event_log
from workflows.acts.act import Act, Performance
from workflows.acts.act_refusals import (
    AlreadyDone,
    Forbidden,
    IllegalMove,
    Incomplete,
    Leaking,
    NotFound,
    Refused,
    StaffSession,
)
from workflows.acts.actors import Actor
from workflows.acts.decision import ProposalStep
from workflows.acts.declared_acts import PROPOSED_BY, carried_out, needs_decision
from workflows.acts.new_case import NewCase
from workflows.acts.pending_proposals import open_proposal
from workflows.acts.served_papers import SERVED
from workflows.audit import exclusion_record
from workflows.cases import (
    access,
    act_completion,
    act_notices,
    desk_moves,
    event_files,
    last_move,
    participants,
)
from workflows.cases.act_completion import ActOutcome
from workflows.cases.machines import ACTS, MACHINES
from workflows.clocks import clock_services
from workflows.counting.work_calendar import legal_date
from workflows.measures import measure_services
from workflows.models import (
    ActorKind,
    Case,
    CaseEvent,
    Clock,
    Document,
    ServiceWay,
    TransferEntry,
)
from workflows.papers import paper_issuing
from workflows.petition import review_tiers
from workflows.states import OPEN, Status
from workflows.tipoff import exclusion_rules, timestamp_coarsening
from workflows.transfers import transfer_register

LOCK: Final = "SELECT id FROM workflows_case WHERE id = %s FOR NO KEY UPDATE"
BESIDE: Final = ("parts", "exclusions")
LONGEST_WAIT: Final = timedelta(minutes=1)
"""How long an act may have waited for its turn, and be no act that is dated back."""


def perform(case_id: int, act: str, *, actor: Actor, at: datetime, **details: Any) -> CaseEvent:
    """Perform one act on a case, all of it or nothing.

    Locks the case, asks access, checks the status, the details and the law's guards, then
    writes the event, clocks, papers, desk and notices in one transaction. `at` is when the
    caller acted; an act that had to wait for another is dated after that. Raises a subclass
    of `Refused` that says what to do; `Incomplete` carries the form as it was filled in.
    """
    return perform_once(case_id, act, seen_event=None, actor=actor, at=at, **details)


def perform_once(
    case_id: int, act: str, *, seen_event: int | None, actor: Actor, at: datetime, **details: Any
) -> CaseEvent:
    """The same for whoever has seen the case up to an event, and may have clicked twice.

    Raises `AlreadyDone` if this actor has done this act since; it is looked for under the lock.
    """
    try:
        with transaction.atomic():
            case = _lock(case_id)
            at = _dated(case, at)
            asked = ACTS[case.kind].get(act)
            if asked and _was_done(case, asked, actor, seen_event):
                raise AlreadyDone(asked.label)
            declared = _admit(case, asked, actor, at)
            step = _filled(case, declared, actor, at, details)
            declared, step = _decided(case, declared, step)
            event = act_completion.complete(_carry_out(case, declared, step))
            _serve_on_the_spot(step, event)
            return event
    except Leaking:
        exclusion_record.note_passing(case_id, actor.person, act=act, at=at)
        raise


def _decided(case: Case, declared: Act, step: Performance) -> tuple[Act, Performance]:
    """The act that is carried out: what was proposed, if it approves something."""
    if declared.step is ProposalStep.APPROVE:
        return _as_proposed(case, declared, step)
    if declared.decision:
        _done_alone(case, declared, step)
    return declared, step


def rehearse(
    case_id: int, act: str, *, actor: Actor, at: datetime, **details: Any
) -> list[Document]:
    """The papers that an act would issue, without their numbers; nothing of it is kept.

    Of a proposal those that its approval would issue. Files that were given are left out: what
    is stored of one can't be rolled back. Raises what `perform` raises.
    """
    with transaction.atomic():
        case = _lock(case_id)
        at = _dated(case, at)
        declared = _admit(case, ACTS[case.kind].get(act), actor, at)
        step = _without_files(declared, _filled(case, declared, actor, at, details))
        outcomes = _carry_out(case, *_as_approved(*_decided(case, declared, step)))
        papers = [p for each in outcomes if each.papers for p in each.papers.without_numbers()]
        transaction.set_rollback(True)
    return papers


def _without_files(declared: Act, step: Performance) -> Performance:
    fields = declared.form.base_fields
    files = {name for name in step.details if isinstance(fields.get(name), forms.FileField)}
    return replace(step, details={**step.details, **dict.fromkeys(files, ())})


def _as_approved(declared: Act, step: Performance) -> tuple[Act, Performance]:
    """What is proposed, as if it were approved at once, in the name of the proposer's unit."""
    if declared.step is ProposalStep.PROPOSE and declared.about:
        return replace(declared.about, by=declared.by), step
    return declared, step


def _serve_on_the_spot(step: Performance, event: CaseEvent) -> None:
    """What was handed over as it was issued has a service of its own on record."""
    if not step.details.get("handed_to"):
        return
    for paper in event.documents.all():
        if served := SERVED.get(paper.kind):
            perform(
                event.case_id,
                served.served_by,
                actor=step.actor,
                at=step.at,
                paper=paper.number,
                way=ServiceWay.DIRECT,
                served_on=step.on,
                received_by=step.details["handed_to"],
            )


def open_case(new: NewCase, *, actor: Actor, at: datetime) -> CaseEvent:
    """Open a case: its envelope, its letter and its first act, all of it or nothing.

    Asks access, the details and the law's guards before the letter is written, since of some
    matters nothing may be written (规则 15). Raises what `perform` raises.
    """
    with transaction.atomic():
        case = _envelope(new, at)
        own = Actor.petitioner(case.pk) if actor.kind == ActorKind.PETITIONER else actor
        declared = _admit(case, ACTS[new.kind].get(new.first_act), own, at)
        step = _filled(case, declared, own, at, new.details)
        new.put_letter(case)
        event = act_completion.complete(_carry_out(case, declared, step))
        # Who must not learn of it may be noted at any time from now on.
        case.forget("exclusions")
        return event


def available_acts(case: Case, actor: Actor, *, at: datetime) -> list[Act]:
    """What this actor may do on the case as it stands, in the order of the declarations."""
    return [
        declared
        for declared in ACTS[case.kind].values()
        if case.status in declared.sources
        and access.may(actor, declared.name, case, at=at)
        and declared.available_if(case)
        and declared.offered_to(case, actor, at)
    ]


def blank_form(
    case: Case,
    declared: Act,
    actor: Actor,
    *,
    at: datetime,
    initial: Mapping[str, Any] | None = None,
) -> forms.Form:
    """The act's form, empty but for what the page knows already."""
    return declared.form(initial=initial, case=_as_machine(case), actor=actor, at=at)


def filled_form(
    case: Case, declared: Act, actor: Actor, *, at: datetime, details: Mapping[str, Any]
) -> forms.Form:
    """The act's form as somebody filled it in, to be shown again."""
    return declared.form(details, details, case=_as_machine(case), actor=actor, at=at)


def _as_machine(case: Case) -> Case:
    """The case as the class that declares its acts: a form asks them for their days."""
    case.__class__ = MACHINES[case.kind]
    return case


def _lock(case_id: int) -> Case:
    """The case under a row lock that foreign keys of events need not wait for.

    It is read once the row is held: what a join found while waiting for it may be gone by then.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [case_id])
        if cursor.fetchone() is None:
            raise NotFound
    units = ("intake_unit__region", "holding_unit__region")
    case = Case.objects.select_related(*units).prefetch_related(*BESIDE).get(pk=case_id)
    return _as_machine(case)


def _was_done(case: Case, asked: Act, actor: Actor, seen_event: int | None) -> bool:
    if seen_event is None:
        return False
    return event_log.has_done(actor, asked.recorded_as, case.pk, seen_event)


def _dated(case: Case, at: datetime) -> datetime:
    """The instant of an act, known once the row is held: others may have had their turn first."""
    last = case.last_event_at
    return last if last and last - LONGEST_WAIT <= at < last else at


def _admit(case: Case, declared: Act | None, actor: Actor, at: datetime) -> Act:
    """Strangers learn nothing, readers learn that they may not, everybody learns the status."""
    if declared is None or not access.may(actor, declared.name, case, at=at):
        if actor.person is None or not access.may(actor, access.SEE, case, at=at):
            raise NotFound
        raise Forbidden(last_move.not_allowed(case, declared, actor, at=at))
    if case.status not in declared.sources:
        raise IllegalMove(last_move.not_now(case, declared, actor))
    if case.last_event_at and at < case.last_event_at:
        raise Refused(_("An act can't be dated before the last one on the case."))
    if actor.session_of is not None:
        raise StaffSession
    return declared


def _filled(
    case: Case, declared: Act, actor: Actor, at: datetime, details: Mapping[str, Any]
) -> Performance:
    form = declared.form(data=details, files=details, case=case, actor=actor, at=at)
    if not form.is_valid():
        raise Incomplete(form)
    step = Performance(actor, at, form.cleaned_data, case.holding_unit_id)
    exclusion_rules.forbid_leak(case, step)
    issued = (declared.about or declared).issues
    disclosure_port.check_details(case, _retained_details(declared, step), is_issued=bool(issued))
    for guard in declared.guards:
        guard(case, step)
    return step


def _done_alone(case: Case, declared: Act, step: Performance) -> None:
    """An act that only sometimes takes a decision is as good as proposed by whoever does it."""
    if needs_decision(declared, case, step):
        raise Refused(last_move.propose_first(declared))
    for guard in declared.decision.proposer_guards if declared.decision else ():
        guard(case, step)


def _as_proposed(case: Case, approval: Act, step: Performance) -> tuple[Act, Performance]:
    """The act that was proposed, with the details of the proposal, by whoever approves it."""
    declared = carried_out(approval)
    proposal = open_proposal(case, declared.name)
    assert proposal is not None  # noqa: S101  # the approval's guard has looked
    try:
        filled = _filled(case, declared, step.actor, step.at, proposal.given(declared.form))
    except Incomplete as refusal:
        raise Refused(_outdated(refusal.form)) from refusal
    details = {**filled.details, **step.details, PROPOSED_BY: proposal.event.actor}
    return declared, replace(filled, details=details)


def _outdated(form: forms.Form) -> str:
    """Why what was proposed is possible no more: a unit has closed, a limit is past."""
    faults = " ".join(str(text) for texts in form.errors.values() for text in texts)
    return _("The proposal can't be carried out any more; reject it, for it to be made anew.") + (
        f" {faults}"
    )


def _carry_out(case: Case, declared: Act, step: Performance) -> list[ActOutcome]:
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
    case.save()
    participants.note_parts(case, step.at)
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
    case = _envelope(new, step.at, to_sign_for=sent if new.is_sent else None)
    new.put_letter(case)
    first = Performance(new.actor or step.actor, step.at, new.details, new.unit.pk)
    return _carry_out(case, ACTS[new.kind][new.first_act], first)


def _envelope(new: NewCase, at: datetime, *, to_sign_for: TransferEntry | None = None) -> Case:
    """An empty envelope before its first act; it has a place-holder for its number."""
    try:
        day_bounds.check_receipt(new.received_on, today=legal_date(at))
    except forms.ValidationError as wrong:
        raise Refused(" ".join(wrong.messages)) from wrong
    case = MACHINES[new.kind]._default_manager.create(
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
        actor_unit_id=acting,
        at=step.at,
        source=source,
        target=case.status,
        details={
            name: _recorded(value) for name, value in _retained_details(declared, step).items()
        },
        **(
            {"recorded_at": step.at}
            if timestamp_coarsening.is_coarsened(case, step.actor.kind)
            else {}
        ),
    )
    (event,) = event_log.append([happened])
    return event


def _retained_details(declared: Act, step: Performance) -> dict[str, Any]:
    """The details that the case keeps."""
    return {name: step.details[name] for name in step.details if name not in declared.redacts}


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
