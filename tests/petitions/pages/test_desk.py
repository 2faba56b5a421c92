from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations import services
from petitions.models import Petition
from tests.office import LONG_AGO, MONDAY, Office, act, advance, petition
from tests.petitions.pages.conftest import WEDNESDAY, SignIn
from workflows.cases import desk_inbox, desk_moves

MOST_QUERIES = 30


def test_a_new_case_waits_in_the_bureaus_queue_with_its_limit(
    office: Office, sign_in: SignIn
) -> None:
    case = petition(office).case
    page = sign_in("officer").get("/").content.decode()
    assert case.number in page
    assert "light--" in page
    task = desk_moves.waiting(case)
    assert task
    assert f"/desks/{task.pk}/claim/" in page


def test_a_claimed_case_is_on_the_claimers_desk_and_nobody_elses(
    office: Office, sign_in: SignIn
) -> None:
    case = petition(office).case
    task = desk_moves.waiting(case)
    assert task
    desk_inbox.claim(task.pk, office["officer"], at=WEDNESDAY)
    context = sign_in("officer").get("/").context
    assert [row.case.number for row in context["mine"]] == [case.number]
    assert context["queue"] == []
    assert case.number not in sign_in("bureau_head").get("/").content.decode()


def test_the_nearest_limit_comes_first(office: Office, sign_in: SignIn) -> None:
    later = petition(office, at=WEDNESDAY).case
    sooner = petition(office, at=MONDAY).case
    queue = sign_in("officer").get("/").context["queue"]
    assert [row.case.number for row in queue] == [sooner.number, later.number]


def test_a_title_shows_only_to_those_who_may_open_the_letter(
    office: Office, sign_in: SignIn
) -> None:
    case = petition(office).case
    title = Petition.objects.get(case=case).subject
    assert title in sign_in("officer").get("/").content.decode()
    assert title not in sign_in("monitor").get("/").content.decode()


def test_a_leader_sees_the_cases_led_and_a_monitor_the_regions_figures(
    office: Office, sign_in: SignIn
) -> None:
    case = petition(office).case
    advance(office, case, "accept", at=MONDAY)
    act(office, case, "appoint_leader", "officer", at=MONDAY)
    assert [row.case for row in sign_in("leader").get("/").context["led"]] == [case]
    region = sign_in("monitor").get("/").context["region"]
    assert {name: str(count) for name, count in region.items()} == {"open": "1", "late": "0"}


def test_work_beside_a_case_is_on_the_page_with_its_own_limit(
    office: Office, sign_in: SignIn
) -> None:
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    unit, day = office.units["other"], "2026-08-21"
    post = services.create_post(unit=unit, title="经办人", roles=["unit_officer"])
    services.appoint(person=office["stranger"], post=post, since=LONG_AGO)
    asked = {"unit": unit.pk, "task": "核实用地。", "limit_on": day}
    act(office, case, "ask_assistance", "unit_officer", at=MONDAY, **asked)
    act(office, case, "add_measure", "unit_officer", at=MONDAY)
    (part,) = sign_in("stranger").get("/").context["queue"]
    assert (part.task.flow_task.name, str(part.limit.due_on)) == ("assisting_desk", day)
    limits = {
        row.task.flow_task.name: str(row.limit.due_on)
        for row in sign_in("unit_officer").get("/").context["mine"]
    }
    handle = str(case.clocks.get(rule__key="handle").due_on)
    assert limits == {"doing_desk": "2026-09-21", "investigation_desk": handle}


def test_whoever_names_leaders_sees_that_a_case_has_none(office: Office, sign_in: SignIn) -> None:
    case = petition(office).case
    act(office, case, "appoint_leader", "officer", at=MONDAY)
    assert sign_in("leader").get("/").context["mine"] == []
    told = {"person": office["leader"].pk, "ground": "relative", "asked_by": "office"}
    act(office, case, "recuse_leader", "officer", at=MONDAY, **told)
    queue = sign_in("bureau_head").get("/").context["queue"]
    assert [row.task.flow_task.name for row in queue] == ["leading_desk"]


def test_a_stranger_sees_nothing_of_it(office: Office, sign_in: SignIn) -> None:
    case = petition(office).case
    context = sign_in("stranger").get("/").context
    assert context["mine"] == context["queue"] == []
    assert case.number not in sign_in("stranger").get("/").content.decode()


def test_the_desk_asks_the_database_no_more_for_more_rows(office: Office, sign_in: SignIn) -> None:
    petition(office)
    client = sign_in("officer")
    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for _ in range(5):
        petition(office)
    with CaptureQueriesContext(connection) as many:
        client.get("/")
    assert len(many) == len(few) <= MOST_QUERIES
