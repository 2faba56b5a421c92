"""Reading a person's inbox."""

from django.db.models import QuerySet

from notifications.models import Notice, Preference
from organizations.models import Person


def inbox(person: Person) -> QuerySet[Notice]:
    """All words to `person`, the newest first."""
    return Notice.objects.filter(recipient_id=person.pk)


def unread_count(person: Person) -> int:
    """How many words `person` has not read."""
    return inbox(person).filter(read_at__isnull=True).count()


def wants_email(person: Person) -> bool:
    """Whether words go to `person` by e-mail too; so it is until they say otherwise."""
    return not Preference.objects.filter(person_id=person.pk, email=False).exists()
