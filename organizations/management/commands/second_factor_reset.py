"""`second_factor_reset`: take somebody's lost app and keys off his account."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Person
from organizations.signing_in import second_factor

REFUSED = 1


class Command(BaseCommand):
    """Exit 0 when it is done and its person was sent a mail, 1 with the reason."""

    help = str(gettext_lazy("Take somebody's lost second factors off his account, and tell him."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, username: str, **_options: Any) -> None:
        person = Person.objects.filter(username=username).first()
        if person is None:
            why = _("No account is called %(name)s.") % {"name": username}
            raise CommandError(why, returncode=REFUSED)
        try:
            second_factor.take_off(person, at=timezone.now())
        except ValidationError as refusal:
            raise CommandError(refusal.messages[0], returncode=REFUSED) from refusal
        self.stderr.write(_("The second factors are gone; the person was told by mail."))
