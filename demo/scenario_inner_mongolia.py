"""Inner Mongolia, 2019: 1,199 petitions shared out among leaders, 709 of them finished.

The figures are those of the source document (内蒙古自治区党委, 2019-05-16, §20): twelve leagues
and cities, 63 counties; the heads of party committee, government and discipline commission lead
ten cases each in a city and five in a county. Units, posts and matters are invented for it and
stand under a top unit of their own, TOP, by which reports can be told from other data.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from demo import office, scenario_measures, scenario_receptions, scenario_transfers
from demo.bulk import Draft, Told, Writer
from demo.founding import create_accounts
from demo.loading import refresh_statistics, without_collecting
from demo.matters import Filled, variants
from organizations.models import Person, Post, Region, Role, Tenure, Unit, UnitKind
from petitions.ledgers import vocabulary
from petitions.letters.registration import LetterInput, PetitionerDetails
from petitions.models import Channel, Purpose
from workflows.acts.actors import IMPORTER, Actor
from workflows.counting.work_calendar import SHANGHAI, WorkCalendar

TOP: Final = "im2019"
PROVINCE: Final = "150000"
CITIES, COUNTIES = 12, 63
LED, FINISHED = 1199, 709
CITY_QUOTA, COUNTY_QUOTA = 10, 5
SINCE: Final = datetime(2018, 1, 1, 9, tzinfo=SHANGHAI)
FIRST_RECEIPT = date(2019, 1, 7)
RECEIPT_DAYS = 70
SEED: Final = 2019
CALENDAR: Final = WorkCalendar()
STEMS: Final = "甲乙丙丁戊己庚辛壬癸"

ORGANS: Final = (
    ("committee", UnitKind.PARTY_COMMITTEE, "党委", "书记", (Role.LEADER,)),
    ("government", UnitKind.GOVERNMENT, "人民政府", "主要负责人", (Role.LEADER,)),
    ("discipline", UnitKind.DISCIPLINE_COMMISSION, "纪委监委", "书记", (Role.LEADER,)),
    (
        "bureau",
        UnitKind.PETITION_BUREAU,
        "信访局",
        "承办",
        (Role.OFFICER, Role.COORDINATOR, Role.CLEARED),
    ),
    (
        "relief",
        UnitKind.DEPARTMENT,
        "扶贫开发办公室",
        "承办",
        (Role.UNIT_OFFICER, Role.CLEARED),
    ),
)
"""In each region: key, kind, name, post and roles."""
INTAKE_POST: Final = ("信访室", (Role.CLUE_OFFICER, Role.CLUE_HANDLER))
LEADING: Final = ("committee", "government", "discipline")


@dataclass(frozen=True)
class Place:
    """A region with its units and the people in them, by the keys of ORGANS.

    `intake` among the people is the discipline commission's; `city` is a county's.
    """

    region: Region
    units: Mapping[str, Unit]
    people: Mapping[str, Person]
    quota: int
    city: "Place | None" = None


def load(*, at: datetime, progress: Any = None) -> str:
    """Write the scenario; its limits ran on until `at`. Does nothing if it is there already."""
    if Unit.objects.filter(code=TOP).exists():
        return ""
    with translation.override("zh-hans"), without_collecting(), transaction.atomic():
        places = _found()
        drafts = list(_drafts(places))
        writer = Writer(at)
        written = writer.write(drafts)
        scenario_transfers.Series(places, writer, _numbered, _at(FIRST_RECEIPT, 9)).write()
        scenario_receptions.write([place.units for place in places])
        refresh_statistics()
    if progress:
        progress(written, written)
    return _("%(cases)d cases under leaders of %(top)s.") % {"cases": written, "top": TOP}


def _found() -> list[Place]:
    """Twelve cities and 63 counties, each with its organs; leaders have their quotas."""
    top = Region.objects.get(code=PROVINCE)
    head = _units([Unit(code=TOP, name="内蒙古自治区（2019年包案情景）", kind="party_committee",
                        region=top, path=TOP)])[0]  # fmt: skip
    cities = list(Region.objects.filter(parent=top).order_by("code"))[:CITIES]
    all_counties = list(
        Region.objects.filter(parent__in=cities)
        .exclude(code__in=office.load().counties)
        .order_by("code")
    )
    counties = [all_counties[n * len(all_counties) // COUNTIES] for n in range(COUNTIES)]
    quotas = [(city, CITY_QUOTA) for city in cities] + [(c, COUNTY_QUOTA) for c in counties]
    units = _units([_unit(region, organ, head) for region, _quota in quotas for organ in ORGANS])
    posts = Post.objects.bulk_create(_post(unit, quotas) for unit in units)
    people = create_accounts({unit.code: f"{p.unit.name}{p.title}" for unit, p in
                              zip(units, posts, strict=True)})  # fmt: skip
    Tenure.objects.bulk_create(
        Tenure(person=people[post.unit.code], post=post, since=SINCE) for post in posts
    )
    by_code = {unit.code: unit for unit in units}
    _put_under_cities(by_code, counties)
    intake = _open_intake([unit for unit in units if unit.code.endswith("discipline")])
    keys = [organ[0] for organ in ORGANS]
    places: dict[int, Place] = {}
    for region, quota in quotas:
        known = {key: people[f"{TOP}-{region.code}-{key}"] for key in keys}
        places[region.pk] = Place(
            region,
            {key: by_code[f"{TOP}-{region.code}-{key}"] for key in keys},
            known | {"intake": intake[f"{TOP}-{region.code}-discipline"]},
            quota,
            places.get(region.parent_id or 0),
        )
    return list(places.values())


def _put_under_cities(by_code: dict[str, Unit], counties: list[Region]) -> None:
    """A county's relief office stands below its city's, which sends matters down to it."""
    for county in counties:
        city = county.parent.code if county.parent else ""
        below = by_code[f"{TOP}-{county.code}-relief"]
        below.parent = by_code[f"{TOP}-{city}-relief"]
        below.path = f"{below.parent.path}{below.pk}/"
    Unit.objects.bulk_update(by_code.values(), ["parent", "path"])


def _open_intake(organs: list[Unit]) -> dict[str, Person]:
    """The discipline commissions' own intake, by the code of the organ."""
    title, roles = INTAKE_POST
    people = create_accounts({f"{unit.code}-intake": f"{unit.name}{title}" for unit in organs})
    posts = Post.objects.bulk_create(
        Post(unit=unit, title=title, roles=[str(role) for role in roles]) for unit in organs
    )
    held = {post.unit.code: people[f"{post.unit.code}-intake"] for post in posts}
    Tenure.objects.bulk_create(
        Tenure(person=held[post.unit.code], post=post, since=SINCE) for post in posts
    )
    return held


def _unit(region: Region, organ: tuple[Any, ...], head: Unit) -> Unit:
    key, kind, name = organ[:3]
    code = f"{TOP}-{region.code}-{key}"
    return Unit(
        code=code,
        name=f"{region.name}{name}",
        short_name=f"{region.name}{name[:2]}",
        kind=kind,
        region=region,
        parent=head,
        path=code,
    )


def _units(units: list[Unit]) -> list[Unit]:
    made = Unit.objects.bulk_create(units)
    for unit in made:
        unit.path = f"{unit.parent.path if unit.parent else ''}{unit.pk}/"
    Unit.objects.bulk_update(made, ["path"])
    return made


def _post(unit: Unit, quotas: list[tuple[Region, int]]) -> Post:
    organ = next(each for each in ORGANS if unit.code.endswith(each[0]))
    quota = dict(quotas)[unit.region] if organ[0] in LEADING else None
    return Post(unit=unit, title=organ[3], roles=[str(role) for role in organ[4]], quota=quota)


def _drafts(places: list[Place]) -> Iterator[Draft]:
    """Every case with its leader; which of them were finished is drawn once for all."""
    chance = random.Random(SEED)  # noqa: S311  # repeatable invention, not a secret
    finished = set(chance.sample(range(LED), FINISHED))
    matters = (each for each in variants(SEED) if each.matter.petition_class == "appeal")
    dealt = scenario_measures.dealt(LED - FINISHED)
    for number, (place, leader, filled) in enumerate(_shared_out(places, matters)):
        received = _workday(FIRST_RECEIPT + timedelta(days=chance.randrange(RECEIPT_DAYS)))
        acts = _acts(place, leader, received, chance, finished=number in finished)
        if number not in finished:
            hands = _hands(place, leader)
            acts += scenario_measures.told(next(dealt), filled, hands, acts[-1].at)
        yield Draft(place.units["bureau"], _letter(place, filled, number), received, acts)


def _shared_out(
    places: list[Place], matters: Iterator[Filled]
) -> Iterator[tuple[Place, Person, Filled]]:
    """Cities fill their quotas; the rest goes round the counties' heads, none beyond five."""
    seats = [
        (n, place, place.people[key])
        for place in places
        for key in LEADING
        for n in range(place.quota)
    ]
    cities = [seat for seat in seats if seat[1].quota == CITY_QUOTA]
    counties = sorted((s for s in seats if s[1].quota == COUNTY_QUOTA), key=lambda s: s[0])
    for _n, place, leader in islice([*cities, *counties], LED):
        yield place, leader, next(matters)


def _acts(
    place: Place, leader: Person, received: date, chance: random.Random, *, finished: bool
) -> list[Told]:
    bureau, relief = place.units["bureau"], place.units["relief"]
    officer, handler = Actor.of(place.people["bureau"]), Actor.of(place.people["relief"])
    steps: list[tuple[int, str, Actor, Unit | None, dict[str, Any]]] = [
        (0, "register", IMPORTER, None, {}),
        (chance.randint(1, 6), "forward", officer, bureau, {"unit": relief, "simple": False}),
        (chance.randint(2, 9), "accept", handler, relief, _accepted()),
        (1, "appoint_leader", officer, bureau, {"leader": leader, "reason": "按包案安排。"}),
        (chance.randint(1, 3), "investigate", handler, relief, {}),
    ]
    if finished:
        agreed = {"manner": "mediation", "agreement": "诉求已经依法解决。", "both_agree": True}
        steps.append((chance.randint(8, 28), "settle", handler, relief, agreed))
    return list(_told(steps, received))


def _hands(place: Place, leader: Person) -> scenario_measures.Hands:
    return scenario_measures.Hands(
        unit=place.units["relief"],
        doer=place.people["relief"],
        bureau=place.units["bureau"],
        verifier=place.people["bureau"],
        leader=leader,
    )


def _told(steps: list[tuple[int, str, Actor, Unit | None, dict[str, Any]]], received: date
          ) -> Iterator[Told]:  # fmt: skip
    on = received
    for place, (days, act, actor, unit, details) in enumerate(steps):
        on = _workday(on + timedelta(days=days))
        yield Told(act, actor, unit, _at(on, 9) + timedelta(minutes=20 * place), details)


def _accepted() -> dict[str, Any]:
    return {"petition_class": "appeal", "route": "6", "simple": False, "method": "paper"}


def _numbered(place: Place, number: int) -> LetterInput:
    filled = next(islice(variants(SEED), number % 40, None))
    return _letter(place, filled, number)


def _letter(place: Place, filled: Filled, number: int) -> LetterInput:
    kind, _note = vocabulary.content_class(filled.matter.content_class)
    return LetterInput(
        channel=Channel.HANDOVER,
        region=place.region,
        text=filled.text,
        subject=filled.subject,
        petitioners=(PetitionerDetails(f"信访人{STEMS[number % len(STEMS)]}"),),
        purpose=Purpose(filled.matter.purpose),
        content_class=kind,
        people_count=filled.people,
        external_number=f"{TOP}-{number + 1:04d}",
    )


def _workday(on: date) -> date:
    return CALENDAR.next_workday(on)


def _at(on: date, hour: int) -> datetime:
    return datetime(on.year, on.month, on.day, hour, tzinfo=SHANGHAI)
