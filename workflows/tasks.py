"""Celery's way in: thin, and safe to run any number of times."""

from celery import shared_task
from django.utils import timezone

from workflows.escalation import sweep


@shared_task(name="workflows.tasks.sweep_clocks")
def sweep_clocks() -> None:
    sweep(timezone.now())
