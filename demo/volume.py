"""Synthetic cases for measuring: many, of every age and state, spread as a real office's are.

Most are over, most of the rest is young, one unit in five has most of the work. Some of each way of
handling are played on the demonstration office, which is founded if it is not there; the rest are
copies of these, in every unit of both counties, and what is over on other days of three years.
"""

import random
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from demo import office as records
from demo.build import ACT_S, is_loaded
from demo.founding import Cast, found, known
from demo.loading import refresh_statistics, without_collecting
from demo.mirror import COPY_S, exchanged, one_after_the_other, to_county
from demo.multiply import Copy, multiplying
from demo.playing import Player
from demo.progress import Progress
from demo.shifts import Shifts
from demo.story import Life, Planner, Story, read_stories, read_way
from demo.timeline import play
from demo.variants import Variant
from organizations.models import Role, Unit, UnitKind
from workflows.counting.work_calendar import legal_date

PLAYED, VARIANTS = 3, 24
"""Of each way so many are played, and of each of these so many variants are copied."""
OLD_DAYS: Final = range(150, 1000)
"""After so many days nothing of a case that is over is owed, and all its rights have lapsed."""
WEEKS: Final = range(1, 120)
WORKING: Final = (UnitKind.DEPARTMENT, UnitKind.TOWN)
ENDS: Final = (
    "close",
    "route_statutory",
    "refuse",
    "withdraw",
    "settle",
    "reply_suggestion",
)


def load(cases: int, *, seed: int, at: datetime, progress: Progress | None = None) -> int:
    """Write `cases` synthetic cases as of `at`; the same for the same seed and day."""
    told, chance = progress or Progress(), random.Random(seed)  # noqa: S311  # not a secret
    with translation.override("zh-hans"), without_collecting():
        with transaction.atomic():
            cast = known(records.load()) if is_loaded() else found(records.load())
            lives = _lives(Planner(cast, legal_date(at), seed), chance)[:cases]
            steps = list(Player(cast, imported=True).steps(lives))
            told.begin(_("Acts on cases"), len(steps), ACT_S * len(steps))
            play(steps, until=at, progress=told)
        left = cases - len(lives)
        if left:
            told.begin(_("Copies of cases"), left, COPY_S * left)
            copies = _Copies(cast, lives, chance).take(left)
            with multiplying([[life.known_case.pk] for life in lives], told=False) as multiplier:
                for done in multiplier.write(copies):
                    told.step(done)
        refresh_statistics()
    return cases


def _lives(planner: Planner, chance: random.Random) -> list[Life]:
    """Some of each way. Of what is over only the first is young."""
    county = planner.cast.office.counties[0]
    return [
        planner.life(story, county, age)
        for story in read_stories()
        if story.share
        for age in _ages(story, chance)
    ]


def _ages(story: Story, chance: random.Random) -> list[int]:
    if not is_over(story):
        return story.ages[:PLAYED]
    return [story.ages[0], *chance.sample(OLD_DAYS, PLAYED - 1)]


def is_over(story: Story) -> bool:
    """Whether one of its acts ends the case; what comes after the end is no matter."""
    return any(act in ENDS for act, _variant, _days in read_way(story.way))


class _Copies:
    """Draws copies: ways by share, offices by weight, days by what the calendar lets."""

    def __init__(self, cast: Cast, lives: list[Life], chance: random.Random) -> None:
        self._cast, self._lives, self._chance = cast, lives, chance
        self._offices = [u for u in cast.units.values() if u.kind in WORKING and self._is_first(u)]
        self._leaders = [
            person
            for (unit, role), people in cast.posts.items()
            if role == Role.LEADER and self._is_first(cast.units[unit])
            for person in people
        ]
        shifts = Shifts()
        self._variants = [
            [self._variant(life, self._days(shifts, life)) for _n in range(VARIANTS)]
            for life in lives
        ]

    def take(self, count: int) -> Iterator[Copy]:
        shares = [life.story.share for life in self._lives]
        for template in self._chance.choices(range(len(self._lives)), shares, k=count):
            yield Copy(template, self._chance.choice(self._variants[template]))

    def _is_first(self, unit: Unit) -> bool:
        return unit.code.startswith(self._cast.office.counties[0])

    def _days(self, shifts: Shifts, life: Life) -> list[int]:
        case = life.known_case
        case.refresh_from_db(fields=["finished_at"])
        return shifts.of(case.pk, WEEKS) if case.finished_at else [0]

    def _variant(self, life: Life, days: list[int]) -> Variant:
        weights = [1 / place for place in range(1, len(self._offices) + 1)]
        office = self._chance.choices(self._offices, weights)[0]
        leader = self._chance.choice(self._leaders)
        moved: dict[Any, Any] = {life.leader: leader, leader: life.leader}
        if office != life.unit:
            moved |= exchanged(self._cast, life.unit, office)
        first, *others = self._cast.office.counties
        if (county := self._chance.choice([first, *others])) != first:
            return Variant(
                one_after_the_other(moved, to_county(self._cast, county)), self._chance.choice(days)
            )
        return Variant(moved, self._chance.choice(days))
