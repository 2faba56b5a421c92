"""`first_keys`: the first three administrators of an office, named by whoever installs it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations import services
from organizations.models import Region, Role, Tenure, Trait, Unit, UnitKind
from workflows.rights.rights_record import enter_found

REFUSED = 1
HOLDERS = tuple(Role.that(Trait.KEY))


class Command(BaseCommand):
    """Exit 0 when the three are appointed; 1 where somebody holds a key already."""

    help = str(gettext_lazy("Appoint the first system administrator, security one and auditor."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("unit", help=_("code of the unit in which they sit"))
        parser.add_argument("--region", help=_("GB/T 2260 code, for a unit that is not there yet"))
        parser.add_argument("--name", help=_("name of a unit that is not there yet"))
        for role in HOLDERS:
            parser.add_argument(f"--{role}", required=True, metavar="USERNAME:NAME:EMAIL")

    def handle(self, *_args: Any, **options: Any) -> None:
        at = timezone.now()
        if Tenure.objects.at(at).filter(post__roles__overlap=list(HOLDERS)).exists():
            raise CommandError(
                _("Somebody holds a key already. Posts are proposed and confirmed at /admin/."),
                returncode=REFUSED,
            )
        try:
            with transaction.atomic():
                _appoint(options, at)
        except (ValidationError, LookupError, ValueError) as error:
            raise CommandError(str(error), returncode=2) from error
        self.stdout.write(
            _("Appointed. Each sets a password of his own: bin/manage sign_in_link USERNAME.")
        )


def _appoint(options: dict[str, Any], at: datetime) -> None:
    unit = _unit(options)
    for role in HOLDERS:
        names = ("username", "name", "email")
        values = dict(zip(names, options[role.value].split(":"), strict=True))
        person = services.open_account(**values, region_id=unit.region_id)
        post = services.create_post(unit=unit, title=str(role.label), roles=[role.value])
        services.appoint(person=person, post=post, since=at)
    enter_found(at=at)


def _unit(options: dict[str, Any]) -> Unit:
    known = Unit.objects.filter(code=options["unit"]).first()
    if known is not None:
        return known
    region = Region.objects.filter(code=options["region"]).first()
    if region is None or not options["name"]:
        raise LookupError(_("There is no such unit: give the region and the name of a new one."))
    return services.create_unit(
        code=options["unit"],
        name=options["name"],
        kind=UnitKind.PETITION_BUREAU,
        region=region,
    )
