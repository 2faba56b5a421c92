"""Synthetic cases are whole cases: every check that holds for real ones holds for them."""

from collections import Counter
from datetime import datetime

import pytest

from demo import volume
from organizations.models import Person
from oversight.integrity import run
from petitions.letters import bigram_search
from petitions.models import Petition
from tests.office import SHANGHAI
from workflows.acts.actors import Actor
from workflows.cases import door
from workflows.cases.desk_inbox import inbox
from workflows.cases.desk_moves import waiting
from workflows.models import Case, CaseEvent
from workflows.states import OPEN, Status

AT = datetime(2026, 11, 20, 8, 30, tzinfo=SHANGHAI)
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_a_volume_is_spread_over_states_and_units_and_nothing_fell_through() -> None:
    assert volume.load(300, seed=3, at=AT) == 300
    statuses = Counter(Case.objects.values_list("status", flat=True))
    assert statuses[Status.CLOSED] > 150
    assert len(set(statuses) & set(OPEN)) >= 4
    assert Case.objects.values("holding_unit").distinct().count() > 10
    assert {outcome.check.name: outcome.cases for outcome in run(AT) if not outcome.ok} == {}
    assert not CaseEvent.objects.filter(at__gt=AT).exists()
    assert len({case.received_on.year for case in Case.objects.all()}) >= 3
    assert bigram_search.matching(Petition.objects.all(), "请求").exists()


def test_a_synthetic_case_goes_on_through_the_door() -> None:
    volume.load(120, seed=4, at=AT)
    case = Case.objects.filter(status=Status.INVESTIGATING)[0]
    task = waiting(case)
    assert task is not None
    officer = Person.objects.get(
        tenures__post__unit=case.holding_unit, tenures__post__roles__contains=["unit_officer"]
    )
    assert inbox(officer, at=AT).filter(case=case).exists()
    opinion = {"category": "demand_met", "outcome": "supported", "facts": "属实。",
               "opinion": "予以补发。", "basis": "有关规定"}  # fmt: skip
    door.perform(case.pk, "draft_opinion", actor=Actor.of(officer), at=AT, **opinion)
    moved = waiting(Case.objects.get(pk=case.pk))
    assert moved is not None
    assert moved.role in ("unit_head", "leader")


def test_the_same_seed_gives_the_same_letters_and_two_loads_stand_beside_each_other() -> None:
    volume.load(40, seed=5, at=AT)
    first = list(Petition.objects.order_by("pk").values_list("subject", "region__code"))
    volume.load(40, seed=5, at=AT)
    second = list(Petition.objects.order_by("pk").values_list("subject", "region__code"))[40:]
    assert first == second
