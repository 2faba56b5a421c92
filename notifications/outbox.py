"""Queueing words in the transaction of the act that causes them; sending comes after commit."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock, Thread

import structlog
from django.db import transaction
from kombu.exceptions import KombuError

from notifications import tasks
from notifications.channels import CHANNELS
from notifications.hours import working_time
from organizations.prepared_statements import answer

log = structlog.get_logger(__name__)

BROKER_PATIENCE_S = 1.0
SUBJECT_LENGTH = 200

_announcement_waiting = Lock()
_one_at_a_time = Lock()

# By its own channel each word goes to who has an account and an address there and hasn't refused
# it, and only if it is new. The names are those of our own fields.
SEND = """
        SELECT given.id AS notice_id, mailed_at, %(key)s::text AS channel FROM new
        JOIN given USING (id)
        JOIN organizations_person AS reader ON reader.id = recipient_id
        LEFT JOIN notifications_preference AS wish ON wish.person_id = recipient_id
        WHERE reader.is_active AND reader.%(address)s <> '' AND wish.%(field)s IS NOT FALSE
"""
# One statement for any number of words and channels.
WRITE = """
    WITH given AS (
        SELECT gen_random_uuid() AS id, word.* FROM json_to_recordset(%s) AS word (
            recipient_id bigint, kind text, subject text, body text, url text, dedupe_key text,
            discreet boolean, mailed_at timestamptz)
    ), new AS (
        INSERT INTO notifications_notice
            (id, recipient_id, kind, subject, body, url, dedupe_key, discreet, created_at)
        SELECT id, recipient_id, kind, subject, body, url, dedupe_key, discreet, %s FROM given
        ON CONFLICT DO NOTHING RETURNING id
    ), sent AS (
        INSERT INTO notifications_delivery
            (notice_id, channel, state, attempts, next_try_at, error)
        SELECT notice_id, channel, 'waiting', 0, mailed_at, '' FROM ({sending}) AS addressed
        RETURNING next_try_at
    )
    SELECT (SELECT count(*) FROM new), (SELECT count(*) FROM sent WHERE next_try_at <= %s)
""".format(  # noqa: S608 - the names of our own fields
    sending="UNION ALL".join(
        SEND % {"key": f"'{c.key}'", "address": c.address_field, "field": c.key}
        for c in CHANNELS.values()
    )
)


@dataclass(frozen=True, slots=True)
class OutgoingNotice:
    """One word to one person; the same `dedupe_key` reaches the same person once, ever.

    `kind` is a short name to tell words apart by, `url` a local path, `body` plain text.
    A subject over 200 characters is cut. In the inbox the word stands at once, for whoever looks;
    its mail goes out in working hours, or from `not_before`, where that is given. What `is_alarm`
    is mailed at once, at night and on rest days too. What is `discreet` is read in the inbox alone:
    its mail says that there is a word, not which.
    """

    recipient_id: int
    kind: str
    subject: str
    body: str
    url: str
    dedupe_key: str
    not_before: datetime | None = None
    is_alarm: bool = False
    discreet: bool = False


def queue(words: Iterable[OutgoingNotice], *, at: datetime) -> int:
    """Write the words to their readers' inboxes and outbox; return how many were new.

    Belongs inside the caller's transaction: the words exist if and only if the act does. One
    statement, and what it takes to read the working calendar. Keys used before are passed over in
    silence. The inbox is the notice itself: only what leaves the house has a delivery.
    """
    unique = {(word.recipient_id, word.dedupe_key): word for word in words}
    if not unique:
        return 0
    # Always in one order, so that two transactions that queue the same keys cannot deadlock.
    words_in_order = [unique[key] for key in sorted(unique)]
    opening = working_time.filled(at) if any(map(_waits, words_in_order)) else at
    rows = [_row(word, at=at, opening=opening) for word in words_in_order]
    ((new, to_send),) = answer(WRITE, json.dumps(rows), at, at)
    if to_send:
        transaction.on_commit(_wake_workers, robust=True)
    return int(new)


def _waits(word: OutgoingNotice) -> bool:
    """Whether its mail keeps to working hours that nobody has reckoned yet."""
    return not word.is_alarm and word.not_before is None


def _row(word: OutgoingNotice, *, at: datetime, opening: datetime) -> dict[str, object]:
    return {
        "recipient_id": word.recipient_id,
        "kind": word.kind,
        "subject": word.subject[:SUBJECT_LENGTH],
        "body": word.body,
        "url": word.url,
        "dedupe_key": word.dedupe_key,
        "discreet": word.discreet,
        "mailed_at": max(opening if _waits(word) else word.not_before or at, at).isoformat(),
    }


def _wake_workers() -> None:
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
