"""Reading a word marks it; nothing else about it ever changes. And a reader's wishes."""

from datetime import datetime

from django.db.models import QuerySet

from notifications.models import Notice, Preference
from organizations.models import Person


def mark_read(notices: QuerySet[Notice], *, at: datetime) -> int:
    """Mark those not yet read; return how many there were. The first reading counts."""
    return notices.filter(read_at__isnull=True).update(read_at=at)


def prefer_email(person: Person, *, wanted: bool) -> None:
    """Whether `person` gets words by e-mail too; the inbox cannot be switched off."""
    Preference.objects.update_or_create(person=person, defaults={"email": wanted})
