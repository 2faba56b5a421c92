"""Who reviews a unit is data of the unit, changed by two people, and named by its papers."""

import pytest
from django.test import Client

from organizations import services
from organizations.models import Region, Role, Unit, UnitKind
from tests.office import LONG_AGO, PASSWORD, Office, act, advance, petition
from tests.ways import AFTERWARDS, REVIEW, SERVED
from tests.workflows.amending.changes import TODAY, amend
from workflows.acts.act_refusals import Incomplete
from workflows.amendments import proposals
from workflows.amendments.amendment_subject import AmendmentError
from workflows.models import Amendment, Case
from workflows.states import Status


@pytest.fixture
def line(office: Office) -> Unit:
    """The city's department of the same line, where somebody reviews."""
    region = Region.objects.get(code="150100")
    unit = services.create_unit(
        code="150100-line", name="市人力资源和社会保障局", kind=UnitKind.DEPARTMENT, region=region
    )
    post = services.create_post(unit=unit, title="复查", roles=[Role.REVIEWER])
    person = services.create_person(username="line_reviewer", name="line_reviewer", password="x",
                                    is_demonstration=True)  # fmt: skip
    services.appoint(person=person, post=post, since=LONG_AGO)
    office.people["line_reviewer"] = person
    return unit


def content(office: Office, **changes: object) -> dict[str, object]:
    code = office.units["department"].code
    return {"unit": code, "is_vertical": False, "line_superior": None, "government": None} | changes


def served(office: Office) -> Case:
    return advance(office, petition(office).case, "serve", at=SERVED)


def body(case: Case, kind: str) -> str:
    return case.documents.get(kind=kind).body


def test_two_people_give_a_unit_its_line_and_the_petitioner_chooses(
    office: Office, line: Unit
) -> None:
    amendment = amend(office, "review", content(office, line_superior=line.code))
    assert amendment.content["was"]["line_superior"] is None
    case = served(office)
    for name in ("县人民政府复查复核办公室", "市人力资源和社会保障局", "由你选择"):
        assert name in body(case, "handling_opinion")
    with pytest.raises(Incomplete):
        act(office, case, "request_review", "petitioner", at=AFTERWARDS)
    act(office, case, "request_review", "petitioner", at=AFTERWARDS, organ=line.pk)
    assert Case.objects.get(pk=case.pk).review_unit == line
    act(office, case, "decide_review", "line_reviewer", at=AFTERWARDS, **REVIEW)
    opinion = body(case, "review_opinion")
    assert "市人民政府复查复核办公室" in opinion
    assert "县人民政府" not in opinion
    act(office, case, "request_recheck", "petitioner", at=AFTERWARDS)
    act(office, case, "decide_recheck", "rechecker", at=AFTERWARDS, **REVIEW)
    assert Case.objects.get(pk=case.pk).status == Status.CONCLUDED


def test_vertical_management_leaves_the_line_alone(office: Office, line: Unit) -> None:
    amend(office, "review", content(office, line_superior=line.code, is_vertical=True))
    case = served(office)
    assert "县人民政府复查复核办公室" not in body(case, "handling_opinion")
    with pytest.raises(Incomplete):
        act(office, case, "request_review", "petitioner", at=AFTERWARDS,
            organ=office.units["review"].pk)  # fmt: skip
    act(office, case, "request_review", "petitioner", at=AFTERWARDS)
    assert Case.objects.get(pk=case.pk).review_unit == line


def test_where_nobody_stands_above_the_reviewer_his_opinion_says_that_it_is_final(
    office: Office,
) -> None:
    Unit.objects.filter(pk=office.units["recheck"].pk).update(closed_on="2026-01-01")
    case = served(office)
    act(office, case, "request_review", "petitioner", at=AFTERWARDS)
    act(office, case, "decide_review", "reviewer", at=AFTERWARDS, **REVIEW)
    assert "最终意见" in body(case, "review_opinion")
    assert not case.clocks.filter(rule__key="recheck_apply").exists()
    with pytest.raises(Incomplete):
        act(office, case, "request_recheck", "petitioner", at=AFTERWARDS)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, "没有任何改动"),
        ({"is_vertical": True}, "上级"),
        ({"line_superior": "150121-other"}, "上级"),
        ({"government": "150121-other"}, "政府"),
        ({"line_superior": "nowhere"}, "nowhere"),
    ],
)
def test_what_can_not_be_is_refused(office: Office, changes: dict[str, object], why: str) -> None:
    with pytest.raises(AmendmentError, match=why):
        proposals.foresee("review", content(office, **changes), at=TODAY)


def test_a_proposal_on_what_changed_since_is_made_anew(office: Office, line: Unit) -> None:
    first = content(office, line_superior=line.code)
    stale = proposals.propose("review", first, by=office["admin"], at=TODAY, reason="两件相同")
    amend(office, "review", content(office, line_superior=line.code, is_vertical=True))
    with pytest.raises(AmendmentError):
        proposals.approve(stale.pk, by=office["monitor"], at=TODAY)
    assert Unit.objects.get(code=first["unit"]).is_vertical


def test_the_pages_show_the_route_try_it_out_and_propose(
    client: Client, office: Office, line: Unit
) -> None:
    page = f"/limits/reviews/{office.units['department'].code}/"
    client.login(username="officer", password=PASSWORD)
    assert "县人民政府复查复核办公室" in client.get(page).content.decode()
    assert client.post(page, {}).status_code == 403
    assert "人力资源" in client.get("/limits/reviews/", {"q": "人力"}).content.decode()
    client.login(username="admin", password=PASSWORD)
    form = {"line_superior": line.code, "reason": "按“三定”规定"}
    tried = client.post(page, form).content.decode()
    assert "县人民政府复查复核办公室、市人力资源和社会保障局" in tried
    assert client.post(page, form | {"propose": "1"}).status_code == 302
    proposal = Amendment.objects.get()
    assert (
        "市人力资源和社会保障局"
        in client.get(f"/limits/amendments/{proposal.pk}/").content.decode()
    )
