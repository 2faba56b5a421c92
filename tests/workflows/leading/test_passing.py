"""A leader leaves: his open cases wait for the successor in his post, and are passed on."""

from datetime import timedelta

from organizations import services
from organizations.models import Post, Tenure
from tests.office import MONDAY, Office, act, advance, petition
from tests.ways import bring_to
from tests.workflows.leading.conftest import Hire
from workflows.leading import succession
from workflows.models import Case, Clock
from workflows.states import Status

LEFT = MONDAY + timedelta(days=5)
LATER = LEFT + timedelta(days=1)


def leave(office: Office, hire: Hire) -> Case:
    """The leader of an open case leaves; `heir` follows in the post."""
    case = advance(office, petition(office).case, "draft_opinion", at=MONDAY)
    act(office, case, "appoint_leader", "officer", at=MONDAY)
    tenure = Tenure.objects.get(person=office["leader"])
    services.end_tenure(tenure=tenure, until=LEFT)
    heir = services.create_person(
        username="heir", name="heir", password="demo", is_demonstration=True
    )
    services.appoint(person=heir, post=tenure.post, since=LEFT)
    office.people["heir"] = heir
    return case


def test_the_coordinator_sees_what_a_departed_leader_left_and_passes_it_on(
    office: Office, hire: Hire
) -> None:
    case = leave(office, hire)
    before = Clock.objects.get(case=case, rule__key="leader_case").due_on
    (leaving,) = succession.departed(office["officer"], at=LATER)
    assert (leaving.successor, leaving.cases) == (office["heir"], (case.pk,))
    assert succession.pass_on(leaving, office["officer"], at=LATER) == (1, [])
    assert Case.objects.get(pk=case.pk).leader == office["heir"]
    assert Clock.objects.get(case=case, rule__key="leader_case").due_on == before
    assert succession.departed(office["officer"], at=LATER) == []
    act(office, case, "sign_off", "heir", at=LATER)


def test_the_successor_takes_over_what_belongs_to_the_post_whatever_its_quota(
    office: Office, hire: Hire
) -> None:
    leave(office, hire)
    Post.objects.filter(title="leader").update(quota=0)
    (leaving,) = succession.departed(office["officer"], at=LATER)
    assert succession.pass_on(leaving, office["officer"], at=LATER) == (1, [])


def test_the_timer_passes_on_what_nobody_did_within_a_week(office: Office, hire: Hire) -> None:
    case = leave(office, hire)
    assert succession.pass_on_overdue(LEFT + timedelta(days=6)) == 0
    assert succession.pass_on_overdue(LEFT + timedelta(days=7)) == 1
    event = Case.objects.get(pk=case.pk).events.latest("pk")
    assert (event.act, event.actor_kind) == ("pass_leadership", "timer")


def test_a_post_without_a_successor_is_nobodys_to_pass_to(office: Office, hire: Hire) -> None:
    leave(office, hire)
    services.end_tenure(tenure=Tenure.objects.get(person=office["heir"]), until=LATER)
    assert succession.departed(office["officer"], at=LATER) == []


def test_ended_cases_stay_with_whoever_led_them(office: Office, hire: Hire) -> None:
    case = bring_to(office, Status.CLOSED)
    Case.objects.filter(pk=case.pk).update(leader=office["leader"])
    leave(office, hire)
    assert all(case.pk not in d.cases for d in succession.departed(office["officer"], at=LATER))
