"""`load_demo`: the demonstration office with its cases, or a scenario from the source documents."""

from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from demo import build, scenario_inner_mongolia
from demo.progress import Progress

REFUSED: Final = 1
SCENARIOS: Final = {"inner-mongolia-2019": scenario_inner_mongolia.load}


class Command(BaseCommand):
    """Exit 0 when the data is there, also when it was there before; 1 in production."""

    help = str(gettext_lazy("Load the demonstration office: invented cases in every state."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scenario", choices=sorted(SCENARIOS), help=_("other data"))

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.JIANJIAN_ENV == "production":
            raise CommandError(
                _("Demonstration data is never loaded in production."), returncode=REFUSED
            )
        load = SCENARIOS.get(options["scenario"], build.load_office)
        told = load(at=timezone.now(), progress=Progress(self.stderr))
        self.stdout.write(told or _("The demonstration data is loaded already."))
