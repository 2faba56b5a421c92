"""Synthetic cases for measuring: many, of every age and state, spread as a real office's are.

Most are over, most of the rest is young, one unit in five has most of the work. They stand on the
units of the demonstration office, which is founded without its cases if it is not there.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import translation

from demo import office
from demo.bulk import CHUNK, Draft, Told, Writer
from demo.founding import found
from demo.loading import refresh_statistics
from demo.matters import variants
from organizations.models import Person, Role, Tenure, Unit, UnitKind
from petitions.ledgers import vocabulary
from petitions.letters.registration import LetterInput, PetitionerDetails
from petitions.models import Channel, Purpose
from workflows.acts.actors import IMPORTER, Actor
from workflows.counting.work_calendar import SHANGHAI, WorkCalendar, legal_date

YEARS: Final = 3
DAYS: Final = 365 * YEARS
OPEN_SHARE: Final = 0.12
YOUNG_DAYS: Final = 75
CALENDAR: Final = WorkCalendar()
STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
CHANNELS: Final = {
    Channel.LETTER: 30,
    Channel.VISIT: 25,
    Channel.PHONE: 15,
    Channel.WEB: 20,
    Channel.WECHAT: 10,
}
Progress = Callable[[int, int], None]
Step = tuple[int, str, str, dict[str, Any]]


@dataclass(frozen=True)
class County:
    """A bureau and the units it forwards to, with who works in each."""

    bureau: Unit
    units: list[Unit]
    weights: list[float]
    people: dict[tuple[int, str], Person]
    leaders: list[Person]


def load(cases: int, *, seed: int, at: datetime, progress: Progress | None = None) -> int:
    """Write `cases` synthetic cases as of `at`; the same for the same seed and day."""
    with translation.override("zh-hans"):
        with transaction.atomic():
            counties = _counties()
        chance = random.Random(seed)  # noqa: S311  # repeatable invention, not a secret
        writer, drafts = Writer(at), _drafts(counties, seed, chance, legal_date(at))
        for done in range(0, cases, CHUNK):
            batch = [next(drafts) for _ in range(min(CHUNK, cases - done))]
            writer.write(batch)
            if progress:
                progress(done + len(batch), cases)
        refresh_statistics()
    return cases


def _counties() -> list[County]:
    record = office.load()
    if not Unit.objects.filter(code=record.units[0].code).exists():
        found(record)
    return [_county(code) for code in record.counties]


def _county(code: str) -> County:
    units = Unit.objects.filter(code__startswith=code).select_related("region")
    working = (UnitKind.DEPARTMENT, UnitKind.TOWN)
    holding = [unit for unit in units if unit.kind in working]
    tenures = Tenure.objects.filter(post__unit__in=units, until__isnull=True)
    people = {
        (tenure.post.unit_id, role): tenure.person
        for tenure in tenures.select_related("post", "person")
        for role in tenure.post.roles
    }
    return County(
        bureau=next(unit for unit in units if unit.kind == UnitKind.PETITION_BUREAU),
        units=holding,
        weights=[1 / (place + 1) for place in range(len(holding))],
        people=people,
        leaders=[person for (_unit, role), person in people.items() if role == Role.LEADER],
    )


def _drafts(
    counties: list[County], seed: int, chance: random.Random, today: date
) -> Iterator[Draft]:
    for filled in variants(seed):
        matter = filled.matter
        if matter.petition_class == "accusation":
            continue
        county = chance.choice(counties)
        unit = chance.choices(county.units, county.weights)[0]
        steps = _steps(chance, suggestion=matter.petition_class == "suggestion")
        age = chance.randrange(YOUNG_DAYS if steps.open else DAYS)
        received = CALENDAR.previous_workday(today - timedelta(days=age + steps.days + 1))
        acts = _told(county, unit, steps.acts, received, chance)
        kind, _note = vocabulary.content_class(matter.content_class)
        yield Draft(
            intake=county.bureau,
            received_on=received,
            acts=[told for told in acts if legal_date(told.at) < today],
            letter=LetterInput(
                channel=chance.choices(list(CHANNELS), list(CHANNELS.values()))[0],
                region=unit.region,
                text=filled.text,
                subject=filled.subject,
                petitioners=(_party(chance),),
                purpose=Purpose(matter.purpose),
                content_class=kind,
                people_count=filled.people,
            ),
        )


@dataclass(frozen=True, slots=True)
class _Way:
    acts: list[Step]
    days: int
    open: bool


def _steps(chance: random.Random, *, suggestion: bool) -> _Way:
    """The ordinary way with random delays, cut short where a case is still open."""
    unit, head = Role.UNIT_OFFICER, Role.UNIT_HEAD
    petition_class, route = ("suggestion", "") if suggestion else ("appeal", "6")
    opinion = {"category": "demand_met", "outcome": "supported", "facts": "", "opinion": "",
               "basis": ""}  # fmt: skip
    acts: list[Step] = [
        (0, "register", "", {}),
        (chance.randint(1, 14), "forward", Role.OFFICER, {"simple": False}),
        (chance.randint(1, 14), "accept", unit,
         {"petition_class": petition_class, "route": route, "simple": False}),
        (chance.randint(1, 5), "investigate", unit, {}),
        (chance.randint(10, 50), "draft_opinion", unit, opinion),
        (chance.randint(1, 4), "sign_off", head, {}),
        (chance.randint(1, 5), "serve", unit, {}),
        (chance.randint(2, 30), "close", unit, {"petitioner_accepts": True}),
    ]  # fmt: skip
    still_open = chance.random() < OPEN_SHARE
    if still_open:
        acts = acts[: chance.choices(range(1, len(acts)), (4, 5, 3, 8, 2, 1, 3))[0]]
    elif chance.random() < 0.1:  # noqa: PLR2004  # one in ten is led into a statutory route
        acts = [*acts[:2], (5, "route_statutory", unit, {"route": "2", "reason": ""})]
    elif chance.random() < 0.1:  # noqa: PLR2004  # one in ten ends by agreement
        acts = [*acts[:4], (12, "settle", unit, {})]
    return _Way(acts, sum(days for days, *_rest in acts), still_open)


def _told(
    county: County, unit: Unit, steps: list[Step], received: date, chance: random.Random
) -> list[Told]:
    on, told = received, []
    first = datetime(received.year, received.month, received.day, 9, tzinfo=SHANGHAI)
    for place, (days, act, role, details) in enumerate(steps):
        on = CALENDAR.next_workday(on + timedelta(days=days))
        acting = county.bureau if role == Role.OFFICER else unit
        actor = Actor.of(county.people[acting.pk, role]) if role else IMPORTER
        said = details | ({"unit": unit} if act == "forward" else {})
        at = first + timedelta(days=(on - received).days, minutes=20 * place)
        if act == "serve":
            said = {"served_on": on, "method": "direct", "proof": "送达回证一份"}
        told.append(Told(act, actor, acting, at, said))
        if act == "accept" and county.leaders and chance.random() < 0.05:  # noqa: PLR2004
            led = {"leader": chance.choice(county.leaders)}
            officer = Actor.of(county.people[county.bureau.pk, Role.OFFICER])
            told.append(Told("appoint_leader", officer, county.bureau, at, led))
    return told


def _party(chance: random.Random) -> PetitionerDetails:
    return PetitionerDetails(
        f"信访人{chance.choice(STEMS)}", phone=f"139{chance.randrange(10**8):08d}"
    )
