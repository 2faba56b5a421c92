"""接访 and 下访 in Inner Mongolia, 2019: rows that add up to the source document's figures (§20).

Party secretaries of cities and counties: 353 件次, 193 finished, 183 fed back, 131 satisfied.
Discipline leaders: 1,064 件次 of 1,704 人次, 705 in scope, 176 finished, 20 人次 disciplined.
Discipline cadres going down: 1,053 批次 of 2,072 人次, who received 1,888 人次; 1,139 件次 found,
515 solved. 批次 of those receiving are not given; the counts below are invented.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import cycle, islice
from typing import Any, Final

from organizations.models import Post, Unit
from petitions.models import ReceptionDay, Visit, VisitMatter
from petitions.models.reception import ReceptionKind
from workflows.counting.work_calendar import SHANGHAI, WorkCalendar
from workflows.states import Rating

FIRST: Final = date(2019, 1, 7)
OPENS, CLOSES = time(9), time(17)
LATER: Final = timedelta(days=7)
TITLES: Final = (
    "反映惠农补贴未按时发放",
    "反映低保评定不公开",
    "反映危房改造资金未到位",
    "反映村集体账目不公开",
    "反映扶贫项目收益分配问题",
    "反映征地补偿款兑付迟缓",
)


@dataclass(frozen=True, slots=True)
class Series:
    """One series of days and what came on them; the totals are those of the source document."""

    kind: ReceptionKind
    organ: str
    days: int
    cadres: int
    visits: int
    people: int
    matters: int
    finished: int
    fed_back: int = 0
    satisfied: int = 0
    in_scope: int | None = None
    disciplined: int = 0
    place: str = ""


RECEPTION, GOING_DOWN = ReceptionKind.RECEPTION, ReceptionKind.GOING_DOWN
ALL: Final = (
    Series(RECEPTION, "committee", 150, 150, 331, 702, 353, 193, 183, 131,
           place="来访接待中心"),
    Series(RECEPTION, "discipline", 300, 300, 1012, 1704, 1064, 176, in_scope=705,
           disciplined=20, place="纪委监委接访室"),
    Series(GOING_DOWN, "discipline", 1053, 2072, 1053, 1888, 1139, 515,
           place="嘎查村党群服务中心"),
)  # fmt: skip


def shares(total: int, count: int) -> list[int]:
    """`total` spread over `count` as evenly as whole numbers go."""
    least, more = divmod(total, count)
    return [least + (n < more) for n in range(count)]


def write(places: Sequence[Mapping[str, Unit]]) -> None:
    """Write every series for these places, each a unit by the key of its organ."""
    calendar, posts = WorkCalendar(), _posts(places)
    for series in ALL:
        _Writing(series, [posts[units[series.organ].pk] for units in places], calendar).write()


def _posts(places: Sequence[Mapping[str, Unit]]) -> dict[int, Post]:
    units = [unit.pk for place in places for unit in place.values()]
    found = Post.objects.filter(unit__in=units).select_related("unit__region")
    return {post.unit_id: post for post in found}


@dataclass
class _Writing:
    """The rows of one series."""

    series: Series
    posts: Sequence[Post]
    calendar: WorkCalendar
    titles: Iterator[str] = field(default_factory=lambda: cycle(TITLES))

    def write(self) -> None:
        days = ReceptionDay.objects.bulk_create(self._days())
        visits = Visit.objects.bulk_create(self._visits(days))
        VisitMatter.objects.bulk_create(self._matters(visits))

    def _days(self) -> Iterator[ReceptionDay]:
        """One workday after the other, all places on each."""
        turns = ((on, post) for on in self._workdays() for post in self.posts)
        cadres = shares(self.series.cadres, self.series.days)
        for count, (on, post) in zip(cadres, turns, strict=False):
            yield ReceptionDay(
                kind=self.series.kind, unit=post.unit, post=post, on=on, opens=self._opens(),
                closes=CLOSES, place=f"{post.unit.region}{self.series.place}",
                cadre_count=count, published=True,
            )  # fmt: skip

    def _opens(self) -> time:
        """Trips begin earlier: a post may receive on the same day."""
        return time(8) if self.series.kind == GOING_DOWN else OPENS

    def _workdays(self) -> Iterator[date]:
        on = FIRST
        while True:
            on = self.calendar.next_workday(on)
            yield on
            on += timedelta(days=3)

    def _visits(self, days: Sequence[ReceptionDay]) -> Iterator[Visit]:
        people = shares(self.series.people, self.series.visits)
        for count, day in zip(people, cycle(days), strict=False):
            yield Visit(
                day=day,
                arrived_at=datetime.combine(day.on, time(10), SHANGHAI),
                people_count=count,
                representatives=["信访人"],
            )

    def _matters(self, visits: Sequence[Visit]) -> Iterator[VisitMatter]:
        """The first are finished, in scope, fed back and satisfied, as far as each number goes."""
        owners = islice(cycle(visits), self.series.matters)
        for n, (visit, title) in enumerate(zip(owners, self.titles, strict=False)):
            yield VisitMatter(visit=visit, subject=title, **self._outcome(n, visit.day.on))

    def _outcome(self, n: int, on: date) -> dict[str, Any]:
        series, told_on = self.series, on + LATER
        told = n < series.fed_back
        return {
            "in_scope": None if series.in_scope is None else n < series.in_scope,
            "finished_on": told_on if n < series.finished else None,
            "fed_back_on": told_on if told else None,
            "rating": self._rating(n) if told else None,
            "disciplined_count": int(n < series.disciplined),
            "disciplined_on": told_on if n < series.disciplined else None,
        }

    def _rating(self, n: int) -> Rating:
        return Rating.SATISFIED if n < self.series.satisfied else Rating.DISSATISFIED
