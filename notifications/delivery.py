"""Sending what waits in the outbox, by any number of workers at once, each mail once.

A worker leases a batch in one short transaction, sends outside of it, and marks each delivery
only while the lease is still its own. A worker that dies before sending loses its lease and
another one sends. One window cannot be closed: a worker that dies after the mail server took a
mail and before the mark is written leaves a lease that runs out, and the mail is sent again.
Both carry the same Message-ID, by which receivers drop the second.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.channels import CHANNELS
from notifications.channels.transport import Message, Transport, TransportError
from notifications.models import Delivery
from organizations.transitions import move_all

log = structlog.get_logger(__name__)

BATCH = 20
BATCHES_PER_RUN = 50
LEASE = timedelta(minutes=10)
# A message is only begun while the lease outlasts every wait that sending it can meet.
LEASE_MARGIN = timedelta(seconds=max(channel.longest_s for channel in CHANNELS.values()))
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
# With these pauses a mail server may be down for a long weekend before a mail is given up.
MAX_ATTEMPTS = 20
ERROR_LENGTH = 300
OPEN_STATES = (Delivery.State.WAITING, Delivery.State.SENDING)

Clock = Callable[[], datetime]


def send_due(*, now: Clock) -> int:
    """Send what is due, oldest first, in leased batches; return how many messages went out.

    `now` is asked anew for every message, for a run may outlast a lease. Bounded: what is left
    after the last batch waits for the next run.
    """
    sent = 0
    for _batch in range(BATCHES_PER_RUN):
        leased = claim(at=now())
        if not leased:
            break
        sent += _send_batch(leased, now=now)
    return sent


def _send_batch(leased: Sequence[Delivery], *, now: Clock) -> int:
    """Send leased deliveries, each through the transport of its channel, opened once."""
    with ExitStack() as stack:
        ways = {
            key: stack.enter_context(CHANNELS[key].transport())
            for key in sorted({delivery.channel for delivery in leased})
        }
        return sum(_send_one(each, ways[each.channel], now=now) for each in leased)


def claim(*, at: datetime, limit: int = BATCH) -> list[Delivery]:
    """Lease up to `limit` due deliveries to the caller until `at` + LEASE; three statements.

    Due is what waits for its next try and what was leased to a worker whose time ran out:
    `next_try_at` of a leased delivery is the end of its lease. Every lease counts as a try.
    """
    until = at + LEASE
    with transaction.atomic():
        due = Delivery.objects.filter(
            state__in=OPEN_STATES, next_try_at__lte=at, channel__in=[*CHANNELS]
        )
        locked = due.order_by("next_try_at", "pk").select_for_update(skip_locked=True)
        keys = list(locked.values_list("pk", flat=True)[:limit])
        move_all(
            Delivery.objects.filter(pk__in=keys),
            Delivery.lease,
            attempts=F("attempts") + 1,
            leased_until=until,
            next_try_at=until,
        )
    leased = Delivery.objects.filter(pk__in=keys).order_by("pk")
    return list(leased.select_related("notice__recipient__notice_preference"))


def pause_after(attempts: int) -> timedelta:
    """How long to wait after this many tries: doubling from a minute to six hours."""
    doublings: int = 2 ** max(attempts - 1, 0)
    return min(FIRST_PAUSE * doublings, LONGEST_PAUSE)


def _send_one(delivery: Delivery, way: Transport, *, now: Clock) -> bool:
    """Send one leased delivery and mark what became of it; whether it went out."""
    begun = now()
    if delivery.leased_until is None or begun + LEASE_MARGIN > delivery.leased_until:
        return False
    if delivery.attempts > MAX_ATTEMPTS:
        _mark(delivery, Delivery.give_up, at=begun, error="lost by its workers")
        return False
    if not _is_wanted(delivery):
        _mark(delivery, Delivery.skip, at=begun)
        return False
    try:
        way.send(_message(delivery))
    except TransportError as error:
        _after_failure(delivery, error, at=now())
        return False
    _mark(delivery, Delivery.deliver, at=now())
    return True


def _is_wanted(delivery: Delivery) -> bool:
    """Whether the reader still has an account and an address and has not opted out."""
    person = delivery.notice.recipient
    preference = getattr(person, "notice_preference", None)
    is_refused = preference is not None and not getattr(preference, delivery.channel)
    return person.is_active and bool(_address(delivery)) and not is_refused


def _address(delivery: Delivery) -> str:
    field = CHANNELS[delivery.channel].address_field
    return str(getattr(delivery.notice.recipient, field))


def _message(delivery: Delivery) -> Message:
    """What leaves the house: its link leads to the word in the inbox, and so tells of no matter."""
    notice = delivery.notice
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("A matter waits to be looked at") if notice.discreet else notice.subject
    return Message(
        notice_id=notice.pk,
        address=_address(delivery),
        subject=subject,
        body="" if notice.discreet else notice.body,
        url=reverse("notifications:open", args=[notice.pk]),
    )


def _after_failure(delivery: Delivery, error: TransportError, *, at: datetime) -> None:
    if error.permanent or delivery.attempts >= MAX_ATTEMPTS:
        log.error("delivery_given_up", delivery=delivery.pk, attempts=delivery.attempts)
        _mark(delivery, Delivery.give_up, at=at, error=str(error))
        return
    next_try_at = at + pause_after(delivery.attempts)
    log.warning("delivery_postponed", delivery=delivery.pk, until=next_try_at.isoformat())
    move_all(
        _own(delivery),
        Delivery.postpone,
        leased_until=None,
        next_try_at=next_try_at,
        error=str(error)[:ERROR_LENGTH],
    )


def _mark(
    delivery: Delivery, ending: Callable[..., None], *, at: datetime, error: str = ""
) -> None:
    """Finish a delivery, unless the lease has meanwhile passed to somebody else."""
    marked = move_all(
        _own(delivery), ending, leased_until=None, finished_at=at, error=error[:ERROR_LENGTH]
    )
    if not marked:
        log.warning("delivery_lease_lost", delivery=delivery.pk, ending=ending.__name__)


def _own(delivery: Delivery) -> QuerySet[Delivery]:
    return Delivery.objects.filter(
        pk=delivery.pk, state=Delivery.State.SENDING, attempts=delivery.attempts
    )
