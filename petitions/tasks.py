"""Celery's way in: thin, and safe to run any number of times."""

from uuid import UUID

import structlog
from celery import shared_task
from django.apps import apps
from django.utils import timezone

from petitions.drafts.act_drafts import drop_outdated
from petitions.ledgers import import_running
from petitions.previews.shown_copies import TASK, StoredFile, make
from petitions.receptions.reminders import notify_overdue
from petitions.vault.rotation import rotate

log = structlog.get_logger(__name__)


@shared_task(name="petitions.tasks.notify_overdue_promises")
def notify_overdue_promises() -> None:
    notify_overdue(timezone.now())


@shared_task(name=TASK)
def make_shown_copy(label: str, pk: int) -> None:
    """What a browser plays of a recording, made when somebody has looked for it."""
    stored = apps.get_model(label)._default_manager.filter(pk=pk).first()
    if isinstance(stored, StoredFile):
        make(stored)


@shared_task(name="petitions.tasks.drop_outdated_drafts")
def drop_outdated_drafts() -> None:
    """Each night: what was typed into a form and never sent, when its term is over."""
    drop_outdated(timezone.now())


@shared_task(name=import_running.TASK)
def take_in_ledger(pk: str) -> None:
    """A ledger that somebody has confirmed, or the rest of it."""
    import_running.take_in(UUID(pk))


@shared_task(name="petitions.tasks.wake_open_ledgers")
def wake_open_ledgers() -> None:
    """Each minute: ledgers whose worker was killed, or that none was told of."""
    import_running.wake_open()


@shared_task(name="petitions.tasks.drop_outdated_ledgers")
def drop_outdated_ledgers() -> None:
    """Each night: trials that nobody confirmed, and what old reports say of single rows."""
    import_running.drop_outdated(timezone.now())


@shared_task(name="petitions.tasks.rotate_keys")
def rotate_keys() -> None:
    """Each hour: whatever is under a former key of the vault goes under the current one."""
    done = rotate()
    if done.rewrapped or done.failed:
        log.info("keys_rotated", rewrapped=done.rewrapped, failed=len(done.failed))
