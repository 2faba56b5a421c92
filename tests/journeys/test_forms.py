"""The form of an act in a real browser: the search for a unit, and the paper beside it."""

import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from organizations import services
from organizations.models import SignInSession, UnitKind
from petitions.models import ActDraft
from tests.journeys.test_browser import Desk
from tests.office import PASSWORD, Office, open_office, petition
from workflows.models import Case, Counter

ALT = 1
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(transactional_db: None) -> Office:
    office = open_office()
    for n in range(12):
        services.create_unit(
            code=f"bureau-{n}",
            name=f"县第{n}局",
            kind=UnitKind.DEPARTMENT,
            region=office.units["bureau"].region,
            parent=None,
        )
    return office


@pytest.fixture
def case(office: Office) -> Case:
    return petition(office, at=timezone.now()).case


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, office: Office) -> Iterator[Page]:
    yield Desk(browser, live_server.url, "officer").page


def test_a_unit_is_found_by_typing_and_the_paper_appears_beside_the_form(
    page: Page, office: Office, case: Case
) -> None:
    counters = list(Counter.objects.values_list("series", "value"))
    page.goto(f"/cases/{case.number}/acts/forward/")
    box, units = page.locator(".list-search"), page.locator("[name=unit]")
    box.fill("bureau-7")
    expect(units.locator("option")).to_have_text(["县第7局"])
    box.fill("自然 资源")
    expect(units).to_have_value(str(office.units["other"].pk))
    paper = page.frame_locator("#preview iframe")
    expect(paper.locator("body")).to_contain_text("（文号）")
    expect(paper.locator("body")).to_contain_text("县自然资源局")
    assert list(Counter.objects.values_list("series", "value")) == counters
    assert not case.documents.filter(kind="transfer_letter").exists()
    box.press("ArrowDown")
    expect(units).to_be_focused()
    page.locator("#act-form button.btn-primary").click()
    expect(page.locator("main")).to_contain_text("县自然资源局")
    assert case.events.latest("pk").act == "forward"


def test_without_scripts_the_list_is_a_plain_one_in_groups(
    browser: Browser, live_server: LiveServer, office: Office, case: Case
) -> None:
    context = browser.new_context(
        base_url=live_server.url, locale="zh-CN", java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/login/")
    page.fill("[name=username]", "officer")
    page.fill("[name=password]", "demo")
    page.press("[name=password]", "Enter")
    page.goto(f"/cases/{case.number}/acts/forward/")
    expect(page.locator(".list-search")).to_have_count(0)
    assert page.locator("[name=unit] optgroup").first.get_attribute("label") == "职能部门"
    page.select_option("[name=unit]", str(office.units["other"].pk))
    page.locator("button[name=preview]").click()
    expect(page.locator("#preview iframe")).to_have_count(1)
    expect(page.locator("[name=unit]")).to_have_value(str(office.units["other"].pk))
    assert case.events.latest("pk").act == "register"


def press_alt(page: Page, key: str) -> None:
    """As a keyboard does it: an access key is known by the letter without the modifier."""
    keys = page.context.new_cdp_session(page)
    typed = {"modifiers": ALT, "text": key, "unmodifiedText": key}
    keys.send("Input.dispatchKeyEvent", {"type": "char", **typed})


def test_the_next_case_of_the_desk_is_one_key_away(page: Page, office: Office, case: Case) -> None:
    other = petition(office, at=timezone.now()).case
    page.goto(f"/cases/{case.number}/acts/forward/")
    page.locator("[name=unit]").select_option(str(office.units["other"].pk))
    page.locator("#act-form button.btn-primary").click()
    expect(page).to_have_url(re.compile(f"/cases/{case.number}/$"))
    press_alt(page, "n")
    expect(page).to_have_url(re.compile(f"/cases/{other.number}/$"))


def sign_in(page: Page, name: str) -> None:
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def test_what_was_typed_is_found_again_after_the_session_ended(
    page: Page, office: Office, case: Case
) -> None:
    page.goto(f"/cases/{case.number}/acts/forward/")
    page.fill("[name=remark]", "请核实参保记录后答复。")
    expect(page.locator("#draft-state")).to_contain_text("草稿已于")
    SignInSession.objects.all().delete()
    page.fill("[name=remark]", "请核实参保记录后十五日内答复。")
    expect(page.locator("#draft-state")).to_contain_text("登录已失效")
    page.locator("[name=unit]").select_option(str(office.units["other"].pk))
    page.locator("#act-form button.btn-primary").click()
    expect(page).to_have_url(re.compile("/login/"))
    expect(page.locator("main")).not_to_contain_text("十五日内答复")
    assert case.events.latest("pk").act == "register"
    sign_in(page, "officer")
    expect(page).to_have_url(re.compile("/acts/forward/$"))
    expect(page.locator("[name=remark]")).to_have_value("请核实参保记录后十五日内答复。")
    expect(page.locator("[name=unit]")).to_have_value(str(office.units["other"].pk))
    page.locator("#act-form button.btn-primary").click()
    expect(page).to_have_url(re.compile(f"/cases/{case.number}/$"))
    assert case.events.latest("pk").act == "forward"
    assert not ActDraft.objects.exists()


def test_a_colleague_at_the_same_computer_does_not_find_it(
    page: Page, office: Office, case: Case
) -> None:
    page.goto(f"/cases/{case.number}/acts/forward/")
    page.fill("[name=remark]", "请核实参保记录后答复。")
    expect(page.locator("#draft-state")).to_contain_text("草稿已于")
    SignInSession.objects.all().delete()
    page.locator("[name=unit]").select_option(str(office.units["other"].pk))
    page.locator("#act-form button.btn-primary").click()
    sign_in(page, "bureau_head")
    expect(page).not_to_have_url(re.compile("/login/"))
    expect(page.locator("body")).not_to_contain_text("请核实参保记录")
    assert ActDraft.objects.get().person == office["officer"]
