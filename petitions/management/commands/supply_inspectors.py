"""`supply_inspectors`: the package of a request that was entered and approved on the pages."""

from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import Person
from petitions.inspector_supplies.supply_services import supply
from petitions.models.supply import SupplyRequest
from workflows.acts.act_refusals import Refused

REFUSED: Final = 1
WRONG_USAGE: Final = 2


class Command(BaseCommand):
    """Exit 0 with the package's record on stdout, 1 if it is refused, 2 for a wrong name."""

    help = str(gettext_lazy("Write the tip-offs that inspectors asked for to an .xlsx."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--unit", required=True, help=_("code of the discipline organ"))
        parser.add_argument("--request", required=True, help=_("number of its request"))
        parser.add_argument("--by", required=True, help=_("account of who makes it"))

    def handle(self, *_args: Any, **options: Any) -> None:
        known = SupplyRequest.objects.exclude(is_approved=False).select_related("unit")
        try:
            made, content = supply(
                known.get(unit__code=options["unit"], number=options["request"]),
                by=Person.objects.get(username=options["by"]),
                at=timezone.now(),
            )
        except (SupplyRequest.DoesNotExist, Person.DoesNotExist) as unknown:
            raise CommandError(str(unknown), returncode=WRONG_USAGE) from unknown
        except SupplyRequest.MultipleObjectsReturned as unclear:
            raise CommandError(str(unclear), returncode=WRONG_USAGE) from unclear
        except Refused as refusal:
            raise CommandError(refusal.message, returncode=REFUSED) from refusal
        options["file"].write_bytes(content)
        self.stdout.write(f"{made} {made.clues} {made.sha256}")
