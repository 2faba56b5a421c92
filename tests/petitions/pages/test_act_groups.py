"""The acts on the page of a case: put together by purpose, the next lawful step first."""

from types import SimpleNamespace
from typing import cast

import pytest
import time_machine
from django.urls import reverse

from petitions.cases.act_groups import ActGroup, by_purpose, next_step
from tests.office import POSTS, Office, petition
from tests.petitions.pages.visits import NOW, as_, text_of
from tests.ways import bring_to
from workflows.acts.act import Act
from workflows.acts.purpose import IN_PANELS, Purpose
from workflows.cases import door
from workflows.cases.machines import ACTS
from workflows.models import Case
from workflows.states import Kind, Status


def offered(purpose: Purpose, style: str = "secondary", order: int = 1) -> Act:
    return cast(Act, SimpleNamespace(purpose=purpose, style=style, order=order))


def purposes(groups: list[ActGroup]) -> list[Purpose]:
    return [group.purpose for group in groups]


def test_the_group_of_the_next_step_comes_first_and_the_rest_in_their_order() -> None:
    urge, extend = offered(Purpose.SUPERVISION), offered(Purpose.LIMITS)
    retract, forward = offered(Purpose.DECISIONS), offered(Purpose.TRANSFER, "primary")
    groups = by_purpose([urge, extend, retract, forward])
    order = [Purpose.TRANSFER, Purpose.DECISIONS, Purpose.LIMITS, Purpose.SUPERVISION]
    assert purposes(groups) == order
    assert [group.lead for group in groups] == [forward, None, None, None]


def test_a_decision_that_waits_comes_before_the_step_of_the_case() -> None:
    draft, approve = offered(Purpose.HANDLING, "primary"), offered(Purpose.DECISIONS, "primary", 2)
    assert next_step([draft, approve]) is approve


def test_within_a_group_grave_acts_come_last_and_panels_keep_their_own() -> None:
    refuse = offered(Purpose.HANDLING, "danger")
    settle, accept = offered(Purpose.HANDLING, order=2), offered(Purpose.HANDLING, "primary", 3)
    panels = [offered(each) for each in IN_PANELS]
    (group,) = by_purpose([refuse, *panels, settle, accept])
    assert group.acts == (accept, settle, refuse)


def test_where_nothing_is_to_be_done_next_no_button_stands_out() -> None:
    groups = by_purpose([offered(Purpose.SUPERVISION)])
    assert [group.lead for group in groups] == [None]


@pytest.mark.parametrize("kind", Kind)
def test_every_act_has_a_purpose_and_what_decides_on_another_is_a_decision(kind: Kind) -> None:
    for declared in ACTS[kind].values():
        assert isinstance(declared.purpose, Purpose), declared.name
        if declared.about:
            decides = declared.step != "propose"
            expected = Purpose.DECISIONS if decides else declared.about.purpose
            assert declared.purpose is expected, declared.name


@pytest.mark.parametrize("status", [Status.REGISTERED, Status.INVESTIGATING, Status.SERVED])
def test_every_button_of_a_case_stands_in_one_group(office: Office, status: Status) -> None:
    case = bring_to(office, status)
    for name in POSTS:
        acts = door.available_acts(case, office.actor(name), at=NOW)
        shown = [act for group in by_purpose(acts) for act in group.acts]
        assert sorted(shown, key=lambda act: act.name) == sorted(
            (act for act in acts if act.purpose not in IN_PANELS), key=lambda act: act.name
        )


@pytest.mark.parametrize(
    ("status", "by", "step"),
    [
        (Status.REGISTERED, "officer", "forward"),
        (Status.FORWARDED, "unit_officer", "accept"),
        (Status.INVESTIGATING, "unit_officer", "draft_opinion"),
        (Status.DRAFTED, "unit_head", "sign_off"),
        (Status.SIGNED, "unit_officer", "serve"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_one_button_stands_out_and_it_is_the_next_step(
    office: Office, status: Status, by: str, step: str
) -> None:
    case: Case = petition(office).case if status == Status.REGISTERED else bring_to(office, status)
    html = text_of(as_(office, by).get(reverse("petitions:case", args=[case.number])))
    groups = html.split('class="acts no-print"')[1].split("</section>")[0]
    assert groups.count("btn-primary") == 1
    address = reverse("petitions:case_act", args=[case.number, step])
    assert f'class="btn btn-primary" href="{address}"' in groups
