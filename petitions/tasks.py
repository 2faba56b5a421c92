"""Celery's way in: thin, and safe to run any number of times."""

from celery import shared_task
from django.utils import timezone

from petitions.receptions.reminders import tell_overdue


@shared_task(name="petitions.tasks.tell_overdue_promises")
def tell_overdue_promises() -> None:
    tell_overdue(timezone.now())
