"""The demonstration stories, read from `stories.toml`, and the lives of cases they lay out."""

import random
import tomllib
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import count, cycle
from pathlib import Path
from typing import Final

from demo.founding import Cast
from demo.matters import Filled, Matter, variants
from organizations.models import Person, Unit
from petitions.letters.registration import PetitionerDetails
from workflows.counting.work_calendar import SHANGHAI, WorkCalendar
from workflows.models import Case
from workflows.states import Outcome

SOURCE: Final = Path(__file__).with_name("stories.toml")
OPENS: Final = 9
MINUTES_BETWEEN: Final = 25
STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
REPRESENTATIVES: Final = 5  # 条例 20③: at most five speak for the others
OWN: Final = "hr_social"


@dataclass(frozen=True, slots=True)
class Story:
    """One way of handling; `ages` holds the days since each case's last act."""

    way: str
    ages: list[int]
    matter: str = "appeal"
    at: str = "bureau"
    own: bool = False
    leader: str = ""
    joint: bool = False
    repeat: bool = False
    share: int = 0

    @property
    def seals(self) -> bool:
        """Whether somebody's name is sealed: bound to its row, it can't be copied."""
        return "route_discipline" in self.way

    @property
    def simple(self) -> bool:
        """Whether it takes the simple procedure (简易办理办法), if only to leave it again."""
        return "/simple" in self.way


@dataclass(frozen=True, slots=True)
class Scene:
    """One act of a life at its instant; `variant` picks among the act's details."""

    at: datetime
    act: str
    variant: str


@dataclass
class Life:
    """One demonstration case: what it is about, who has a part in it, and what happens when."""

    county: str
    filled: Filled
    parties: tuple[PetitionerDetails, ...]
    intake: Unit
    unit: Unit
    other_unit: Unit
    leader: Person
    scenes: list[Scene]
    story: Story
    original: "Life | None" = None
    channel: str = "letter"
    holder: Unit = field(init=False)
    case: Case | None = None

    def __post_init__(self) -> None:
        self.holder = self.intake

    @property
    def known_case(self) -> Case:
        """Its case. Raises LookupError before the registration."""
        if self.case is None:
            raise LookupError("a life begins with its registration")
        return self.case


def read_stories(source: Path = SOURCE) -> list[Story]:
    return [Story(**entry) for entry in tomllib.loads(source.read_text("utf-8"))["story"]]


@dataclass
class Planner:
    """Lays out the lives of all cases before `today`; the same for the same seed and day."""

    cast: Cast
    today: date
    seed: int
    calendar: WorkCalendar = field(default_factory=WorkCalendar)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)  # noqa: S311  # repeatable invention, not a secret
        self._stream = variants(self.seed)
        self._aside: deque[Filled] = deque()
        self._people = count()
        self._leaders = {c: cycle(self._leaders_of(c)) for c in self.cast.office.counties}

    def lives(self) -> list[Life]:
        """Every case that is played; repeats last, since each needs its original."""
        stories = read_stories()
        planned = [
            self.life(story, county, age)
            for story in stories
            for county in self._counties(story)
            for age in story.ages
            if not story.repeat
        ]
        return planned + list(self._repeats(stories, planned))

    def _counties(self, story: Story) -> tuple[str, ...]:
        """Where a story is played."""
        counties = self.cast.office.counties
        return counties if story.seals else counties[:1]

    def life(self, story: Story, county: str, age: int) -> Life:
        """A case of a county that goes this way, and whose last act was so many days ago."""
        filled = self._matter(story)
        department = OWN if story.own else filled.matter.department
        unit = self._responsible(county, department, filled.place)
        bureau = self.cast.units[f"{county}-petition_bureau"]
        direct = story.at == "unit"
        return Life(
            county=county,
            filled=filled,
            parties=self._parties(filled, joint=story.joint or filled.people > 1),
            intake=unit if direct else bureau,
            unit=unit,
            other_unit=self._other(county, unit),
            leader=self._leader(story, county),
            scenes=self._scenes(story.way, age),
            story=story,
            channel=self._channel(direct=direct),
        )

    def _matter(self, story: Story) -> Filled:
        """The next matter that fits; those passed over wait for their turn."""
        for filled in list(self._aside):
            if _fits(filled, story):
                self._aside.remove(filled)
                return filled
        while True:
            filled = next(self._stream)
            if _fits(filled, story):
                return filled
            self._aside.append(filled)

    def _responsible(self, county: str, department: str, place: str) -> Unit:
        record = self.cast.office.responsible(county, department, place=place)
        return self.cast.units[record.code]

    def _other(self, county: str, unit: Unit) -> Unit:
        """A unit that a matter is sent to by mistake."""
        return self._responsible(county, "justice" if unit.code.endswith(OWN) else OWN, "")

    def _leader(self, story: Story, county: str) -> Person:
        if story.leader:
            index = self.cast.office.counties.index(county)
            return self.cast.people[f"{story.leader}{index + 1 if index else ''}"]
        return next(self._leaders[county])

    def _leaders_of(self, county: str) -> list[Person]:
        return [
            person
            for (unit, role), people in self.cast.posts.items()
            if role == "leader" and unit.startswith(county)
            for person in people
        ]

    def _parties(self, filled: Filled, *, joint: bool) -> tuple[PetitionerDetails, ...]:
        who = "居民" if filled.matter.urban else self._chance.choice(("村民", "信访人"))
        size = max(filled.people, 6) if joint else 1
        return tuple(
            self._party(who, filled, is_representative=joint)
            for _ in range(min(size, REPRESENTATIVES))
        )

    def _party(self, who: str, filled: Filled, *, is_representative: bool) -> PetitionerDetails:
        number = next(self._people)
        return PetitionerDetails(
            name=f"{who}{STEMS[number % len(STEMS)]}",
            phone=f"1390000{number:04d}",
            address=f"{filled.place}{filled.village}",
            is_representative=is_representative,
        )

    def _channel(self, *, direct: bool) -> str:
        kinds = ("letter", "visit", "phone", "web", "wechat", "mailbox")
        weights = (30, 30, 15, 0 if direct else 15, 5, 5)
        return self._chance.choices(kinds, weights)[0]

    def _scenes(self, way: str, age: int) -> list[Scene]:
        """Working backwards from the last act; each day moves back to a workday."""
        steps = [("register", "", 0), *read_way(way)]
        on = self.calendar.previous_workday(self.today - timedelta(days=age + 1))
        days = [on]
        for _act, _variant, since in reversed(steps[1:]):
            on = self.calendar.previous_workday(on - timedelta(days=since))
            days.append(on)
        first = time(OPENS, self._chance.randrange(5, 60))
        return [
            Scene(_minutes_on(day, first, place), act, variant)
            for place, (day, (act, variant, _since)) in enumerate(
                zip(reversed(days), steps, strict=True)
            )
        ]

    def _repeats(self, stories: Iterable[Story], planned: list[Life]) -> Iterator[Life]:
        """A second letter of the same people on the same facts, while the first is handled."""
        left = list(planned)
        for story in (each for each in stories if each.repeat):
            for age in story.ages:
                life = self.life(story, self._counties(story)[0], age)
                first = next(each for each in left if _before(each, life))
                left.remove(first)
                life.filled, life.parties, life.original = first.filled, first.parties, first
                yield life


def read_way(way: str) -> Iterator[tuple[str, str, int]]:
    """Act, variant of its details, and the days since the act before."""
    for word in way.split():
        act, _at, days = word.partition("@")
        name, _slash, variant = act.partition("/")
        yield name, variant, int(days)


def _minutes_on(day: date, first: time, place: int) -> datetime:
    begin = datetime.combine(day, first, SHANGHAI)
    return begin + timedelta(minutes=MINUTES_BETWEEN * place)


def _fits(filled: Filled, story: Story) -> bool:
    return _is_of_its_class(filled.matter, story) and not (
        story.simple and _takes_the_ordinary_procedure(filled.matter)
    )


def _takes_the_ordinary_procedure(matter: Matter) -> bool:
    """简易办理办法 5: what is joint or may not be supported."""
    return matter.joint or matter.outcome == Outcome.NOT_SUPPORTED


def _is_of_its_class(matter: Matter, story: Story) -> bool:
    if story.matter == "statutory":
        return matter.petition_class == "appeal" and matter.route != 6  # noqa: PLR2004  # 条例 31
    if story.matter != matter.petition_class or matter.route not in (6, None):
        return False
    if story.own:
        return matter.department == OWN
    return not story.joint or matter.joint


def _before(first: Life, second: Life) -> bool:
    """Whether the first is still being investigated when the second comes in."""
    return (
        first.county == second.county
        and first.scenes[-1].act == "investigate"
        and first.scenes[-1].at < second.scenes[0].at
    )
