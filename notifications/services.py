"""Reading a word marks it; nothing else about it ever changes. And a reader's wishes."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from notifications.channels.transport import Channel
from notifications.delivery import OPEN_STATES
from notifications.models import Delivery, Notice, Preference
from organizations.models import Person
from organizations.transitions import move_all


def mark_read(notices: QuerySet[Notice], *, at: datetime) -> int:
    """Mark those not yet read; return how many there were. The first reading counts."""
    return notices.filter(read_at__isnull=True).update(read_at=at)


def prefer(person: Person, channel: Channel, *, wanted: bool) -> None:
    """Whether `person` gets words by this channel too; the inbox cannot be switched off."""
    Preference.objects.update_or_create(person=person, defaults={channel.key: wanted})


def withdraw(people: Collection[int], *, about: str) -> int:
    """Take back every word to these people that names `about`; unsent mail is not sent.

    The rows stay: what was told before is on record, but nobody finds it in his inbox.
    """
    told = Notice.objects.filter(
        Q(subject__contains=about) | Q(body__contains=about) | Q(url__contains=about),
        recipient_id__in=people,
        withdrawn=False,
    )
    move_all(Delivery.objects.filter(notice__in=told), Delivery.skip, leased_until=None)
    return told.update(withdrawn=True)


def make_discreet(*, url: str) -> int:
    """No mail that still waits says which matter the words with this link are about; how many."""
    # By what waits, which is little: of all words a link is no index.
    waiting = Notice.objects.filter(deliveries__state__in=OPEN_STATES, url=url, discreet=False)
    return waiting.update(discreet=True)
