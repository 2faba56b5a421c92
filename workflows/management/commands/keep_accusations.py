"""`keep_accusations`: shut out whom accusations are about, those from before the rule as well."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.cases.name_matching import match_again
from workflows.naming.name_records import unmatched


class Command(BaseCommand):
    """Tells numbers alone; a second run finds nothing. Exit 1 where something is left."""

    help = str(
        gettext_lazy("Shut out whoever is named on tip-offs and accusations; tells numbers alone.")
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        at = timezone.now()
        found = len(unmatched(at=at))
        done = match_again(at=at)
        left = len(unmatched(at=at))
        self.stdout.write(
            _("Found: %(found)d. Shut out: %(done)d. Left: %(left)d.")
            % {"found": found, "done": done, "left": left}
        )
        if left:
            raise SystemExit(1)
