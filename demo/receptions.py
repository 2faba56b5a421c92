"""The demonstration's days of receiving and visiting, from `receptions.toml`."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final, TypeAlias

from demo.founding import Cast
from organizations.models import Person, Post
from petitions.models import Petition, ReceptionDay, Visit, VisitMatter
from petitions.models.reception import ReceptionKind
from petitions.receptions import services
from petitions.receptions.services import Arrival
from workflows.counting.work_calendar import SHANGHAI, WorkCalendar, legal_date
from workflows.states import OPEN

SOURCE: Final = Path(__file__).with_name("receptions.toml")
OPENS, CLOSES = time(9), time(12)
STEMS: Final = "甲乙丙丁戊己庚辛"
MINUTES_EACH: Final = 40
Entry: TypeAlias = Mapping[str, Any]


@dataclass
class Timetable:
    """Writes the days of one county as they stood at `at`; call within a transaction."""

    cast: Cast
    county: str
    at: datetime
    calendar: WorkCalendar = field(default_factory=WorkCalendar)

    def __post_init__(self) -> None:
        self._suffix = self.cast.office.suffix(self.county)
        self._cases = self._known_cases()

    def write(self) -> int:
        """Every day with its visits; returns how many days."""
        entries = tomllib.loads(SOURCE.read_text("utf-8"))["days"]
        for entry in entries:
            day = self._day(entry)
            for n, came in enumerate(entry.get("visits", ())):
                self._visit(day, came, n)
        return len(entries)

    def _day(self, entry: Entry) -> ReceptionDay:
        receiver = self._person(entry["receiver"])
        unit = self.cast.units[f"{self.county}-{entry['unit']}"]
        post = Post.objects.filter(tenures__person=receiver).select_related("unit")[0]
        return services.plan(
            ReceptionDay(
                kind=entry.get("kind", ReceptionKind.RECEPTION),
                unit=unit,
                post=post,
                on=self._workday(entry["ago"]),
                opens=OPENS,
                closes=CLOSES,
                place=entry["place"].format(name=unit.region.name),
                cadre_count=entry.get("cadres", 1),
                published=entry.get("published", True),
            )
        )

    def _workday(self, ago: int) -> date:
        """That many workdays before today, or after it; a rest day counts as the next workday."""
        on = legal_date(self.at)
        step = timedelta(days=-1 if ago > 0 else 1)
        for _n in range(abs(ago)):
            on += step
            while not self.calendar.is_workday(on):
                on += step
        return self.calendar.next_workday(on)

    def _visit(self, day: ReceptionDay, came: Entry, place: int) -> None:
        minutes = timedelta(minutes=10 + MINUTES_EACH * place)
        then = datetime.combine(day.on, OPENS, SHANGHAI) + minutes
        names = [f"来访人{stem}" for stem in STEMS[: came["names"]]]
        arrival = Arrival(
            names, came["people"], matters=[m.get("subject", "") for m in came["matters"]]
        )
        visit = services.sign_in(day, arrival, by=self._clerk(day), at=then)
        services.take_down(visit, came["record"].strip())
        for matter, entry in zip(visit.matters.all(), came["matters"], strict=True):
            self._matter(visit, matter, entry, then)

    def _clerk(self, day: ReceptionDay) -> Person:
        discipline = day.unit.kind == "discipline_commission"
        return self._person("clue_officer" if discipline else "registrar")

    def _matter(self, visit: Visit, matter: VisitMatter, entry: Entry, then: datetime) -> None:
        if entry.get("case"):
            self._link(visit, matter)
        services.note_outcome(matter, self._outcome(entry, visit.day.on))
        if promised := entry.get("promise"):
            self._promise(matter, promised, then)

    def _outcome(self, entry: Entry, on: date) -> dict[str, Any]:
        return {
            "in_scope": entry.get("scope"),
            "answer": entry.get("answer", ""),
            "finished_on": self._day_after(on, entry.get("finished")),
            "fed_back_on": self._day_after(on, entry.get("told")),
            "rating": entry.get("rating"),
        }

    @staticmethod
    def _day_after(on: date, days: int | None) -> date | None:
        return None if days is None else on + timedelta(days=days)

    def _promise(self, matter: VisitMatter, promised: Entry, then: datetime) -> None:
        follower, made_on = self._person(promised["follower"]), legal_date(then)
        due_on = made_on + timedelta(days=promised["due"])
        given = services.promise(
            matter, text=promised["text"], due_on=due_on, follower=follower, at=then
        )
        if "kept" in promised:
            done_on = made_on + timedelta(days=promised["kept"])
            services.keep_promise(given, note=promised["note"], done_on=done_on, by=follower)

    def _link(self, visit: Visit, matter: VisitMatter) -> None:
        """The visitors are those of a known case, and ask how it stands."""
        letter = next(self._cases)
        parties = list(
            letter.petitioners.values_list("name", flat=True)[: len(visit.representatives)]
        )
        visit.representatives = parties or visit.representatives
        visit.save(update_fields=["representatives"])
        matter.subject = letter.subject
        matter.save(update_fields=["subject"])
        services.link_case(matter, letter.case, at=visit.arrived_at)
        matter.refresh_from_db()

    def _known_cases(self) -> Iterator[Petition]:
        bureau = self.cast.units[f"{self.county}-petition_bureau"]
        letters = Petition.objects.filter(
            case__intake_unit=bureau, case__sealed=False, case__status__in=OPEN, people_count=1
        )
        return iter(letters.select_related("case").order_by("case__registered_at", "pk"))

    def _person(self, username: str) -> Person:
        return self.cast.people[f"{username}{self._suffix}"]
