"""One-time links, by which somebody sets a password of his own: nobody types that of another.

A link is Django's own token of a reset: it is void once the password is set or its owner has
signed in, and after `SIGN_IN_LINK_HOURS`. It is made for the mail alone and shown to nobody.
"""

from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations.account_record import account_changed
from organizations.models import Person
from organizations.signing_in import addresses, letters, sessions


def send_link(person: Person) -> None:
    """Mail a link to the person's own address. Raises `ValidationError` with the reason."""
    if not person.is_active:
        raise ValidationError(_("The account has been deactivated."))
    if person.is_demonstration:
        raise ValidationError(_("Demonstration accounts keep the password that is printed."))
    address = addresses.address_for_links(person)
    if not address:
        raise ValidationError(
            _("The person has confirmed no address: links go to a person's own mailbox alone.")
        )
    # In the query, which no log of ours keeps: who reads the log must not be first to open it.
    token = {"person": person.pk, "token": default_token_generator.make_token(person)}
    letters.send(
        "organizations/letters/link.txt",
        to=address,
        path=f"{reverse('organizations:link')}?{urlencode(token)}",
        person=person,
        hours=settings.SIGN_IN_LINK_HOURS,
    )


def whose(person_id: int | None, token: str) -> Person | None:
    """Whose password may be set by this link, if it is still good."""
    if person_id is None:
        return None
    person = Person.objects.filter(pk=person_id, is_active=True, is_demonstration=False).first()
    is_good = person is not None and default_token_generator.check_token(person, token)
    return person if is_good else None


@transaction.atomic
def set_password(person: Person, token: str, password: str, *, at: datetime) -> None:
    """Set it by a link, which is void from then on; the mailbox is his, and his sessions end.

    Raises `ValidationError` for a password that the rules forbid, and for a link that is not good:
    the row is locked, so that of two who open it at once only one gets in.
    """
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if whose(locked.pk, token) is None:
        raise ValidationError(_("This link is no longer good. Ask for another one."))
    validate_password(password, locked)
    address = addresses.address_for_links(locked)
    locked.set_password(password)
    locked.save(update_fields=["password"])
    what = _("The person set a password by a one-time link.")
    account_changed.filled(person=locked, what=what, by=locked, at=at)
    addresses.confirm(locked, address, at=at)
    sessions.end_others(locked, kept=None, at=at)
