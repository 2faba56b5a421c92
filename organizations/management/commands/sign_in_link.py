"""`sign_in_link`: mail somebody the one-time link by which he sets his password."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Person
from organizations.signing_in import links
from organizations.signing_in.account_command import AccountCommand


class Command(AccountCommand):
    """The link is printed nowhere."""

    help = str(gettext_lazy("Mail somebody, at his own address, a link to set a password."))

    def done_for(self, person: Person) -> str:
        links.send_link(person)
        return _("The link went to the person's own address.")
