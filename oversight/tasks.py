"""Celery's way in: thin, and safe to run any number of times."""

from celery import shared_task
from django.utils import timezone

from oversight.integrity.nightly_run import run_and_keep
from oversight.readings import audit_alarm, unusual_readings
from oversight.transfers.reconciliation import reconcile


@shared_task(name="oversight.tasks.nightly_checks")
def nightly_checks() -> None:
    run_and_keep(timezone.now())


@shared_task(name="oversight.tasks.reconcile_transfers")
def reconcile_transfers() -> None:
    reconcile(timezone.now())


@shared_task(name="oversight.tasks.watch_readings")
def watch_readings() -> None:
    """Every ten minutes; a window that is looked at again tells nothing twice."""
    unusual_readings.notify_monitors(timezone.now())


@shared_task(name="oversight.tasks.walk_audit")
def walk_audit() -> None:
    """Each night, after the checks."""
    audit_alarm.walk(timezone.now())
