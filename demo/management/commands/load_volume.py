"""`load_volume`: synthetic cases for measuring, written in sets."""

from argparse import ArgumentTypeError
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from demo import volume
from demo.progress import Progress
from ui.numbers import read_number

REFUSED: Final = 1
SEED: Final = 1


def amount(text: str) -> int:
    """A number of cases, at least one."""
    number = read_number(text)
    if not number:
        raise ArgumentTypeError(_("not a positive number: %(text)s") % {"text": text})
    return number


class Command(BaseCommand):
    """Exit 0 with the number of cases on stdout, 1 in production, 2 wrong usage."""

    help = str(gettext_lazy("Write synthetic cases for measuring."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=amount, required=True, metavar="N")
        parser.add_argument("--seed", type=int, default=SEED, metavar="N")

    def handle(self, *_args: Any, **options: Any) -> None:
        if settings.JIANJIAN_ENV == "production":
            raise CommandError(
                _("Synthetic cases are never written in production."), returncode=REFUSED
            )
        written = volume.load(
            options["cases"],
            seed=options["seed"],
            at=timezone.now(),
            progress=Progress(self.stderr),
        )
        self.stdout.write(str(written))
