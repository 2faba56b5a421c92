"""The one door: everything that changes a case passes here, whoever asks."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django import forms
from django.core.files import File
from django.db import models, transaction
from django.utils.translation import gettext as _

from organizations.models import Unit
from workflows.acts import disclosure_port, letter_port
from workflows.acts.act import Act, Opening, Performance
from workflows.acts.act_refusals import (
    Forbidden,
    IllegalMove,
    Incomplete,
    Leaking,
    NotFound,
    Refused,
)
from workflows.acts.actors import IMPORTER, Actor
from workflows.audit import exclusion_record
from workflows.cases import access, act_notices, desks, participants
from workflows.cases.machines import ACTS, MACHINES
from workflows.clocks import clock_services
from workflows.counting.work_calendar import legal_date
from workflows.measures import measure_services
from workflows.models import Case, CaseEvent, CaseExclusion, TransferEntry
from workflows.papers import paper_issuing
from workflows.states import OPEN, Kind, Status
from workflows.tipoff import exclusion, timestamp_coarsening
from workflows.transfers import transfer_register

DEMAND: Final = ("subject", "text", "petitioner", "phone", "address")


def perform(case_id: int, act: str, *, actor: Actor, at: datetime, **details: Any) -> CaseEvent:
    """Perform one act on a case, all of it or nothing.

    Locks the case, asks access, checks the status, the details and the law's guards, then
    writes the event, clocks, papers, desk and notices in one transaction. Raises a subclass
    of `Refused` that says what to do; `Incomplete` carries the form as it was filled in.
    """
    try:
        with transaction.atomic():
            case = _lock(case_id)
            declared = _admit(case, ACTS[case.kind].get(act), actor, at)
            return _carry_out(case, declared, _filled(case, declared, actor, at, details))
    except Leaking:
        exclusion_record.note_passing(case_id, actor.person, act=act, at=at)
        raise


def new_envelope(  # noqa: PLR0913  # what is known of a case before its first act, all by name
    *,
    kind: str,
    unit: Unit,
    received_on: date,
    at: datetime,
    source_case: Case | None = None,
    to_sign_for: TransferEntry | None = None,
    source: str = "",
) -> Case:
    """An empty envelope at `unit`, before its first act; call within the transaction of that act.

    The letter is put in between this and `register`, so that the receipt can name it. `source`
    names who handed the matter over, as inspectors do.
    """
    case = MACHINES[kind]._default_manager.create(
        kind=kind,
        number=paper_issuing.case_number(unit, kind, legal_date(at)),
        intake_unit=unit,
        holding_unit=unit,
        received_on=received_on,
        registered_at=at,
        source_case=source_case,
        to_sign_for=to_sign_for,
        source=source,
    )
    participants.note_parts(case, at)
    return case


def available_acts(case: Case, actor: Actor, *, at: datetime) -> list[Act]:
    """What this actor may do on the case as it stands, in the order of the declarations."""
    return [
        declared
        for declared in ACTS[case.kind].values()
        if case.status in declared.sources
        and access.may(actor, declared.name, case, at=at)
        and declared.offered(case)
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
    return declared.form(initial=initial, case=case, actor=actor, at=at)


def _lock(case_id: int) -> Case:
    """The case under a row lock that foreign keys of events need not wait for."""
    locked = Case.objects.select_for_update(of=("self",), no_key=True)
    try:
        case = (
            locked.select_related("intake_unit__region", "holding_unit__region")
            .prefetch_related("parts", "exclusions")
            .get(pk=case_id)
        )
    except Case.DoesNotExist:
        raise NotFound from None
    case.__class__ = MACHINES[case.kind]
    return case


def _admit(case: Case, declared: Act | None, actor: Actor, at: datetime) -> Act:
    """Strangers learn nothing, readers learn that they may not, everybody learns the status."""
    if declared is None or not access.may(actor, declared.name, case, at=at):
        if actor.person is None or not access.may(actor, access.SEE, case, at=at):
            raise NotFound
        raise Forbidden(_("Your post does not allow this act on this case."))
    if case.status not in declared.sources:
        raise IllegalMove(
            _("“%(act)s” is not possible while the case is: %(status)s.")
            % {"act": declared.label, "status": case.get_status_display()}
        )
    if case.last_event_at and at < case.last_event_at:
        raise Refused(_("An act can't be dated before the last one on the case."))
    return declared


def _filled(
    case: Case, declared: Act, actor: Actor, at: datetime, details: Mapping[str, Any]
) -> Performance:
    form = declared.form(data=details, files=details, case=case, actor=actor, at=at)
    if not form.is_valid():
        raise Incomplete(form)
    step = Performance(actor, at, form.cleaned_data, case.holding_unit_id)
    exclusion.forbid_leak(case, step)
    disclosure_port.check_details(
        case, _retained_details(declared, step), is_issued=bool(declared.issues)
    )
    for guard in declared.guards:
        guard(case, step)
    return step


def _carry_out(case: Case, declared: Act, step: Performance) -> CaseEvent:
    source, acting = case.status, _acting_unit(case, declared, step)
    getattr(case, declared.name)(step)
    case.last_event_at = step.at
    if case.status not in OPEN and source != case.status:
        case.finished_at = step.at
    event = _write_event(case, declared, step, source, acting)
    sent = transfer_register.enter(case, declared, step, event)
    case.save()
    participants.note_parts(case, step.at)
    if case.finished_at == step.at:
        participants.end_tasks(case, step.at)
        measure_services.end_all(case, event)
    measure = declared.keeps(case, step, event) if declared.keeps else None
    kept = clock_services.apply(case, declared, step, event, measure)
    paper_issuing.issue(case, declared, step, event, kept)
    changed = [*kept.stopped, *kept.started]
    desks.follow_work(case, changed, measure, actor=step.actor, at=step.at)
    _move_desk(case, declared, step, event)
    if measure:
        act_notices.notify_of_measure(case, declared, measure, event)
    if declared.tells_unit:
        act_notices.notify_unit(case, declared, event)
    if declared.opens:
        OPENERS[declared.opens](case, step, sent)
    return event


def _write_event(
    case: Case, declared: Act, step: Performance, source: str, acting: int | None
) -> CaseEvent:
    return CaseEvent.objects.create(
        case_id=case.pk,
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


def _retained_details(declared: Act, step: Performance) -> dict[str, Any]:
    """The details that the case keeps."""
    return {name: step.details[name] for name in step.details if name not in declared.withholds}


def _move_desk(case: Case, declared: Act, step: Performance, event: CaseEvent) -> None:
    if event.source == Status.NEW:
        task = desks.begin(case, at=step.at)
    elif event.source != event.target or (declared.sends and not declared.opens):
        task = desks.follow(case, actor=step.actor, at=step.at)
    elif declared.moves_desk:
        task = desks.redraw(case, at=step.at)
        act_notices.notify_leaders(case, event)
    elif declared.tells_desk:
        task = desks.waiting(case)
    else:
        return
    act_notices.notify_desk(case, declared, task, event)


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


def _open_sealed(petition: Case, step: Performance, sent: TransferEntry | None) -> None:
    """条例 30③: the petition keeps its envelope; letter and people are sealed behind the tip-off.

    Whoever the letter complains of is shut out of both before anybody is told.
    """
    organ: Unit = step.details["unit"]
    names = "\n".join(
        filter(None, (step.details.get("names"), letter_port.facts(petition).complained))
    )
    exclusion.sent_to_the_competent(organ, names, at=step.at)
    tip_off = new_envelope(
        kind=Kind.TIP_OFF,
        unit=organ,
        received_on=step.on,
        at=step.at,
        source_case=petition,
        to_sign_for=sent,
    )
    _shut_out_alike(petition, tip_off, step.at)
    letter_port.seal_behind(petition, tip_off, on=step.on)
    Case.objects.filter(pk=petition.pk).update(sealed=True)
    received = Performance(step.actor, step.at, {"names": names} if names else {}, organ.pk)
    _carry_out(_lock(tip_off.pk), ACTS[Kind.TIP_OFF]["receive"], received)


def _open_demand(_clue: Case, step: Performance, sent: TransferEntry | None) -> None:
    """The demand goes on as a petition of its own, which nothing leads back to the clue.

    Not even who entered it: units further down would learn that a discipline organ had it.
    """
    unit: Unit = step.details["unit"]
    petition = new_envelope(
        kind=Kind.PETITION, unit=unit, received_on=step.on, at=step.at, to_sign_for=sent
    )
    told = {name: step.details.get(name, "") for name in DEMAND}
    letter_port.put_inside(petition, letter_port.ReturnedDemand(**told))
    entered = Performance(IMPORTER, step.at, {}, unit.pk)
    _carry_out(_lock(petition.pk), ACTS[Kind.PETITION]["register"], entered)


def _open_protection(tip_off: Case, step: Performance, _sent: TransferEntry | None) -> None:
    """规则 49: what was done to the reporter is a case of its own, hidden from the same people."""
    case = new_envelope(
        kind=Kind.TIP_OFF,
        unit=tip_off.holding_unit,
        received_on=step.on,
        at=step.at,
        source_case=tip_off,
    )
    _shut_out_alike(tip_off, case, step.at)
    _carry_out(_lock(case.pk), ACTS[Kind.TIP_OFF]["receive_protection"], step)


def _shut_out_alike(case: Case, other: Case, at: datetime) -> None:
    CaseExclusion.objects.bulk_create(
        CaseExclusion(
            case=other,
            person_id=shut.person_id,
            unit_id=shut.unit_id,
            reason=shut.reason,
            since=at,
        )
        for shut in case.exclusions.all()
    )


OPENERS: Final = {
    Opening.SEALED: _open_sealed,
    Opening.DEMAND: _open_demand,
    Opening.PROTECTION: _open_protection,
}
