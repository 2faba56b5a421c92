"""Beyond a leader's quota, and never with an interest: by hand as the sharing out does it."""

import pytest

from organizations.models import Post
from petitions.models import Petition
from tests.office import MONDAY, Office, act, petition
from tests.workflows.leading.conftest import Hire
from workflows.acts.act_refusals import Refused
from workflows.models import Case


def led(office: Office, *, quota: int) -> Case:
    """A case that waits for a leader who has one case on a quota."""
    Post.objects.filter(title="leader").update(quota=quota)
    act(office, petition(office).case, "appoint_leader", "officer", at=MONDAY)
    return petition(office).case


def test_a_leader_beyond_his_quota_takes_a_reason_and_a_second_person(office: Office) -> None:
    case, leader = led(office, quota=1), {"leader": office["leader"].pk}
    with pytest.raises(Refused, match="提请"):
        act(office, case, "appoint_leader", "officer", at=MONDAY)
    with pytest.raises(Refused, match="理由"):
        act(office, case, "propose_appoint_leader", "officer", at=MONDAY, **leader)
    act(office, case, "propose_appoint_leader", "officer", at=MONDAY, **leader, reason="情况特殊。")
    assert Case.objects.get(pk=case.pk).leader is None
    with pytest.raises(Refused):
        act(office, case, "approve_appoint_leader", "officer", at=MONDAY)
    act(office, case, "approve_appoint_leader", "bureau_head", at=MONDAY)
    assert Case.objects.get(pk=case.pk).leader == office["leader"]


def test_within_the_quota_the_coordinator_appoints_alone(office: Office) -> None:
    act(office, led(office, quota=2), "appoint_leader", "officer", at=MONDAY)


def test_passing_a_case_to_a_leader_beyond_his_quota_takes_them_too(
    office: Office, hire: Hire
) -> None:
    """Passing on by hand is no way around the quota."""
    case, leader = led(office, quota=1), {"leader": office["leader"].pk}
    act(office, case, "appoint_leader", "officer", at=MONDAY, leader=hire("another").pk)
    with pytest.raises(Refused, match="提请"):
        act(office, case, "pass_leadership", "officer", at=MONDAY, **leader)
    with pytest.raises(Refused, match="理由"):
        act(office, case, "propose_pass_leadership", "officer", at=MONDAY, **leader)
    reason = {"reason": "情况特殊。"}
    act(office, case, "propose_pass_leadership", "officer", at=MONDAY, **leader, **reason)
    assert Case.objects.get(pk=case.pk).leader == office["another"]
    act(office, case, "approve_pass_leadership", "bureau_head", at=MONDAY)
    assert Case.objects.get(pk=case.pk).leader == office["leader"]


@pytest.mark.parametrize(
    "step",
    [
        "appoint_leader",
        "propose_appoint_leader",
        "pass_leadership",
        "propose_pass_leadership",
        "name_co_leader",
    ],
)
def test_a_leader_whose_unit_is_complained_of_is_never_appointed(
    office: Office, hire: Hire, step: str
) -> None:
    case = petition(office).case
    act(office, case, "appoint_leader", "officer", at=MONDAY, leader=hire("another").pk)
    Petition.objects.filter(case=case).update(unit_complained=office.units["committee"])
    with pytest.raises(Refused, match="第二十八条"):
        act(office, case, step, "officer", at=MONDAY, reason="情况特殊。",
            leader=office["leader"].pk, co_leader=office["leader"].pk)  # fmt: skip
