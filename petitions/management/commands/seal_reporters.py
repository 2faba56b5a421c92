"""`seal_reporters`: reporters that were entered before there was a vault go into it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from petitions.letters.reporter_sealing import competent, outside_the_vault, seal_behind
from workflows.counting.work_calendar import legal_date


class Command(BaseCommand):
    """Seals them and empties the plain columns in one transaction; run again it finds nothing."""

    help = str(gettext_lazy("Seal the reporters of tip-offs who still stand in plain columns."))

    def handle(self, *_args: Any, **_options: Any) -> None:
        on = legal_date(timezone.now())
        with transaction.atomic():
            found = list(outside_the_vault().select_for_update(no_key=True))
            for case in found:
                if tip_off := competent(case):
                    seal_behind(case, tip_off, on=on)
        self.stdout.write(f"sealed: {len(found)}")
