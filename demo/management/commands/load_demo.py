"""`load_demo`: the demonstration office with its cases, or a scenario from the source documents."""

import sys
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from demo import build
from demo.replay import Progress

REFUSED: Final = 1


class Command(BaseCommand):
    """Exit 0 when the data is there, also when it was there before; 1 in production."""

    help = str(gettext_lazy("Load the demonstration office: invented cases in every state."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scenario", choices=sorted(build.SCENARIOS), help=_("other data"))

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.JIANJIAN_ENV == "production":
            raise CommandError(
                _("Demonstration data is never loaded in production."), returncode=REFUSED
            )
        load = build.SCENARIOS[options["scenario"]] if options["scenario"] else build.load_office
        told = load(at=timezone.now(), progress=_progress() if sys.stderr.isatty() else None)
        self.stdout.write(told or _("The demonstration data is loaded already."))


def _progress() -> Progress:
    def show(done: int, total: int) -> None:
        if done % 10 == 0 or done == total:
            sys.stderr.write(f"\r{done}/{total}" + ("\n" if done == total else ""))
            sys.stderr.flush()

    return show
