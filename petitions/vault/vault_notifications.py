"""What is told of openings, and to whom: never a value, and nobody whom the case excludes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.outbox import OutgoingNotice, queue
from organizations.models import Person
from petitions.models.sealed_identity import Opening
from petitions.vault import vault_rights

DECIDED: Final = "decided"


def notify_requested(opening: Opening, *, at: datetime) -> None:
    """The heads, that a request waits for them."""
    heads = vault_rights.heads(opening.identity.case, at=at).exclude(pk=opening.asked_by_id)
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(number)s: opening the reporter's identity waits for your decision")
        body = _("%(person)s asks for %(minutes)s minutes.") % {
            "person": opening.asked_by,
            "minutes": opening.minutes,
        }
    _notify(heads, opening, (subject, body), what="asked", at=at)


def notify_decided(opening: Opening, *, at: datetime) -> None:
    """Who asked, how it was decided: at once, since the minutes run."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = (
            _("%(number)s: you may open the reporter's identity")
            if opening.state == Opening.State.GRANTED
            else _("%(number)s: opening the reporter's identity was refused")
        )
        body = (
            _("For %(minutes)s minutes from now.") % {"minutes": opening.minutes}
            if opening.state == Opening.State.GRANTED
            else opening.note
        )
    _notify([opening.asked_by], opening, (subject, body), what=DECIDED, at=at)


def notify_opened(opening: Opening, *, at: datetime) -> None:
    """The heads of the case, once for each opening, that the identity was read."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(number)s: the reporter's identity was read")
        body = _("Read by %(person)s, let by %(other)s.") % {
            "person": opening.asked_by,
            "other": opening.decided_by,
        }
    heads = vault_rights.heads(opening.identity.case, at=at)
    _notify(heads, opening, (subject, body), what="opened", at=at)


def _notify(
    people: Iterable[Person], opening: Opening, text: tuple[str, str], *, what: str, at: datetime
) -> None:
    subject, body = text
    words = [
        OutgoingNotice(
            recipient_id=person.pk,
            kind="vault",
            subject=subject % {"number": opening.identity.case.number},
            body=body,
            url=reverse("petitions:opening", args=[opening.pk]),
            dedupe_key=f"{opening.reference}:{what}",
            is_alarm=what == DECIDED,
            discreet=True,
        )
        for person in people
    ]
    queue(words, at=at)
