"""Celery's way in: thin, and safe to run any number of times."""

from celery import shared_task
from django.utils import timezone

from oversight.nightly import run_and_keep


@shared_task(name="oversight.tasks.nightly_checks")
def nightly_checks() -> None:
    run_and_keep(timezone.now())
