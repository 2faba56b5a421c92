"""The demonstration, loaded whole or not at all."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from demo import office as records
from demo.clues import Clues
from demo.founding import found
from demo.loading import refresh_statistics, without_collecting
from demo.material import CaseMaterial
from demo.mirror import mirror
from demo.playing import Player
from demo.progress import Progress
from demo.receptions import Timetable
from demo.story import Planner
from demo.timeline import play
from organizations.models import Unit
from workflows.counting.work_calendar import legal_date
from workflows.models import Case
from workflows.rights.rights_record import enter_found

SEED: Final = 20261
ACT_S: Final = 0.04
"""Seconds that an act takes, about."""


def is_loaded() -> bool:
    """Whether the demonstration office is there."""
    codes = [unit.code for unit in records.load().units]
    return Unit.objects.filter(code__in=codes).exists()


def load_office(*, at: datetime, seed: int = SEED, progress: Progress | None = None) -> str:
    """Found the office and play its cases up to `at`; says what was done, nothing if it was there.

    The same seed and day give the same cases. One transaction: an interrupted load leaves nothing.
    """
    if is_loaded():
        return ""
    told, office = progress or Progress(), records.load()
    with translation.override("zh-hans"), without_collecting(), transaction.atomic():
        cast = found(office)
        enter_found(at=at)
        refresh_statistics()
        lives = Planner(cast, legal_date(at), seed).lives()
        steps = list(Player(cast).steps(lives))
        told.begin(_("Acts on cases"), len(steps), ACT_S * len(steps))
        acts = play(steps, until=at, progress=told)
        mirror(cast, lives, told)
        told.begin(_("Counties with receptions and tip-offs"), len(office.counties), 10)
        for done, county in enumerate(office.counties, start=1):
            Timetable(cast, county, at).write()
            Clues(cast, county, at).write()
            CaseMaterial(cast, county, at).write()
            told.step(done)
        refresh_statistics()
        cases = Case.objects.count()
    return f"{office.notice}\n" + _("%(cases)d cases, %(acts)d acts.") % {
        "cases": cases,
        "acts": acts,
    }
