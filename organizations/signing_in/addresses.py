"""Whose mailbox is whose: an address counts once its owner has opened a link sent there."""

from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations.account_record import account_changed
from organizations.models import ConfirmedAddress, Person
from organizations.signing_in import letters

SALT: Final = "organizations.address"


def confirmed(person: Person) -> ConfirmedAddress | None:
    """The address that the person has confirmed himself."""
    return ConfirmedAddress.objects.filter(person=person).first()


def address_for_links(person: Person) -> str:
    """Where a link to sign in may go, or an empty text.

    Before somebody has signed in, the address that his account was opened with is all there is.
    """
    own = confirmed(person)
    if own is not None:
        return own.address
    is_new = person.last_login is None and not person.has_usable_password()
    return person.email if is_new else ""


def ask_to_confirm(person: Person, address: str) -> None:
    """Send a link to `address`; who opens it while signed in as `person` has it for his own."""
    token = signing.dumps([person.pk, address], salt=SALT)
    letters.send(
        "organizations/letters/address.txt",
        to=address,
        path=f"{reverse('organizations:address_confirm')}?{urlencode({'token': token})}",
        person=person,
        hours=settings.SIGN_IN_LINK_HOURS,
    )


def address_of(token: str, person: Person) -> str:
    """The address that a link of `person`'s names. Raises `ValidationError` for any other link."""
    try:
        whose, address = signing.loads(
            token, salt=SALT, max_age=settings.SIGN_IN_LINK_HOURS * 60 * 60
        )
    except (signing.BadSignature, ValueError) as error:
        raise ValidationError(_("This link is no longer good. Ask for another one.")) from error
    if whose != person.pk:
        raise ValidationError(_("This link was sent to somebody else."))
    return str(address)


@transaction.atomic
def confirm(person: Person, address: str, *, at: datetime) -> None:
    """`address` is the person's own from now on; the one before is told."""
    before = confirmed(person)
    ConfirmedAddress.objects.update_or_create(
        person=person, defaults={"address": address, "confirmed_at": at}
    )
    if person.email != address:
        person.email = address
        person.save(update_fields=["email"])
    what = _("The person's own address was confirmed by a link.")
    account_changed.filled(person=person, what=what, by=person, at=at)
    if before is not None and before.address != address:
        letters.send("organizations/letters/address-changed.txt", to=before.address, person=person)
