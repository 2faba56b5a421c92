"""Each of the five ways of handling asks for something before it is signed off (M2)."""

from datetime import timedelta
from typing import Any

import pytest

from tests.office import Office, act
from tests.ways import SERVED, bring_to
from workflows.acts.act_refusals import Incomplete, Refused
from workflows.cases.machines import ACTS
from workflows.models import Case, CaseEvent
from workflows.petition.handling_requirements import DEMANDS
from workflows.states import Category, Kind, Status

HOUR = timedelta(hours=1)
WHOLE: dict[str, dict[str, str]] = {
    Category.CORRUPTION_INVESTIGATED: {"clue": "已移送县纪委监委。", "mended": "追回补贴资金。"},
    Category.CONDUCT_CORRECTED: {"conduct": "窗口人员推诿。", "mended": "推行一次性告知。"},
    Category.RESPONSIBILITY_ASSIGNED: {
        "responsible": "经办岗位",
        "accountability": "漏办，批评教育。",
        "mended": "补发养老金。",
    },
    Category.DEMAND_MET: {"answered": "当面说明政策依据。"},
    Category.ACCUSATION_CLEARED: {"refuted": "账目完整。", "cleared": "在村民大会澄清。"},
}


def drafted(office: Office, case: Case, category: str, **details: Any) -> CaseEvent:
    given = {"category": category, "outcome": "explained", **details}
    return act(office, case, "draft_opinion", "unit_officer", at=SERVED + HOUR, **given)


def test_the_five_are_all_declared_with_reasons() -> None:
    assert set(DEMANDS) == set(Category) == set(WHOLE)
    form = ACTS[Kind.PETITION]["draft_opinion"].form
    for demand in (each for demands in DEMANDS.values() for each in demands):
        assert str(demand.reason)
        assert demand.detail in form.base_fields


@pytest.mark.parametrize("category", Category.values)
@pytest.mark.parametrize("hollow", ["x", "无", "……", "见附件"])
def test_nothing_hollow_is_what_a_way_asks(office: Office, category: str, hollow: str) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    for emptied in WHOLE[category]:
        with pytest.raises(Incomplete) as refused:
            drafted(office, case, category, **WHOLE[category] | {emptied: hollow})
        assert emptied in refused.value.form.errors


@pytest.mark.parametrize("category", Category.values)
def test_each_way_is_refused_without_and_accepted_with_what_it_asks(
    office: Office, category: str
) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    for left_out in WHOLE[category]:
        rest = {name: said for name, said in WHOLE[category].items() if name != left_out}
        with pytest.raises(Incomplete) as refused:
            drafted(office, case, category, **rest)
        assert set(refused.value.form.errors) == {left_out}
    drafted(office, case, category, **WHOLE[category])
    act(office, case, "sign_off", "unit_head", at=SERVED + HOUR)


def test_accountability_alone_is_refused_with_that_reason(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    only = {"responsible": "经办岗位", "accountability": "批评教育。"}
    with pytest.raises(Incomplete) as refused:
        drafted(office, case, Category.RESPONSIBILITY_ASSIGNED, **only)
    assert "以简单问责代替问题整改" in str(refused.value.form.errors["mended"])
    act(office, case, "add_measure", "unit_officer", at=SERVED + HOUR)
    drafted(office, case, Category.RESPONSIBILITY_ASSIGNED, **only)
    act(office, case, "sign_off", "unit_head", at=SERVED + HOUR)


def test_an_older_draft_without_substance_is_not_signed_off(office: Office) -> None:
    case = bring_to(office, Status.INVESTIGATING)
    event = drafted(office, case, Category.CONDUCT_CORRECTED, **WHOLE["conduct_corrected"])
    details = {**event.details, "mended": "", "conduct": " "}
    CaseEvent.objects.bulk_create(
        [
            CaseEvent(
                case=case, act="draft_opinion", actor_kind="person", actor=event.actor,
                at=event.at, source="investigating", target="drafted", details=details,
            )
        ]
    )  # fmt: skip
    with pytest.raises(Refused, match="作风问题重点整治") as refused:
        act(office, case, "sign_off", "unit_head", at=SERVED + HOUR)
    assert all(word in refused.value.message for word in ("作风问题", "整改情况"))
