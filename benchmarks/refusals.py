"""Refusals of page, interface and portal: can their time or size tell what there is?

Within each group only the wait may not differ: nothing there, somebody else's, a wrong code. Asked
in shuffled order through all middleware, without a network in between, which could only blur.
`auc` is the chance that one answer takes longer than the other (0.5: no telling apart), `p` that
of the Kolmogorov-Smirnov test; `bare` the same without the wait, to show what it hides.
"""

import logging
import math
import random
import statistics
import time
from argparse import ArgumentParser, Namespace
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import combinations
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from benchmarks import _office
from organizations import services
from organizations.models import Person, Role, Unit
from petitions.api.api_tokens import new_token
from petitions.intake.tipoff_registration import receive
from petitions.letters.registration import LetterInput, register
from petitions.models import Channel
from workflows.acts.actors import IMPORTER, Actor
from workflows.models import Case

DAY: Final = datetime(2026, 9, 7, 2, tzinfo=UTC)
WRONG_CODE: Final = "0000-0000-0000-0000"
MILLI: Final = 1000
NEGLIGIBLE: Final = 0.2
"""A scaled distance below which the series converges slowly and the chance is 1."""
CENTILES: Final = (5, 25, 50, 75, 95)


@dataclass(slots=True)
class Scene:
    """One way of asking; `took` in seconds."""

    group: str
    name: str
    ask: Callable[[], Any]
    took: list[float] = field(default_factory=list)
    answers: set[tuple[int, int]] = field(default_factory=set)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=100, help="times that each is asked")


def run(args: Namespace) -> dict[str, Any]:
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    if hasattr(staticfiles_storage, "read_manifest"):
        call_command("collectstatic", interactive=False, verbosity=0)
    # Thousands of refusals are what is asked for here, and nothing to warn of.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    scenes = _scenes()
    step = settings.REFUSAL_STEP_S
    settings.REFUSAL_STEP_S = 0.0
    _asked(scenes, 10)  # caches and connections are warm
    bare = _compared(_asked(scenes, args.rounds))
    settings.REFUSAL_STEP_S = step
    even = _compared(_asked(scenes, args.rounds))
    return {
        "rounds": args.rounds,
        "step_ms": step * MILLI,
        "ours_s": round(statistics.median(t for scene in scenes for t in scene.took), 4),
        "sql_s": round(_by_sql(args.rounds), 6),
        "answers_ms": {f"{s.group}: {s.name}": _distribution(s) for s in scenes},
        "status_and_size": {f"{s.group}: {s.name}": sorted(s.answers) for s in scenes},
        "bare": bare,
        "even": even,
    }


def _scenes() -> list[Scene]:
    near, far = _office.counties(2)
    organ = near.bureau.region.units.get(kind="discipline_commission")
    away = far.bureau.region.units.get(kind="discipline_commission")
    own, other = _petition(near), _petition(far)
    clue = _clue(organ, _clerk(organ))
    stranger = _clerk(away)
    page, visitor, code = Client(), Client(), own.query_code
    page.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")
    token = new_token(stranger, at=DAY)
    nobodys, taken = _unused(clue), _unused(own.case)

    def call(key: str, number: str) -> Callable[[], Any]:
        headers = {"authorization": f"Token {key}"}
        return lambda: visitor.get(f"/api/v1/cases/{number}/", headers=headers)

    def track(number: str, given: str) -> Callable[[], Any]:
        return lambda: visitor.post("/portal/track/", {"number": number, "code": given})

    def report(given: str) -> Callable[[], Any]:
        return lambda: visitor.post("/portal/report/own/", {"code": given})

    return [
        Scene("page", "no such case", lambda: page.get(f"/clues/{nobodys}/")),
        Scene("page", "not yours", lambda: page.get(f"/clues/{clue.number}/")),
        Scene("interface", "no such case", call(token, nobodys)),
        Scene("interface", "not yours", call(token, clue.number)),
        Scene("interface by code", "no such case", call(code, taken)),
        Scene("interface by code", "not yours", call(code, other.case.number)),
        Scene("interface, wrong code", "no such case", call(WRONG_CODE, taken)),
        Scene("interface, wrong code", "a case", call(WRONG_CODE, own.case.number)),
        Scene("portal", "no such case", track(taken, code)),
        Scene("portal", "not yours", track(other.case.number, code)),
        Scene("portal", "wrong code", track(own.case.number, WRONG_CODE)),
        Scene("report", "no such case", report("1111-1111-1111-1111")),
        Scene("report", "not yours", report(code)),
        Scene("report", "wrong code", report(WRONG_CODE)),
    ]


def _clerk(organ: Unit) -> Person:
    name = f"{organ.code}-clerk"
    person = Person.objects.create(username=name, name=name)
    post = services.create_post(unit=organ, title="clerk", roles=[Role.CLUE_OFFICER.value])
    services.appoint(person=person, post=post, since=_office.LONG_AGO)
    return person


def _letter(unit: Unit) -> LetterInput:
    return LetterInput(channel=Channel.LETTER, region=unit.region, text="反映有关问题，请求核查。")


def _petition(county: _office.County) -> Any:
    unit = county.bureau
    return register(_letter(unit), unit=unit, received_on=DAY.date(), actor=IMPORTER, at=DAY)


def _clue(organ: Unit, clerk: Person) -> Case:
    actor = Actor.of(clerk)
    return receive(_letter(organ), "", unit=organ, received_on=DAY.date(), actor=actor, at=DAY)


def _unused(case: Case) -> str:
    """A number of the same form and length that no case has."""
    return f"{case.number[:-1]}9"


def _asked(scenes: list[Scene], rounds: int) -> list[Scene]:
    order = scenes * rounds
    random.Random(7).shuffle(order)  # noqa: S311  # an order, not a secret
    for scene in scenes:
        scene.took, scene.answers = [], set()
    for scene in order:
        cache.clear()  # nobody is held off for asking too often
        began = time.perf_counter()
        answer = scene.ask()
        scene.took.append(time.perf_counter() - began)
        scene.answers.add((answer.status_code, len(answer.content)))
    return scenes


def _compared(scenes: list[Scene]) -> dict[str, dict[str, float]]:
    """Each pair of a group: the two statistics, and the difference of the medians."""
    pairs = [(a, b) for a, b in combinations(scenes, 2) if a.group == b.group]
    return {f"{a.group}: {a.name} / {b.name}": _difference(a, b) for a, b in pairs}


def _difference(a: Scene, b: Scene) -> dict[str, float]:
    apart = statistics.median(a.took) - statistics.median(b.took)
    return {
        "auc": round(_chance_above(a.took, b.took), 3),
        "p": round(_same_by_chance(a.took, b.took), 3),
        "medians_apart_ms": round(abs(apart) * MILLI, 3),
    }


def _chance_above(a: list[float], b: list[float]) -> float:
    """The chance that one of `a` is above one of `b` (Mann-Whitney)."""
    wins = sum((x > y) + (x == y) / 2 for x in a for y in b)
    return wins / (len(a) * len(b))


def _same_by_chance(a: list[float], b: list[float]) -> float:
    """The chance that two samples of one distribution lie so far apart (Kolmogorov-Smirnov)."""
    shares = ((bisect_right(one, x) / len(one) for one in (sorted(a), sorted(b))) for x in a + b)
    farthest = max(abs(first - second) for first, second in shares)
    scaled = farthest * math.sqrt(len(a) * len(b) / (len(a) + len(b)))
    terms = ((-1) ** (k - 1) * math.exp(-2 * (k * scaled) ** 2) for k in range(1, 101))
    return min(1.0, 2 * sum(terms)) if scaled > NEGLIGIBLE else 1.0


def _distribution(scene: Scene) -> dict[str, float]:
    cut = statistics.quantiles(scene.took, n=100)
    return {f"p{n}": round(cut[n - 1] * MILLI, 2) for n in CENTILES}


def _by_sql(rounds: int) -> float:
    """Median seconds of the one query that every refusal makes."""
    took = []
    for number in range(rounds):
        began = time.perf_counter()
        list(Case.objects.filter(number=f"none-{number}"))
        took.append(time.perf_counter() - began)
    return statistics.median(took)
