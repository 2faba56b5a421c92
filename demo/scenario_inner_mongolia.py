"""Inner Mongolia, 2019: 1,199 petitions shared out among leaders, 709 of them finished.

The figures are those of the source document (内蒙古自治区党委, 2019-05-16, §20): twelve leagues
and cities, 63 counties; the heads of party committee, government and discipline commission lead
ten cases each in a city and five in a county. Units, posts and matters are invented for it and
stand under a top unit of their own, TOP, by which reports can be told from other data.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import cycle, islice
from typing import Any, Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from demo import office, scenario_receptions
from demo.build import ACT_S
from demo.founding import create_accounts
from demo.loading import refresh_statistics, without_collecting
from demo.matters import variants
from demo.mirror import COPY_S
from demo.multiply import Copy, multiplying
from demo.progress import Progress
from demo.scenario_ways import CALENDAR, FINISHED, LED, TRANSFERS, Place, Script, Seat, Way, dealt
from demo.timeline import Step, play
from demo.variants import Variant
from organizations.models import Person, Post, Region, Role, Tenure, Unit, UnitKind
from workflows.acts.actors import Actor
from workflows.cases import door
from workflows.counting.work_calendar import SHANGHAI
from workflows.models import Clock
from workflows.rights.rights_record import enter_found

TOP: Final = "im2019"
PROVINCE: Final = "150000"
CITIES, COUNTIES = 12, 63
CITY_QUOTA, COUNTY_QUOTA = 10, 5
SINCE: Final = datetime(2018, 1, 1, 9, tzinfo=SHANGHAI)
FIRST_RECEIPT = date(2019, 1, 7)
RECEIPT_DAYS = 70
WEEKS_OF_LETTERS: Final = 60
SEED: Final = 2019
PLAYED: Final = 2
"""Of each way so many are played, the others copied from them."""

ORGANS: Final = (
    ("committee", UnitKind.PARTY_COMMITTEE, "党委", "书记", (Role.LEADER,)),
    ("government", UnitKind.GOVERNMENT, "人民政府", "主要负责人", (Role.LEADER,)),
    (
        "discipline",
        UnitKind.DISCIPLINE_COMMISSION,
        "纪委监委",
        "书记",
        (Role.LEADER, Role.CLUE_HEAD),
    ),
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
ROOMS: Final = {
    "intake": ("信访室", Role.CLUE_OFFICER),
    "handler": ("承办室", Role.CLUE_HANDLER),
}
"""In each discipline commission besides: key, post and role."""
LEADING: Final = ("committee", "government", "discipline")


def load(*, at: datetime, progress: Progress | None = None) -> str:
    """Write the scenario; its limits ran on until `at`. Does nothing if it is there already."""
    if Unit.objects.filter(code=TOP).exists():
        return ""
    told, chance = progress or Progress(), random.Random(SEED)  # noqa: S311  # not a secret
    with translation.override("zh-hans"), without_collecting(), transaction.atomic():
        places = _found()
        enter_found(at=at)
        refresh_statistics()
        scripts, rest = _cast(_seats(places, chance), chance)
        steps = [step for script in scripts for step in script.steps] + _answers(scripts)
        told.begin(_("Acts on cases"), len(steps), ACT_S * len(steps))
        play(steps, until=at, progress=told)
        told.begin(_("Copies of cases"), len(rest), COPY_S * len(rest))
        with multiplying([script.cases for script in scripts]) as multiplier:
            for done in multiplier.write(_copies(scripts, rest, chance)):
                told.step(done)
        scenario_receptions.write([place.units for place in places])
        refresh_statistics()
    return _("%(cases)d cases under leaders of %(top)s.") % {"cases": LED, "top": TOP}


def _seats(places: list[Place], chance: random.Random) -> list[Seat]:
    """Every matter of the scenario; which of the leaders' were finished is drawn once for all."""
    finished = set(chance.sample(range(LED), FINISHED))
    in_hand = dealt(LED - FINISHED)
    led = [
        Seat(Way("finished") if n in finished else next(in_hand), place, leader)
        for n, (place, leader) in enumerate(_shared_out(places))
    ]
    cities = [place for place in places if place.city is None]
    counties = [place for place in places if place.city is not None]
    where = {"to": places, "from": cities, "relayed": counties}
    return led + [
        Seat(Way(name), place)
        for name, count in TRANSFERS.items()
        for place in islice(cycle(where[name.partition("_")[0]]), count)
    ]


def _cast(seats: list[Seat], chance: random.Random) -> tuple[list[Script], list[Seat]]:
    """The first matters of each way, to be played, and the others, to be copied from them."""
    matters = (each for each in variants(SEED) if each.matter.petition_class == "appeal")
    played: Counter[Way] = Counter()
    scripts, rest = [], []
    for seat in seats:
        if played[seat.way] == PLAYED:
            rest.append(seat)
            continue
        played[seat.way] += 1
        first = FIRST_RECEIPT + timedelta(days=chance.randrange(RECEIPT_DAYS))
        scripts.append(Script(seat, next(matters), CALENDAR.next_workday(first)))
    return scripts, rest


def _answers(scripts: list[Script]) -> list[Step]:
    """Once a week the units answer what they were asked by letters of supervision."""
    weeks = [FIRST_RECEIPT + timedelta(weeks=n) for n in range(WEEKS_OF_LETTERS)]
    afternoons = [datetime.combine(CALENDAR.next_workday(on), time(16), SHANGHAI) for on in weeks]
    return [Step(at, partial(_answer, scripts, at)) for at in afternoons]


def _answer(scripts: list[Script], at: datetime) -> None:
    waiting = Clock.objects.filter(rule__key="supervise_reply", state=Clock.State.RUNNING)
    asked = set(waiting.values_list("case", flat=True))
    for script in scripts:
        if script.cases and script.cases[-1] in asked:
            officer = Actor.of(script.seat.place.people["relief"])
            door.perform(
                script.cases[-1], "reply_supervision", actor=officer, at=at, reply="正在办理。"
            )


def _copies(scripts: list[Script], rest: list[Seat], chance: random.Random) -> Iterator[Copy]:
    of_way: defaultdict[Way, list[int]] = defaultdict(list)
    for n, script in enumerate(scripts):
        of_way[script.seat.way].append(n)
    for seat in rest:
        template = chance.choice(of_way[seat.way])
        yield Copy(template, Variant(_moved(scripts[template].seat, seat)))


def _moved(template: Seat, seat: Seat) -> dict[Any, Any]:
    """Whoever and whatever a template's seat has → what stands for it in another."""
    moved: dict[Any, Any] = {template.leader: seat.leader} if template.leader else {}
    pairs = [(template.place, seat.place)]
    if template.place.city and seat.place.city:
        pairs.append((template.place.city, seat.place.city))
    for one, other in pairs:
        moved = {one.region: other.region} | moved
        moved = {one.units[key]: other.units[key] for key in one.units} | moved
        moved = {one.people[key]: other.people[key] for key in one.people} | moved
    return moved


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
    organs = [unit for unit in units if unit.code.endswith("discipline")]
    rooms = {key: _open_room(organs, key) for key in ROOMS}
    keys = [organ[0] for organ in ORGANS]
    places: dict[int, Place] = {}
    for region, quota in quotas:
        code = f"{TOP}-{region.code}"
        known = {key: people[f"{code}-{key}"] for key in keys}
        places[region.pk] = Place(
            region,
            {key: by_code[f"{code}-{key}"] for key in keys},
            known | {key: rooms[key][f"{code}-discipline"] for key in ROOMS},
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


def _open_room(organs: list[Unit], key: str) -> dict[str, Person]:
    """A room of the discipline commissions, by the code of the organ."""
    title, role = ROOMS[key]
    people = create_accounts({f"{unit.code}-{key}": f"{unit.name}{title}" for unit in organs})
    posts = Post.objects.bulk_create(
        Post(unit=unit, title=title, roles=[str(role)]) for unit in organs
    )
    held = {post.unit.code: people[f"{post.unit.code}-{key}"] for post in posts}
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


def _shared_out(places: list[Place]) -> Iterator[tuple[Place, Person]]:
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
        yield place, leader
