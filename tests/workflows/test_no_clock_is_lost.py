"""Random lives of a case through the door: no sequence of acts loses a limit or resets it, and
every duty is on the desk of whose it is.
"""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from oversight.integrity import run as run_checks
from tests.office import MONDAY, Office, act, petition
from tests.ways import REVIEW
from tests.workflows.held import on_no_desk
from workflows.acts.act_refusals import Refused
from workflows.acts.actors import Actor
from workflows.cases.door import available_acts
from workflows.clocks.clock_reckoning import explain
from workflows.models import Case, Clock

LIVES, ACTS_IN_A_LIFE = 8, 14
QUICK = 1
MOVING = {"extend", "begin_hearing", "end_hearing"}


@dataclass(frozen=True, slots=True)
class Limit:
    """A clock as it stood before an act."""

    started_on: date
    rule_id: int
    due_on: date | None
    is_open: bool


def limits_of(case: Case) -> dict[int, Limit]:
    clocks = Clock.objects.filter(case=case)
    return {c.pk: Limit(c.started_on, c.rule_id, c.due_on, c.is_open) for c in clocks}


def possible(office: Office, case: Case, at: datetime) -> list[tuple[str, str]]:
    """Every act somebody of the cast, or the petitioner, may do now."""
    cast = {name: office.actor(name) for name in office.people}
    cast["petitioner"] = Actor.petitioner(case.pk)
    case = Case.objects.prefetch_related("parts", "exclusions").get(pk=case.pk)
    return [(a.name, who) for who in cast for a in available_acts(case, cast[who], at=at)]


def details_for(office: Office, name: str, at: datetime) -> dict[str, Any]:
    """What the forms ask beyond the usual details, dated on the day of the act."""
    today = at.date().isoformat()
    by_act: dict[str, dict[str, Any]] = {
        "assign": {"limit_on": (at + timedelta(days=30)).date().isoformat()},
        "serve": {"served_on": today},
        "decide_review": REVIEW | {"result": "redo"},
        "decide_recheck": REVIEW,
        "propose_refuse": {"ground": "court", "reason": "应诉讼。"},
        "route_statutory": {"route": "2", "reason": "应申请劳动仲裁。"},
        "send_back": {"reason": "补充调查。"},
        "supervise": {"ground": "perfunctory"},
        "reply_supervision": {"reply": "正在办理。"},
        "ask_assistance": {
            "unit": office.units["other"].pk,
            "task": "核实用地审批情况。",
            "limit_on": (at + timedelta(days=20)).date().isoformat(),
        },
        "report_part": {"report": "审批手续齐全。"},
        "release_part": {"unit": office.units["other"].pk, "reason": "已无需协办。"},
        "add_measure": {"limit_on": (at + timedelta(days=20)).date().isoformat()},
        "return_measure": {"limit_on": (at + timedelta(days=20)).date().isoformat()},
        "resume_measure": {"limit_on": (at + timedelta(days=20)).date().isoformat()},
        "recuse_leader": {
            "person": office["leader"].pk,
            "ground": "relative",
            "asked_by": "office",
        },
    }
    return by_act.get(name, {})


def check_limits(case: Case, name: str, before: dict[int, Limit]) -> None:
    after = limits_of(case)
    for pk, was in before.items():
        now = after[pk]
        assert (now.started_on, now.rule_id) == (was.started_on, was.rule_id), name
        assert not (now.is_open and not was.is_open), f"{name} ran an ended limit again"
        if name not in MOVING:
            assert now.due_on == was.due_on, f"{name} moved a limit"
    for clock in Clock.objects.filter(case=case):
        assert explain(clock).due_on == clock.due_on, name
        kinds = Counter(clock.events.values_list("kind", flat=True))
        assert kinds["start"] == 1
        assert clock.is_open == (kinds["satisfy"] + kinds["void"] == 0), name


@pytest.mark.parametrize(
    "seed", [*range(QUICK), *(pytest.param(n, marks=pytest.mark.slow) for n in range(QUICK, LIVES))]
)
def test_no_sequence_of_acts_loses_or_resets_a_limit(office: Office, seed: int) -> None:
    chance, at = random.Random(seed), MONDAY  # noqa: S311  # a repeatable walk, no secret
    case = petition(office, at=at).case
    done: list[str] = []
    for _step in range(ACTS_IN_A_LIFE):
        at += timedelta(days=chance.randint(0, 6), hours=1)
        choices = possible(office, case, at)
        if not choices:
            break
        name, by = chance.choice(choices)
        before = limits_of(case)
        try:
            act(office, case, name, by, at=at, **details_for(office, name, at))
        except Refused:
            assert limits_of(case) == before, f"a refused {name} moved a limit"
            continue
        done.append(name)
        check_limits(case, name, before)
        assert on_no_desk(Case.objects.get(pk=case.pk)) == [], f"after {done}"
        found = [check.check.name for check in run_checks(at) if case.number in check.cases]
        assert set(found) <= {"alarm_unfired"}, f"after {done}"  # nobody sweeps in this test
