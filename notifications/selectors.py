"""Reading a person's inbox, and what the outbox still holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count, Min, QuerySet

from notifications.channels import CHANNELS
from notifications.channels.transport import Channel
from notifications.models import Delivery, Notice, Preference
from organizations.models import Person
from organizations.prepared_statements import answer

UNREAD: Final = """
    SELECT count(*) FROM notifications_notice
    WHERE recipient_id = %s AND NOT withdrawn AND read_at IS NULL
"""


def inbox(person: Person) -> QuerySet[Notice]:
    """All words to `person` that were not taken back, the newest first."""
    return Notice.objects.filter(recipient_id=person.pk, withdrawn=False)


def unread_count(person: Person) -> int:
    """How many words `person` has not read."""
    ((number,),) = answer(UNREAD, person.pk)
    return int(number)


def channels_of(person: Person) -> list[tuple[Channel, bool]]:
    """Each channel, and whether words go to `person` by it: so it is until they say otherwise."""
    wish = Preference.objects.filter(person_id=person.pk).first()
    return [(each, wish is None or getattr(wish, each.key)) for each in CHANNELS.values()]


@dataclass(frozen=True, slots=True)
class OutboxBacklog:
    """What is due in the outbox: how many deliveries, and since when the oldest (None: nothing)."""

    count: int
    since: datetime | None


def waiting(at: datetime) -> OutboxBacklog:
    """Deliveries that should have gone out by `at`; one query."""
    due = Delivery.objects.filter(state=Delivery.State.WAITING, next_try_at__lte=at)
    return OutboxBacklog(**due.aggregate(count=Count("pk"), since=Min("next_try_at")))
