"""Proposing a change, and deciding on it: two people, one event that stays."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.outbox import OutgoingNotice, queue
from organizations.models import Person
from workflows.acts.act_refusals import Forbidden, Refused
from workflows.amendments.amendment_subject import (
    AmendmentError,
    AmendmentSubject,
    Content,
    Foreseen,
)
from workflows.amendments.calendar_subject import CalendarSubject
from workflows.amendments.ladder_subject import LadderSubject
from workflows.amendments.review_route_subject import ReviewRouteSubject
from workflows.amendments.rights_subject import RightsSubject
from workflows.amendments.rule_subject import RuleSubject
from workflows.cases.act_notices import LANGUAGE
from workflows.models import Amendment

SUBJECTS: Final[Mapping[str, AmendmentSubject]] = {
    Amendment.Subject.RULE: RuleSubject(),
    Amendment.Subject.CALENDAR: CalendarSubject(),
    Amendment.Subject.LADDER: LadderSubject(),
    Amendment.Subject.REVIEW: ReviewRouteSubject(),
    Amendment.Subject.RIGHTS: RightsSubject(),
}


def propose(subject: str, content: Content, *, by: Person, at: datetime, reason: str) -> Amendment:
    """Put a change before a second person. Nothing takes effect.

    Raises `AmendmentError` where the change can't be made, `Forbidden` where this person may not.
    """
    kind = SUBJECTS[subject]
    if refusal := kind.refusal_of(content, by=by, at=at):
        raise Forbidden(refusal)
    cleaned = kind.clean(content, at=at)
    with transaction.atomic(), translation.override(LANGUAGE):
        amendment = Amendment.objects.create(
            subject=subject,
            title=kind.title(cleaned),
            content=cleaned,
            reason=reason,
            proposed_by=by,
            proposed_at=at,
        )
        kind.enter(amendment, by=by, at=at)
        others = kind.deciders(cleaned, at=at).exclude(pk=by.pk)
        queue([_notify(amendment, person) for person in others], at=at)
    return amendment


def foresee(subject: str, content: Content, *, at: datetime) -> Foreseen:
    """The dry run: what the change would do to the open cases. Raises `AmendmentError`."""
    kind = SUBJECTS[subject]
    return kind.foresee(kind.clean(content, at=at), at=at)


def approve(pk: int, *, by: Person, at: datetime, remark: str = "") -> Amendment:
    """Carry a proposed change out, all of it or nothing, and keep what it did."""
    with transaction.atomic(), translation.override(LANGUAGE):
        amendment = _decide(pk, by=by, at=at, remark=remark)
        amendment.approve()
        foreseen = SUBJECTS[amendment.subject].carry_out(amendment, at=at)
        amendment.foreseen = foreseen.as_json()
        return _close(amendment, at=at)


def reject(pk: int, *, by: Person, at: datetime, remark: str) -> Amendment:
    """Leave everything as it is; the proposal is kept with the reason."""
    if not remark.strip():
        raise AmendmentError(_("Say why, so that the proposer can do better."))
    with transaction.atomic(), translation.override(LANGUAGE):
        amendment = _decide(pk, by=by, at=at, remark=remark)
        amendment.reject()
        SUBJECTS[amendment.subject].enter(amendment, by=by, at=at)
        return _close(amendment, at=at)


def _decide(pk: int, *, by: Person, at: datetime, remark: str) -> Amendment:
    """The amendment under a lock, with who decides on it, not yet moved or saved."""
    amendment = Amendment.objects.select_for_update().get(pk=pk)
    if amendment.proposed_by_id == by.pk:
        raise Forbidden(_("A second person decides, never the one who proposed it."))
    if not may_decide(amendment, by, at=at):
        raise Forbidden(_("Your post does not decide on changes of the settings."))
    if not amendment.is_waiting:
        raise Refused(_("This change has already been decided."))
    amendment.remark, amendment.decided_by, amendment.decided_at = remark, by, at
    return amendment


def may_decide(amendment: Amendment, person: Person, *, at: datetime) -> bool:
    """Whether this is for the person to decide, unless he proposed it himself."""
    deciders = SUBJECTS[amendment.subject].deciders(amendment.content, at=at)
    return deciders.filter(pk=person.pk).exists()


def _close(amendment: Amendment, *, at: datetime) -> Amendment:
    amendment.save()
    queue([_notify(amendment, amendment.proposed_by)], at=at)
    return amendment


def _notify(amendment: Amendment, person: Person) -> OutgoingNotice:
    subjects = {
        Amendment.State.PROPOSED: _("A change of the settings waits for you: %(title)s"),
        Amendment.State.APPROVED: _("Your change of the settings was approved: %(title)s"),
        Amendment.State.REJECTED: _("Your change of the settings was rejected: %(title)s"),
    }
    return OutgoingNotice(
        recipient_id=person.pk,
        kind="amendment",
        subject=subjects[Amendment.State(amendment.state)] % {"title": amendment.title},
        body=amendment.remark or amendment.reason,
        url=f"/limits/amendments/{amendment.pk}/",
        dedupe_key=f"amendment:{amendment.pk}:{amendment.state}",
    )
