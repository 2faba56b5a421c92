"""`seal_reporters`: reporters that were entered before there was a vault go into it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from petitions.models import Petitioner
from petitions.vault import sealing
from workflows.clocks.calendar import legal_date
from workflows.states import Kind

KEPT = (sealing.NAME, sealing.ID_NUMBER, sealing.PHONE, sealing.ADDRESS)


class Command(BaseCommand):
    """Seals each, then deletes the plain row, in one transaction; run again it finds nothing."""

    help = str(gettext_lazy("Seal the reporters of tip-offs who still stand in plain columns."))

    def handle(self, *_args: Any, **_options: Any) -> None:
        on = legal_date(timezone.now())
        with transaction.atomic():
            plain = Petitioner.objects.select_for_update(of=("self",)).select_related(
                "petition__case"
            )
            found = list(plain.filter(petition__case__kind=Kind.TIP_OFF))
            for each in found:
                values = {name: getattr(each, name) for name in KEPT}
                sealing.seal(each.petition.case, values, on=on)
                each.delete()
        self.stdout.write(f"sealed: {len(found)}")
