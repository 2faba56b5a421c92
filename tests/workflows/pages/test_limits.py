"""Reading the limits: who may, what the pages say, within how many queries."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Person
from tests.office import Office, petition
from tests.petitions.pages.visits import AtMost, as_, target, text_of
from tests.workflows.amending.changes import amend, ladder_content, rule_content
from tests.workflows.pages.filled import accepted
from workflows.counting.rule_catalogue import rules
from workflows.models import Amendment

OPEN_PAGES = [
    "/limits/",
    "/limits/handle/",
    "/limits/assign_report/",
    "/limits/urgent_report/",
    "/limits/calendar/",
    "/limits/calendar/?year=2027&region=150121",
    "/limits/amendments/",
]
ADMIN_PAGES = ["/limits/handle/amend/", "/limits/handle/ladder/"]


@pytest.mark.parametrize("address", [*OPEN_PAGES, *ADMIN_PAGES])
def test_a_stranger_is_asked_who_he_is(db: None, address: str) -> None:
    assert target(Client().get(address)).startswith("/login/")


@pytest.mark.parametrize("address", OPEN_PAGES)
def test_any_member_of_staff_reads(
    office: Office, address: str, django_assert_max_num_queries: AtMost
) -> None:
    accepted(office)
    amend(office, "rule", rule_content(length=20))
    amend(office, "ladder", ladder_content(unit=office.units["department"].code, urge=3))
    client = as_(office, "unit_officer")
    with django_assert_max_num_queries(30):
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ADMIN_PAGES)
@pytest.mark.parametrize("name", ["unit_officer", "bureau_head", "monitor"])
def test_only_an_administrator_finds_the_forms(office: Office, name: str, address: str) -> None:
    assert as_(office, name).get(address).status_code == 403
    assert as_(office, "admin").get(address).status_code == 200


def test_an_unknown_limit_is_not_there(office: Office) -> None:
    client = as_(office, "admin")
    for address in ("", "amend/", "ladder/"):
        assert client.get(f"/limits/no_such_limit/{address}").status_code == 404
    assert client.get("/limits/handle/ladder/?unit=nowhere").status_code == 404


def test_the_catalogue_has_every_limit_once_with_its_article(office: Office) -> None:
    html = text_of(as_(office, "unit_officer").get("/limits/"))
    for rule in {rule.key: rule for rule in rules()}.values():
        assert html.count(f'href="/limits/{rule.key}/"') == 1
        assert rule.article in html


def test_a_version_to_come_is_announced_and_told_with_both_people(office: Office) -> None:
    amendment = amend(office, "rule", rule_content(length=20))
    client = as_(office, "unit_officer")
    assert "第2版自2027-01-01起施行" in text_of(client.get("/limits/"))
    html = text_of(client.get("/limits/supervise_reply/"))
    assert "admin提出，bureau_head于2026-12-11批准" in html
    assert f"/limits/amendments/{amendment.pk}/" in html
    assert "30日" in html
    assert "20日" in html


def test_the_example_counts_from_the_day_asked_for(office: Office) -> None:
    client = as_(office, "unit_officer")
    assert "今日起算，将于2027年2月9日届满" in text_of(client.get("/limits/handle/"))
    html = text_of(client.get("/limits/handle/?start=2026-01-05"))
    assert "2026年1月5日起算，将于2026年3月6日届满" in html
    assert "今日起算" in text_of(client.get("/limits/handle/?start=not-a-day"))


def test_a_unit_with_a_ladder_of_its_own_has_a_picture_of_its_own(office: Office) -> None:
    amend(office, "ladder", ladder_content(unit=office.units["department"].code, urge=3))
    html = text_of(as_(office, "unit_officer").get("/limits/handle/"))
    assert html.count('class="climb"') == 2
    assert "县人力资源和社会保障局" in html
    assert "期满后3个工作日" in html


def test_the_navigation_leads_those_who_watch_or_administer(office: Office) -> None:
    for name, shown in (
        ("admin", True),
        ("monitor", True),
        ("unit_head", True),
        ("registrar", False),
    ):
        assert ('href="/limits/"' in text_of(as_(office, name).get("/"))) is shown


def test_the_limit_of_a_case_leads_to_its_page(office: Office) -> None:
    case = petition(office).case
    html = text_of(as_(office, "officer").get(f"/cases/{case.number}/"))
    assert 'href="/limits/xf_triage/"' in html


def test_pages_need_no_inline_style_and_no_script(office: Office) -> None:
    accepted(office)
    amend(office, "ladder", ladder_content(urge=3))
    client = as_(office, "admin")
    waiting = Amendment.objects.get()
    for address in (*OPEN_PAGES, *ADMIN_PAGES, f"/limits/amendments/{waiting.pk}/"):
        html = text_of(client.get(address))
        assert "style=" not in html
        assert "<script>" not in html


def test_somebody_without_a_post_reads_and_may_do_nothing(office: Office) -> None:
    nobody = Person.objects.create(username="nobody", name="无岗")
    client = Client()
    client.force_login(nobody, backend="workflows.administration.posts_backend.PostsBackend")
    assert client.get("/limits/").status_code == 200
    assert client.post("/limits/calendar/", {}).status_code == 403


@pytest.mark.parametrize("address", ["/limits/", "/limits/handle/", "/limits/handle/ladder/"])
@pytest.mark.parametrize(
    ("language", "name"),
    [("zh-hans", "申诉求决类事项办结"), ("en", "Conclusion of an appeal or claim")],
)
def test_a_limit_is_headed_by_its_name_in_the_readers_language(
    office: Office, address: str, language: str, name: str
) -> None:
    client = as_(office, "admin")
    client.post(reverse("set_language"), {"language": language})
    html = text_of(client.get(address))
    assert re.search(rf">{name}(<| ·)", html)
    assert "<h1></h1>" not in html
