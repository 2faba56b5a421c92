"""Celery's way in: thin, and safe to run any number of times."""

from celery import shared_task
from django.utils import timezone

from workflows.escalation import sweep
from workflows.leading.passing import pass_on_overdue


@shared_task(name="workflows.tasks.sweep_clocks")
def sweep_clocks() -> None:
    sweep(timezone.now())


@shared_task(name="workflows.tasks.pass_leadership")
def pass_leadership() -> None:
    pass_on_overdue(timezone.now())
