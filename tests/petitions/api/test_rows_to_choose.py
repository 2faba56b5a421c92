"""Fields that point to rows are told and taken by the interface, whatever the rows are of."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from petitions.api import act_forms
from tests.office import Office, act
from tests.petitions.api.calling import programme
from tests.ways import AFTERWARDS, bring_to
from tests.workflows.test_accusations import accusation, shut_units
from workflows.cases.machines import ACTS
from workflows.models import Case, Clock
from workflows.states import Kind, Status

ADVICE = {"problem": "审核流程缺少复核。", "advice": "建立复核制度。"}


NOW = AFTERWARDS + timedelta(days=2)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_every_form_of_an_act_can_be_told(office: Office) -> None:
    catalogue = act_forms.Catalogue()
    for kind in (Kind.PETITION, Kind.TIP_OFF):
        for declared in ACTS[kind].values():
            form = declared.form
            for name, field in form.base_fields.items():
                told = act_forms._field(name, field, catalogue)  # one of a form
                assert told["type"], (declared.name, name)
            act_forms.json_schema(form)


def test_who_is_accused_is_said_by_a_programme(office: Office) -> None:
    case = accusation(office, text="反映县人社局、县自然资源局克扣补贴。")
    caller = programme(office, "officer")
    told = {a["name"]: a for a in caller.get(f"cases/{case.number}/acts/").json()}
    fields = {field["name"]: field for field in told["resolve_name"]["fields"]}
    assert told["resolve_name"]["purpose"] == "recusals"
    assert [fields[name]["type"] for name in ("written", "people", "units")] == [
        "choice", "people", "units",
    ]  # fmt: skip
    first, second = fields["written"]["choices"]
    assert (first["label"], second["label"]) == ("县人社局", "县自然资源局")
    for written, finding, units in (
        (first, "ours", ["150121-department"]), (second, "nobody", []),
    ):  # fmt: skip
        body = {"written": written["value"], "finding": finding, "units": units}
        done = caller.post(f"cases/{case.number}/acts/resolve_name/", body)
        assert done.status_code == 200, done.content
    assert shut_units(office, case) == {"department"}
    wrong = {"written": first["value"], "finding": "ours", "units": "150121-department"}
    assert caller.post(f"cases/{case.number}/acts/resolve_name/", wrong).status_code == 422


def test_an_advice_is_answered_by_a_programme_to_whoever_gave_it(office: Office) -> None:
    case = bring_to(office, Status.CLOSED)
    unit = office.units["department"].pk
    act(office, case, "advise_improvement", "bureau_head", at=AFTERWARDS, unit=unit, **ADVICE)
    caller = programme(office, "unit_officer")
    told = {a["name"]: a for a in caller.get(f"cases/{case.number}/acts/").json()}
    (paper,) = told["answer_advice"]["fields"][0]["choices"]
    body = {"paper": paper["value"], "adopted": "whole", "answer": "已建立复核制度。"}
    done = caller.post(f"cases/{case.number}/acts/answer_advice/", body)
    assert done.status_code == 200, done.content
    answered = Case.objects.get(pk=case.pk).documents.get(kind="advice_answer")
    assert answered.addressee == office.units["bureau"].name
    assert Clock.objects.get(case=case, rule__key="advice_feedback").state == "satisfied"
