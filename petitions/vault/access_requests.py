"""Opening a sealed identity: asked with a reason, let by a second person, for minutes, recorded.

Every look is a reading in the audit, written before the values are shown.
"""

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from organizations.models import Person
from petitions.models.sealed_identity import MAX_MINUTES, Opening, SealedIdentity
from petitions.vault import vault_notifications, vault_rights
from petitions.vault.disclosure_check import check
from petitions.vault.identity_sealing import unsealed
from workflows.acts.act_refusals import Forbidden, NotFound, Refused
from workflows.acts.disclosure_port import Text
from workflows.audit.read_log import Reading, record
from workflows.models import Case, Part


@transaction.atomic
def ask(
    sealed: SealedIdentity, person: Person, *, reason: str, minutes: int, at: datetime
) -> Opening:
    """Ask to read an identity for some minutes; the heads are told.

    Raises NotFound or Forbidden, and Refused without a reason, for too long, while a request of
    the same person waits, and where nobody else could decide.
    """
    _admit(person, sealed.case, at, may=vault_rights.may_ask(person, sealed.case, at=at))
    if not reason.strip():
        raise Refused(_("Say why the identity must be read (规则 47)."))
    if not 1 <= minutes <= MAX_MINUTES:
        raise Refused(_("An identity is opened for 1 to %(most)s minutes.") % {"most": MAX_MINUTES})
    check(sealed.case, Text(reason, is_issued=False))
    if not vault_rights.heads(sealed.case, at=at).exclude(pk=person.pk).exists():
        raise Refused(_("Nobody but you could approve this. Ask the organ to name a second head."))
    try:
        with transaction.atomic():
            opening = Opening.objects.create(
                identity=sealed, asked_by=person, asked_at=at, reason=reason.strip(),
                minutes=minutes,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(_("A request of yours for this identity waits already.")) from error
    vault_notifications.notify_requested(opening, at=at)
    return opening


def approve(opening: Opening, person: Person, *, at: datetime, note: str = "") -> Opening:
    """Let it be opened, from now and for the minutes asked. Never by who asked."""
    return _decide(opening, person, Opening.grant, note=note, at=at)


def refuse(opening: Opening, person: Person, *, at: datetime, note: str) -> Opening:
    """Do not let it be opened; `note` says why."""
    if not note.strip():
        raise Refused(_("Say why the request is refused."))
    return _decide(opening, person, Opening.refuse, note=note, at=at)


@transaction.atomic
def _decide(
    opening: Opening,
    person: Person,
    decision: Callable[[Opening], None],
    *,
    note: str,
    at: datetime,
) -> Opening:
    held = Opening.objects.select_for_update(no_key=True).get(pk=opening.pk)
    case = held.identity.case
    _admit(person, case, at, may=vault_rights.may_decide(person, case, at=at))
    check(case, Text(note, is_issued=False))
    if held.asked_by_id == person.pk:
        raise Forbidden(_("Nobody decides on a request of their own."))
    if held.decided_at is not None:
        raise Refused(_("This request was decided in the meantime."))
    held.decided_by, held.decided_at = person, at
    held.note = note.strip()
    decision(held)
    held.save(update_fields=["decided_by", "decided_at", "state", "note"])
    vault_notifications.notify_decided(held, at=at)
    return held


def open_identity(opening: Opening, person: Person, *, at: datetime) -> dict[str, str]:
    """The values in the clear, for who asked and within the minutes.

    Each call is a look: it is recorded, and the first one is told to the heads of the case. An
    attempt that is refused is recorded too. Raises NotFound, Forbidden or Refused.
    """
    case = opening.identity.case
    reading = Reading(Part.IDENTITY, opening.reason, reference=opening.reference)
    try:
        _admit_look(opening, person, case, at)
    except Refused:
        attempt = Reading(Part.IDENTITY, refused=True, reference=opening.reference)
        record(case, person, attempt, at=at)
        raise
    with transaction.atomic():
        record(case, person, reading, at=at)
        vault_notifications.notify_opened(opening, at=at)
    return unsealed(opening.identity)


def _admit_look(opening: Opening, person: Person, case: Case, at: datetime) -> None:
    _admit(person, case, at, may=vault_rights.may_ask(person, case, at=at))
    if opening.asked_by_id != person.pk:
        raise Forbidden(_("An identity is opened to who asked for it, and to nobody else."))
    if not opening.is_open(at):
        raise Refused(_("The identity is not open, or its minutes are over. Ask again."))


def _admit(person: Person, case: Case, at: datetime, *, may: bool) -> None:
    """Strangers and the excluded learn nothing, readers that they may not."""
    if not vault_rights.readable(person, at=at).filter(pk=case.pk).exists():
        raise NotFound
    if not may:
        raise Forbidden(_("Your post does not allow this on the reporter's identity."))
