"""The ways that matters went in Inner Mongolia, 2019, and how many of each (source document, §20).

1,199 petitions under leaders, 709 of them finished. On the others, problems found by earlier
inspections: 231, of them 216 mended; by discipline checks: 110 and 105, 166 and 155. Petition
bureau to discipline commission: 201, all passed on. Discipline commission to petition bureau: 26,
of them 25 finished. Relief office to the one below and on to the discipline commission of its
level: 5, of them 3 finished. Names of checks are invented, and who sent what.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final, TypeAlias

from demo.clues import clear_names
from demo.matters import Filled
from demo.timeline import Step
from organizations.models import Person, Region, Unit
from petitions.intake.tipoff_registration import receive
from petitions.ledgers import vocabulary
from petitions.letters.registration import LetterInput, PetitionerDetails, register
from petitions.models import Channel, ContentClass, Purpose
from workflows.acts.actors import IMPORTER, Actor
from workflows.cases import door
from workflows.counting.work_calendar import SHANGHAI, WorkCalendar, legal_date
from workflows.models import Case, ProblemSource

LED, FINISHED = 1199, 709
TRANSFERS: Final = {
    "to_discipline": 201,
    "from_discipline": 25,
    "from_discipline_in_hand": 1,
    "relayed": 3,
    "relayed_in_hand": 2,
}
Said: TypeAlias = dict[str, Any]
LIMIT: Final = timedelta(days=60)
MORNING: Final = 9
CALENDAR: Final = WorkCalendar()


@dataclass(frozen=True)
class Place:
    """A region with its units and the people in them, by their keys; `city` is a county's."""

    region: Region
    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    quota: int
    city: "Place | None" = None


@dataclass(frozen=True, slots=True)
class Series:
    """The problems of one check and how many of them were mended."""

    source: ProblemSource
    name: str
    problems: int
    mended: int


ALL: Final = (
    Series(ProblemSource.INSPECTION, "此前巡视巡察和督查检查", 231, 216),
    Series(ProblemSource.DISCIPLINE, "纪检监察机关专项检查（一）", 110, 105),
    Series(ProblemSource.DISCIPLINE, "纪检监察机关专项检查（二）", 166, 155),
)


@dataclass(frozen=True, slots=True)
class Way:
    """How a matter went: its name and, of one in hand, its problems: (series, mended or not)."""

    name: str
    problems: tuple[tuple[Series, bool], ...] = ()


@dataclass(frozen=True)
class Seat:
    """Where a matter stands: its way, its place, and the leader of one that was shared out."""

    way: Way
    place: Place
    leader: Person | None = None


def dealt(cases: int) -> Iterator[Way]:
    """The ways of the cases in hand: every problem, dealt out as evenly as it goes."""
    found = [(series, n < series.mended) for series in ALL for n in range(series.problems)]
    return (Way("in_hand", tuple(found[n::cases])) for n in range(cases))


@dataclass
class Script:
    """The acts of one matter from a day on; `cases` are known when they have been played."""

    seat: Seat
    filled: Filled
    first: date
    steps: list[Step] = field(default_factory=list)
    cases: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._days = 0
        getattr(self, f"_{self.seat.way.name}")()

    def _finished(self) -> None:
        self._shared_out()
        self._settle()

    def _in_hand(self) -> None:
        self._shared_out()
        for number, (series, is_mended) in enumerate(self.seat.way.problems, start=1):
            self._act(0, "add_measure", "relief", partial(self._measure, series))
            if is_mended:
                done, verified = "整改措施已落实。", "已整改到位，同意销号。"
                self._act(21, "report_measure", "relief", {"measure": number, "done": done})
                self._act(3, "strike_off", "bureau", {"measure": number, "verified": verified})

    def _to_discipline(self) -> None:
        self._register("bureau")
        self._to_the_organ("bureau")
        self._check()

    def _relayed(self, *, ended: bool = True) -> None:
        self._register("relief", above=True)
        self._act(2, "forward", "relief", self._to("relief"), above=True)
        self._to_the_organ("relief")
        self._check(ended=ended)

    def _relayed_in_hand(self) -> None:
        self._relayed(ended=False)

    def _from_discipline(self) -> None:
        self._from_discipline_in_hand()
        self._settle()

    def _from_discipline_in_hand(self) -> None:
        self._do(0, lambda at: self.cases.append(self._received(at).pk))
        demand: Said = {"subject": self.filled.subject, "text": self.filled.text}
        bureau = self.seat.place.units["bureau"].pk
        self._act(1, "return_demand", "intake", {"unit": bureau} | demand, opens=True)
        self._handle()

    def _shared_out(self) -> None:
        self._register("bureau")
        self._handle()

    def _handle(self) -> None:
        self._act(2, "forward", "bureau", self._to("relief"))
        accepted = {"petition_class": "appeal", "route": "6"}
        self._act(4, "accept", "relief", accepted)
        self._do(0, self._confirm_receipt)
        if leader := self.seat.leader:
            said = {"leader": leader.pk, "reason": "按包案安排。"}
            self._act(1, "appoint_leader", "bureau", said)
        self._act(2, "investigate", "relief")

    def _settle(self) -> None:
        agreed = {"manner": "mediation", "agreement": "诉求已经依法解决。"}
        agreed |= {"other_party": "责任单位", "mediator": "人民调解委员会调解员"}
        agreed |= {"signed_online": "人民调解平台在线签署"}
        self._act(18, "settle", "relief", lambda at: agreed | {"signed_on": legal_date(at)})

    def _to_the_organ(self, by: str) -> None:
        self._act(3, "route_discipline", by, self._to("discipline"), opens=True)

    def _check(self, *, ended: bool = True) -> None:
        """What the organ does with a clue that it took over."""
        self._act(1, "hand_over", "intake")
        self._act(2, "register_clue", "handler", {"ledger_number": "监督检查室台账2019年第1号"})
        planned = {"disposal": "preliminary", "plan": "成立核查组，调取有关账目，找知情人谈话。"}
        agreed = {"minutes": "承办室集体研究，意见一致。"}
        self._act(3, "plan_disposal", "handler",
                  lambda at: planned | agreed | {"discussed_on": legal_date(at)})  # fmt: skip
        self._act(1, "approve_disposal", "discipline")
        if ended:
            said = {"findings": "反映问题不实。", "proposal": "建议予以了结。"}
            self._act(15, "report_findings", "handler", said)
            self._act(2, "conclude", "discipline", {"outcome": "dismissed"})
            told = {"quarter": "2019-2", "summary": "已经了结。"}
            self._act(1, "report_back", "handler", told)

    def _to(self, key: str) -> Said:
        return {"unit": self.seat.place.units[key].pk, "reason": "依法转送。"}

    def _do(self, days: int, what: Callable[[datetime], None]) -> None:
        """Something some days after what was before; on a workday, later than that."""
        self._days += days
        on = CALENDAR.next_workday(self.first + timedelta(days=self._days))
        at = datetime(on.year, on.month, on.day, MORNING, tzinfo=SHANGHAI)
        at += timedelta(minutes=5 * (len(self.steps) + 1))
        self.steps.append(Step(at, lambda: what(at)))

    def _act(  # noqa: PLR0913  # the last two by name
        self,
        days: int,
        act: str,
        by: str,
        said: Said | Callable[[datetime], Said] | None = None,
        *,
        above: bool = False,
        opens: bool = False,
    ) -> None:
        """An act with its details; what it `opens` is what the acts after it are about."""
        actor = Actor.of(self._place(above=above).people[by])

        def perform(at: datetime) -> None:
            told = said(at) if callable(said) else said or {}
            door.perform(self.cases[-1], act, actor=actor, at=at, **told)
            if opens:
                self.cases.append(Case.objects.latest("pk").pk)

        self._do(days, perform)

    def _confirm_receipt(self, at: datetime) -> None:
        case = self.cases[-1]
        door.perform(case, "confirm_receipt", actor=Actor.petitioner(case), at=at)

    def _place(self, *, above: bool) -> Place:
        city = self.seat.place.city if above else None
        return city or self.seat.place

    def _register(self, key: str, *, above: bool = False) -> None:
        unit = self._place(above=above).units[key]

        def write(at: datetime) -> None:
            day = legal_date(at)
            known = register(self._letter(), unit=unit, received_on=day, actor=IMPORTER, at=at)
            self.cases.append(known.case.pk)

        self._do(0, write)

    def _received(self, at: datetime) -> Case:
        organ = self.seat.place.units["discipline"]
        clerk = Actor.of(self.seat.place.people["intake"])
        letter = LetterInput(
            channel=Channel.LETTER,
            region=organ.region,
            text=self.filled.text,
            subject=self.filled.subject,
            purpose=Purpose.ACCUSATION,
            content_class=ContentClass.DISCIPLINE,
        )
        case = receive(
            letter, "某村会计", unit=organ, received_on=legal_date(at), actor=clerk, at=at
        )
        clear_names(case, clerk, at=at)
        return case

    def _letter(self) -> LetterInput:
        """Who brought what goes to a discipline organ gave no name: nothing has to be sealed."""
        kind, _note = vocabulary.content_class(self.filled.matter.content_class)
        return LetterInput(
            channel=Channel.HANDOVER,
            region=self.seat.place.region,
            text=self.filled.text,
            subject=self.filled.subject,
            petitioners=(PetitionerDetails("信访人甲"),) if self.seat.leader else (),
            purpose=Purpose(self.filled.matter.purpose),
            content_class=kind,
            people_count=self.filled.people,
        )

    def _measure(self, series: Series, at: datetime) -> Said:
        place, leader = self.seat.place, self.seat.leader
        return {
            "source": series.source,
            "source_name": series.name,
            "problem": self.filled.subject.removeprefix("联名").removeprefix("反映"),
            "text": self.filled.measures[0] if self.filled.measures else self.filled.opinion,
            "unit": place.units["relief"].pk,
            "leader": leader.pk if leader else None,
            "doer": place.people["relief"].pk,
            "limit_on": legal_date(at) + LIMIT,
        }
