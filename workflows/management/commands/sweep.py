"""`sweep`: fire every rung of the ladder that is due, as the beat does each minute."""

import json
from argparse import ArgumentTypeError
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.escalation import rung_effects
from workflows.escalation.alarm_sweep import release_quarantine


def instant(text: str) -> datetime:
    """An instant as typed: ISO with an offset, or a local date and time, or a date (its start)."""
    try:
        if len(text) == len("YYYY-MM-DD"):
            typed = datetime.combine(date.fromisoformat(text), time.min)
        else:
            typed = datetime.fromisoformat(text)
        moment = typed if timezone.is_aware(typed) else timezone.make_aware(typed)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ArgumentTypeError(_("not a date or time: %(text)s") % {"text": text}) from None


class Command(BaseCommand):
    """Exit 0 with what was done on stdout; running it again fires nothing twice."""

    help = str(gettext_lazy("Fire everything that is due on the ladders of the time limits."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--at", type=instant, metavar="INSTANT", help=_("as of this moment; now by default")
        )
        parser.add_argument(
            "--again", action="store_true", help=_("also try again what was set aside")
        )
        parser.add_argument("--json", action="store_true", help=_("as one JSON value"))

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["again"]:
            release_quarantine()
        done = rung_effects.sweep(options["at"] or timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(asdict(done)))
            return
        self.stdout.write(
            _("Fired: %(fired)s. Cases: %(cases)s. Notices: %(notices)s. Seconds: %(seconds)s.")
            % asdict(done)
        )
