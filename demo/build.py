"""The demonstration, loaded whole or not at all."""

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from demo import office as records
from demo import scenario_inner_mongolia
from demo.clues import Clues
from demo.founding import Cast, found
from demo.loading import refresh_statistics, without_collecting
from demo.receptions import Timetable
from demo.replay import Progress, Replay
from demo.story import Planner
from organizations.models import Region, Unit
from workflows.counting.work_calendar import legal_date

SEED: Final = 20261


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
    office = records.load()
    with translation.override("zh-hans"), without_collecting(), transaction.atomic():
        cast = found(office)
        refresh_statistics()
        lives = Planner(cast, legal_date(at), seed).lives()
        acts = Replay(cast, _towns(cast), refresh_statistics).play(
            lives, until=at, progress=progress
        )
        told = 0
        for county in office.counties:
            Timetable(cast, county, at).write()
            told += Clues(cast, county, at).write()
        refresh_statistics()
    return f"{office.notice}\n" + _("%(cases)d cases, %(acts)d acts.") % {
        "cases": len(lives) + told,
        "acts": acts,
    }


SCENARIOS: Final = {"inner-mongolia-2019": scenario_inner_mongolia.load}


def _towns(cast: Cast) -> dict[tuple[str, str], Region]:
    """(county, township's name) → its region; the empty name is the county itself."""
    found_regions: dict[tuple[str, str], Region] = {}
    for region in Region.objects.filter(code__in=[each.code for each in cast.office.regions]):
        for county in cast.office.counties:
            if region.code == county:
                found_regions[county, ""] = region
            elif region.code.startswith(county):
                found_regions[county, region.name] = region
    return found_regions
