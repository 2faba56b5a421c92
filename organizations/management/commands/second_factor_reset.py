"""`second_factor_reset`: take somebody's lost app and keys off his account."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Person
from organizations.signing_in import second_factor
from organizations.signing_in.account_command import AccountCommand


class Command(AccountCommand):
    """Its person is sent a mail."""

    help = str(gettext_lazy("Take somebody's lost second factors off his account, and tell him."))

    def done_for(self, person: Person) -> str:
        second_factor.take_off(person, at=timezone.now())
        return _("The second factors are gone; the person was told by mail.")
