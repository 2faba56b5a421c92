"""The one door: everything that changes a case passes here, whoever asks."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django import forms
from django.db import transaction

from organizations.database_trouble import done_again
from organizations.prepared_statements import PreparedQuery, answer, execute
from workflows.acts import event_log
from workflows.acts.act import Act, Performance
from workflows.acts.act_refusals import AlreadyDone, Leaking, NotFound
from workflows.acts.actors import TIMER, Actor
from workflows.acts.new_case import NewCase
from workflows.acts.served_papers import SERVED
from workflows.audit import exclusion_record
from workflows.cases import access, act_completion
from workflows.cases.act_admission import admitted, as_approved, decided, filled
from workflows.cases.act_writing import carry_out, envelope, says_the_same
from workflows.cases.beside_cases import remember_beside
from workflows.cases.machines import ACTS, MACHINES
from workflows.models import ActorKind, Case, CaseEvent, Document, ServiceWay
from workflows.models.case_scope import BEGIN_GATHERING, GATHER

LOCK: Final = f"SELECT id, {GATHER} FROM workflows_case WHERE id = %s FOR NO KEY UPDATE"  # noqa: S608
ENVELOPE: Final = PreparedQuery(
    lambda pk: Case.objects.select_related("intake_unit__region", "holding_unit__region").filter(
        pk=pk
    ),
    int,
)
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


@done_again
def perform_once(
    case_id: int, act: str, *, seen_event: int | None, actor: Actor, at: datetime, **details: Any
) -> CaseEvent:
    """The same for whoever has seen the case up to an event, and may have clicked twice.

    Raises `AlreadyDone` if this actor has done this act since and said the same; it is looked for
    under the lock.
    """
    try:
        with transaction.atomic():
            case = _lock(case_id)
            at = _dated(case, at)
            asked = ACTS[case.kind].get(act)
            if asked and _was_done(case, asked, actor, seen_event, details):
                raise AlreadyDone(asked.label)
            declared = admitted(case, asked, actor, at)
            step = filled(case, declared, actor, at, details)
            declared, step = decided(case, declared, step)
            event = act_completion.complete(carry_out(case, declared, step))
            _serve_on_the_spot(step, event)
            _follow_up(case, declared, step)
            return event
    except Leaking:
        exclusion_record.note_passing(case_id, actor.person, act=act, at=at)
        raise


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
        declared = admitted(case, ACTS[case.kind].get(act), actor, at)
        step = filled(case, declared, actor, at, details, rehearsed=True)
        step = _without_files(declared, step)
        outcomes = carry_out(case, *as_approved(*decided(case, declared, step)))
        papers = [p for each in outcomes if each.papers for p in each.papers.without_numbers()]
        transaction.set_rollback(True)
    return papers


def _without_files(declared: Act, step: Performance) -> Performance:
    fields = declared.form.base_fields
    files = {name for name in step.details if isinstance(fields.get(name), forms.FileField)}
    return replace(step, details={**step.details, **dict.fromkeys(files, ())})


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
                scan=step.details["handed_slip"],
            )


def _follow_up(case: Case, declared: Act, step: Performance) -> None:
    """What must not wait for anybody is done in the same transaction."""
    if declared.followed_by and (due := declared.followed_by(case, step)):
        name, details = due
        perform(case.pk, name, actor=TIMER, at=step.at, **details)


@done_again
def open_case(new: NewCase, *, actor: Actor, at: datetime) -> CaseEvent:
    """Open a case: its envelope, its letter and its first act, all of it or nothing.

    Asks access, the details and the law's guards before the letter is written, since of some
    matters nothing may be written (规则 15). Raises what `perform` raises.
    """
    with transaction.atomic():
        execute(BEGIN_GATHERING)
        case = envelope(new, at)
        own = Actor.petitioner(case.pk) if actor.kind == ActorKind.PETITIONER else actor
        declared = admitted(case, ACTS[new.kind].get(new.first_act), own, at)
        step = filled(case, declared, own, at, new.details)
        new.put_letter(case)
        event = act_completion.complete(carry_out(case, declared, step))
        _follow_up(case, declared, step)
        # Who must not learn of it may be noted at any time from now on.
        case.forget("exclusions")
        return event


def available_acts(case: Case, actor: Actor, *, at: datetime) -> list[Act]:
    """What this actor may do on the case as it stands, in the order of the declarations."""
    possible = [act for act in ACTS[case.kind].values() if case.status in act.sources]
    allowed = access.allowed(actor, (act.name for act in possible), case, at=at)
    return [
        act
        for act in possible
        if act.name in allowed and act.available_if(case) and act.offered_to(case, actor, at)
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
    if not answer(LOCK, case_id):
        raise NotFound
    (case,) = ENVELOPE(case_id)
    remember_beside(case)
    return _as_machine(case)


def _was_done(
    case: Case, asked: Act, actor: Actor, seen_event: int | None, details: Mapping[str, Any]
) -> bool:
    if seen_event is None:
        return False
    done = event_log.last_done(actor, asked.recorded_as, case.pk, seen_event)
    return done is not None and says_the_same(done, details)


def _dated(case: Case, at: datetime) -> datetime:
    """The instant of an act, known once the row is held: others may have had their turn first."""
    last = case.last_event_at
    return last if last and last - LONGEST_WAIT <= at < last else at
