"""The form of an act in a real browser: the search for a unit, and the paper beside it."""

import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from organizations import services
from organizations.models import UnitKind
from tests.journeys.test_browser import Desk
from tests.office import Office, open_office, petition
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
