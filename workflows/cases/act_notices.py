"""Whom an act is told to, and in which words. A notice never carries a letter's content."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.outbox import OutgoingNotice
from notifications.services import make_discreet
from organizations.models import Person, Role, Trait
from organizations.selectors import holders, seated, with_substitutes
from workflows.acts.act import Act
from workflows.acts.declared_acts import PROPOSED_BY
from workflows.acts.pending_proposals import deciding_post, open_proposal
from workflows.cases import access
from workflows.models import Case, CaseEvent, DeskTask, Measure
from workflows.models.case_exclusion import shut_out_of
from workflows.states import Kind
from workflows.tipoff import timestamp_coarsening

LANGUAGE = settings.LANGUAGE_CODE  # of whoever reads it, not of whoever acted


def case_url(case: Case) -> str:
    room = "cases" if case.kind == Kind.PETITION else "clues"
    return f"/{room}/{case.number}/"


@dataclass(frozen=True, slots=True)
class PendingNotice:
    """Words of an event for people who are known, put when the case has its number."""

    case: Case
    event: CaseEvent
    people: Sequence[Person]
    wording: Callable[[], tuple[str, str]]
    """The subject and the body."""
    not_before: datetime | None = None

    def notices(self) -> list[OutgoingNotice]:
        if not self.people:
            return []
        with translation.override(LANGUAGE):
            subject, body = self.wording()
        key = f"event:{self.event.pk}"
        words = notice_to(self.people, self.case, subject, body, key=key)
        return [replace(word, not_before=self.not_before) for word in words]


def of_desk(case: Case, act: Act, task: DeskTask, event: CaseEvent) -> PendingNotice:
    """For whoever sits at the new desk; the actor himself needs no word."""
    people = [task.owner] if task.owner else at_desk(task, at=event.at)
    told = with_substitutes(people, at=event.at)
    others = [p for p in admitted(told, case, at=event.at) if p.pk != event.actor_id]

    def wording() -> tuple[str, str]:
        subject = _("%(number)s waits for you: %(desk)s") % {
            "number": case.number,
            "desk": task.flow_task.task_title,
        }
        body = _("%(act)s was done; the case is now: %(status)s.") % {
            "act": act.label,
            "status": case.get_status_display(),
        }
        return subject, body

    coarsened = timestamp_coarsening.is_coarsened(case, event.actor_kind)
    morning = timestamp_coarsening.next_morning(event.at) if coarsened else None
    return PendingNotice(case, event, others, wording, morning)


def admitted(people: Sequence[Person], case: Case, *, at: datetime) -> Sequence[Person]:
    """Those of them who may know of the case: whoever is shut out of it is told nothing."""
    if case.kind == Kind.PETITION and not case.exclusions.all():
        return people
    may_see = set(access.who_may(access.SEE, case, at=at).values_list("pk", flat=True))
    return [person for person in people if person.pk in may_see]


def at_desk(task: DeskTask, *, at: datetime) -> Iterable[Person]:
    return seated(task.role, task.unit_id or 0, at=at)


def notice_to(
    people: Iterable[Person], case: Case, subject: str, body: str, *, key: str
) -> list[OutgoingNotice]:
    return [
        OutgoingNotice(
            recipient_id=person.pk,
            kind="case",
            subject=subject,
            body=body,
            url=case_url(case),
            dedupe_key=key,
            discreet=is_discreet(case),
        )
        for person in people
    ]


def is_discreet(case: Case) -> bool:
    """Whether no mail may name the case: of a tip-off, or of a letter passed on unread."""
    return case.kind == Kind.TIP_OFF or case.sealed


def hush(case: Case) -> None:
    """What still waits to be mailed about a case that has become discreet names it no more."""
    make_discreet(url=case_url(case))


def of_unit(case: Case, act: Act, event: CaseEvent) -> PendingNotice:
    """For the officers of the unit that the act names, and who stands in for them."""
    unit_id = event.details["unit"]["id"]
    assisting = access.roles_with("report_part", kind=case.kind) & set(Role.that(Trait.HANDLES))
    officers = holders(roles=assisting, unit_ids=[unit_id], at=event.at)
    people = with_substitutes(officers, at=event.at)

    def wording() -> tuple[str, str]:
        subject = _("%(number)s: %(act)s") % {"number": case.number, "act": act.label}
        body = _("Your unit is asked to assist; %(unit)s is the main unit.") % {
            "unit": case.holding_unit
        }
        return subject, body

    return PendingNotice(case, event, people, wording)


def of_leaders(case: Case, event: CaseEvent) -> PendingNotice:
    """For whoever the event has just made leader, or second leader, of the case."""
    named = [p for p in (case.leader, case.co_leader) if p and _is_named(p, event)]

    def wording() -> tuple[str, str]:
        subject = _("%(number)s was put under you") % {"number": case.number}
        return subject, _("The case is now: %(status)s.") % {"status": case.get_status_display()}

    return PendingNotice(case, event, named, wording)


def beside_desk(
    case: Case, act: Act, event: CaseEvent, measure: Measure | None
) -> Iterator[PendingNotice]:
    """Words of an act to others than those at the case's own desk."""
    if measure:
        yield of_measure(case, act, measure, event)
    if act.step or act.awaits or PROPOSED_BY in event.details:
        yield of_proposal(case, act, event)
    if act.notifies_unit:
        yield of_unit(case, act, event)


def of_proposal(case: Case, act: Act, event: CaseEvent) -> PendingNotice:
    """For whoever has to decide; once it is decided, for whoever had proposed it."""
    people = admitted(_heard_of_proposal(case, act, event), case, at=event.at)

    def wording() -> tuple[str, str]:
        subject = _("%(number)s: %(act)s") % {"number": case.number, "act": act.label}
        body = _("%(act)s was done; the case is now: %(status)s.") % {
            "act": act.label,
            "status": case.get_status_display(),
        }
        return subject, body

    return PendingNotice(case, event, [p for p in people if p.pk != event.actor_id], wording)


def _heard_of_proposal(case: Case, act: Act, event: CaseEvent) -> Sequence[Person]:
    if act.awaits:
        unit, role = deciding_post(case, act.awaits, event.at)
        return with_substitutes(holders(roles=[role], unit_ids=[unit.pk], at=event.at), at=event.at)
    proposal = open_proposal(case, (act.about or act).name)
    return [proposal.event.actor] if proposal and proposal.event.actor else []


def of_measure(case: Case, act: Act, measure: Measure, event: CaseEvent) -> PendingNotice:
    """For whoever does the measure and the leader who answers for it, but not the actor."""
    people = {person.pk: person for person in (measure.doer, measure.leader)}
    told = with_substitutes(people.values(), at=event.at)
    unheard = shut_out_of(case, [p.pk for p in told], at=event.at) | {event.actor_id}
    others = [p for p in told if p.pk not in unheard]

    def wording() -> tuple[str, str]:
        facts = {"number": case.number, "place": measure, "act": act.label}
        subject = _("%(number)s, measure %(place)s: %(act)s") % facts
        body = _("The measure is now: %(state)s; to be done by %(day)s.") % {
            "state": measure.get_state_display(),
            "day": measure.limit_on,
        }
        return subject, body

    return PendingNotice(case, event, others, wording)


def _is_named(person: Person, event: CaseEvent) -> bool:
    named = (event.details.get(key) or {} for key in ("leader", "co_leader"))
    return any(detail.get("id") == person.pk for detail in named)
