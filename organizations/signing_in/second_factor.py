"""Who needs a second factor, and whether he has one."""

from datetime import datetime
from typing import Any, Final

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from organizations.account_record import account_changed
from organizations.models import Person, SignInSession
from organizations.ports import Port
from organizations.signing_in import addresses, letters
from ui.navigation import Question

required_of: Port[Question[bool]] = Port(
    "organizations.signing_in.second_factor.required_of",
    "whose rights are too great for a password alone",
)

MISSING: Final = "second_factor_missing"
"""What a session knows of its person: whether a factor has to be set up before all else."""

FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_required_of(person: Person, *, at: datetime) -> bool:
    """Whether the person may do nothing without one."""
    match settings.SECOND_FACTOR_WAIVED_FOR:
        case "everybody":
            return False
        case "demonstration" if person.is_demonstration:
            return False
    return required_of.filled(person, at=at)


def factors_of(person: Person) -> list[Authenticator]:
    """The apps and keys that he has set up, without his recovery codes."""
    return list(Authenticator.objects.filter(user=person, type__in=FACTORS).order_by("pk"))


def is_missing(person: Person, *, at: datetime) -> bool:
    return is_required_of(person, at=at) and not factors_of(person)


def look_again(session: SessionBase, person: Person, *, at: datetime) -> bool:
    """Note in the session whether one is missing; asked when the session is noted anew."""
    missing = is_missing(person, at=at)
    if missing:
        session[MISSING] = True
    elif MISSING in session:
        del session[MISSING]
    return missing


@transaction.atomic
def take_off(person: Person, *, at: datetime) -> None:
    """Lost apps and keys are good no longer, and their person is told; his sessions end.

    Raises `ValidationError` where he can't be told. Who needs one sets it up anew before all else.
    """
    address = addresses.address_for_links(person)
    if not address:
        raise ValidationError(_("The person has confirmed no address, where he would be told."))
    Authenticator.objects.filter(user=person).delete()
    what = _("The second factors were taken off.")
    account_changed.filled(person=person, what=what, by=None, at=at)
    SignInSession.objects.filter(person=person, expire_date__gt=at).delete()
    letters.send("organizations/letters/factor-gone.txt", to=address, person=person)


def record_added(*, user: Person, **_signal: Any) -> None:
    """Receives `authenticator_added`."""
    what = _("The person set up a second factor.")
    account_changed.filled(person=user, what=what, by=user, at=timezone.now())


def record_removed(*, user: Person, **_signal: Any) -> None:
    """Receives `authenticator_removed`."""
    what = _("The person removed a second factor.")
    account_changed.filled(person=user, what=what, by=user, at=timezone.now())
