"""What Celery runs: sending on demand, and the sweep that finds what was never announced."""

from celery import shared_task
from django.utils import timezone

from notifications.delivery import send_due


@shared_task(name="notifications.tasks.deliver", acks_late=True, ignore_result=True)
def deliver() -> None:
    """Send what was just queued."""
    send_due(now=timezone.now)


@shared_task(name="notifications.tasks.deliver_due", acks_late=True, ignore_result=True)
def deliver_due() -> None:
    """Every minute: send what a dead broker or worker left behind, and what is tried again."""
    send_due(now=timezone.now)
