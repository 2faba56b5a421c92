"""Acts through the door, beside the same rows by SQL in one transaction each.

Every case is led from forwarding to service; `statements` are those of one act of each kind, the
beginning and end of its transaction left out.
"""

import time
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import _act_rows, _office
from organizations.models import Person
from petitions.letters.registration import LetterInput, PetitionerDetails, register
from petitions.models import Channel
from workflows.acts.actors import IMPORTER, Actor
from workflows.cases import door
from workflows.models import Case, CaseEvent

BEGINNING = datetime(2026, 9, 7, 2, tzinfo=UTC)
STEPS: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("forward", "petition_bureau0-officer", {}),
    ("accept", "department0-unit_officer", {"petition_class": "appeal", "route": "6"}),
    ("investigate", "department0-unit_officer", {}),
    (
        "draft_opinion",
        "department0-unit_officer",
        {
            "category": "demand_met",
            "outcome": "supported",
            "facts": "经核查，反映情况属实。",
            "opinion": "予以补发。",
            "basis": "社会保险有关规定",
        },
    ),
    ("sign_off", "department0-unit_head", {}),
    (
        "serve",
        "department0-unit_officer",
        {
            "way": "electronic",
            "served_on": "2026-09-07",
            "consent": "登记时书面同意",
        },
    ),
)
TRANSACTION = ("BEGIN", "COMMIT")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--cases", type=int, default=50, help="cases led to service")


def run(args: Namespace) -> dict[str, Any]:
    county = _office.counties(1)[0]
    cases = [_registered(county) for _ in range(args.cases)]
    ours = sql = 0.0
    statements = {}
    for day, (name, by, details) in enumerate(STEPS):
        given = details or ({"unit": county.departments[0].pk} if name == "forward" else {})
        actor = Actor.of(Person.objects.get(username=f"{county.bureau.region.code}-{by}"))
        at = BEGINNING + timedelta(hours=day)
        with CaptureQueriesContext(connection) as queries:
            door.perform(cases[0].pk, name, actor=actor, at=at, **given)
        statements[name] = sum(q["sql"] not in TRANSACTION for q in queries)
        began = time.perf_counter()
        events = [door.perform(c.pk, name, actor=actor, at=at, **given) for c in cases[1:]]
        ours += time.perf_counter() - began
        sql += _written_again(events)
    done = len(STEPS) * (args.cases - 1)
    return {
        "acts": done,
        "ours_s": round(ours, 3),
        "sql_s": round(sql, 3),
        "ours_per_s": round(done / ours),
        "sql_per_s": round(done / sql),
        "statements": statements,
        "statements_per_act": round(sum(statements.values()) / len(statements), 1),
    }


def _registered(county: _office.County) -> Case:
    letter = LetterInput(
        channel=Channel.LETTER,
        region=county.bureau.region,
        text="反映养老保险待遇发放不到位的问题，请求核查补发。",
        petitioners=(PetitionerDetails("信访人甲", phone="13900000000"),),
    )
    at = BEGINNING - timedelta(days=1)
    made = register(letter, unit=county.bureau, received_on=at.date(), actor=IMPORTER, at=at)
    return made.case


def _written_again(events: list[CaseEvent]) -> float:
    """Seconds to write the same rows by SQL."""
    began = time.perf_counter()
    for event in events:
        _act_rows.write_again(event)
    return time.perf_counter() - began
