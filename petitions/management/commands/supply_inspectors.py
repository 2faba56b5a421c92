"""`supply_inspectors`: a package of clues for an inspection team, on its written request."""

from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Person, Unit
from petitions.inspector_supplies.supply_services import Request, supply
from workflows.acts.act_refusals import Refused

REFUSED: Final = 1
WRONG_USAGE: Final = 2


class Command(BaseCommand):
    """Exit 0 with the package's record on stdout, 1 if it is refused, 2 for a wrong name."""

    help = str(gettext_lazy("Write the tip-offs that inspectors asked for to an .xlsx."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", required=True, help=_("code of the discipline organ"))
        parser.add_argument("--organ", required=True, help=_("the inspection team"))
        parser.add_argument("--request", required=True, help=_("number of its request"))
        parser.add_argument("--requested-on", required=True, type=date.fromisoformat)
        parser.add_argument(
            "--about", required=True, action="append", help=_("whom; may be given several times")
        )
        parser.add_argument("--from", dest="since", type=date.fromisoformat)
        parser.add_argument("--to", dest="until", type=date.fromisoformat)
        parser.add_argument("--by", required=True, help=_("account of who makes it"))
        parser.add_argument("--approved-by", required=True, help=_("account of the head"))

    def handle(self, *_args: Any, **options: Any) -> None:
        asked = Request(
            options["organ"], options["request"], options["requested_on"],
            options["about"], options["since"], options["until"],
        )  # fmt: skip
        try:
            made, content = supply(
                asked,
                unit=Unit.objects.get(code=options["unit"]),
                by=Person.objects.get(username=options["by"]),
                approver=Person.objects.get(username=options["approved_by"]),
                at=timezone.now(),
            )
        except (Unit.DoesNotExist, Person.DoesNotExist) as unknown:
            raise CommandError(str(unknown), returncode=WRONG_USAGE) from unknown
        except Refused as refusal:
            raise CommandError(refusal.message, returncode=REFUSED) from refusal
        options["file"].write_bytes(content)
        self.stdout.write(f"{made} {made.clues} {made.sha256}")
