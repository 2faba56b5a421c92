"""Queueing words in the transaction of the act that causes them; sending comes after commit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock, Thread
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q
from kombu.exceptions import KombuError

from notifications import tasks
from notifications.models import Channel, Delivery, Notice

log = structlog.get_logger(__name__)

BROKER_PATIENCE_S = 1.0
SUBJECT_LENGTH = 200

_announcement_waiting = Lock()
_one_at_a_time = Lock()

WANTS_EMAIL = (
    Q(recipient__is_active=True)
    & ~Q(recipient__email="")
    & ~Q(recipient__notice_preference__email=False)
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word to one person; the same `dedupe_key` reaches the same person once, ever.

    `kind` is a short name to tell words apart by, `url` a local path, `body` plain text.
    A subject over 200 characters is cut. `not_before` holds the mail back, as outside working
    hours; in the inbox the word stands at once, for whoever looks.
    """

    recipient_id: int
    kind: str
    subject: str
    body: str
    url: str
    dedupe_key: str
    not_before: datetime | None = None


def queue(words: Iterable[Word], *, at: datetime) -> int:
    """Write the words to their readers' inboxes and e-mail outbox; return how many were new.

    Belongs inside the caller's transaction: the words exist if and only if the act does. Three
    statements for any number of words. Keys used before are passed over in silence. The inbox
    is the notice itself, so only e-mail has a delivery.
    """
    unique = {(word.recipient_id, word.dedupe_key): word for word in words}
    # Always in one order, so that two transactions that queue the same keys cannot deadlock.
    notices = {_notice(unique[key], at=at): unique[key] for key in sorted(unique)}
    if not notices:
        return 0
    mailed_at = {notice.pk: max(word.not_before or at, at) for notice, word in notices.items()}
    with transaction.atomic(savepoint=False):
        Notice.objects.bulk_create(notices, ignore_conflicts=True)
        new = Notice.objects.filter(pk__in=list(mailed_at))
        wishes = list(new.annotate(wants_email=Q(WANTS_EMAIL)).values_list("pk", "wants_email"))
        due = [_email(pk, at=mailed_at[pk]) for pk, wants_email in wishes if wants_email]
        Delivery.objects.bulk_create(due)
    if any(delivery.next_try_at <= at for delivery in due):
        transaction.on_commit(_tell_workers, robust=True)
    return len(wishes)


def _notice(word: Word, *, at: datetime) -> Notice:
    return Notice(
        recipient_id=word.recipient_id,
        kind=word.kind,
        subject=word.subject[:SUBJECT_LENGTH],
        body=word.body,
        url=word.url,
        dedupe_key=word.dedupe_key,
        created_at=at,
    )


def _email(notice_id: UUID, *, at: datetime) -> Delivery:
    return Delivery(notice_id=notice_id, channel=Channel.EMAIL, next_try_at=at)


def _tell_workers() -> None:
    """Announce that there is something to send, without holding up the request for it.

    The broker's client tries again for seconds when it is down, whatever time limits it is
    given, so the announcement has a thread of its own. One may wait while another is under
    way: it covers everything committed before it begins.
    """
    if _announcement_waiting.acquire(blocking=False):
        Thread(target=_announce, name="announce-delivery").start()


def _announce() -> None:
    with _one_at_a_time:
        _announcement_waiting.release()
        patience = {
            "socket_connect_timeout": BROKER_PATIENCE_S,
            "socket_timeout": BROKER_PATIENCE_S,
        }
        app = tasks.deliver.app
        try:
            with (
                app.connection_for_write(transport_options=patience) as connection,
                app.amqp.Producer(connection) as producer,
            ):
                tasks.deliver.apply_async(producer=producer, retry=False)
        except (KombuError, OSError) as error:
            log.warning("broker_unreachable", error=str(error), then="the sweep delivers")
