"""Telling the security administrators, and an account's owner, that somebody guesses passwords."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from notifications.outbox import OutgoingNotice, queue
from organizations.models import Person, Role, Tenure
from organizations.signing_in import slowing

KEEPER: Final = Role.SECURITY
MISTYPED: Final = 3


def raise_alarms(kinds: Collection[str], username: str, *, at: datetime) -> None:
    """Send what these counts call for, at most once in an hour for each account and for sources."""
    if not kinds:
        return
    person = Person.objects.filter(username__iexact=username.strip(), is_active=True).first()
    words = [word for kind in kinds for word in _notices(kind, person, at)]
    with transaction.atomic():
        queue(words, at=at)


def _notices(kind: str, person: Person | None, at: datetime) -> Iterator[OutgoingNotice]:
    if kind == slowing.SOURCE.kind:
        subject = _("From one place passwords are tried on many accounts.")
        about = "source"
    else:
        # A name that is no account's is not told on: people type passwords into that field too.
        name = person.username if person else _("that does not exist")
        subject = _("Wrong passwords are tried on the account %(name)s.") % {"name": name}
        about = f"account:{person.pk if person else 0}"
    body = _("The tries are slowed and have to copy figures from a picture. Nobody is locked out.")
    readers = {*keepers(person, at=at), *([person.pk] if person and about != "source" else [])}
    for reader in readers:
        yield _alarm(reader, subject, body, about=about, at=at)


def _alarm(reader: int, subject: str, body: str, *, about: str, at: datetime) -> OutgoingNotice:
    """One word an hour about the same."""
    return OutgoingNotice(
        recipient_id=reader,
        kind="sign_in_alarm",
        subject=subject,
        body=body,
        url="",
        dedupe_key=f"sign-in:{about}:{timezone.localtime(at):%Y%m%d%H}",
        is_alarm=True,
    )


def wrong_factor(*, user: Person, reauthentication: bool, **_signal: Any) -> None:
    """Receives `authentication_failed`: somebody knows the password, and not what belongs to it."""
    if reauthentication or slowing.count_wrong_factor(user.pk) != MISTYPED:
        return
    at = timezone.now()
    subject = _("Your password was right, and the second factor behind it wrong, several times.")
    body = _("If that was not you, somebody knows your password: change it at once.")
    with transaction.atomic():
        queue([_alarm(user.pk, subject, body, about=f"factor:{user.pk}", at=at)], at=at)


def keepers(person: Person | None, *, at: datetime) -> list[int]:
    """The security administrators of the person's region or one around it; else all of them."""
    keeping = Tenure.objects.at(at).filter(post__roles__contains=[KEEPER.value])
    rows = list(keeping.values_list("person_id", "post__unit__region__path"))
    own = Tenure.objects.at(at).filter(person=person) if person else Tenure.objects.none()
    regions = list(own.values_list("post__unit__region__path", flat=True))
    near = [pk for pk, path in rows if any(region.startswith(path) for region in regions)]
    return near or [pk for pk, _path in rows]
