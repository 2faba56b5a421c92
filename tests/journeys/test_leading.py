"""Leaders' cases in a real browser: the board by keyboard alone, the sign-off on a phone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from organizations import services
from organizations.models import Person
from petitions.leaders.letter_reader import read
from tests.office import LONG_AGO, PASSWORD, Office, act, open_office, petition
from workflows.leading import sharing_batches
from workflows.models import Case, SharingLine
from workflows.states import Status

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def office(transactional_db: None) -> Office:
    return open_office()


def sign_in(browser: Browser, base: str, name: str, **context: object) -> Page:
    page = browser.new_context(base_url=base, locale="zh-CN", **context).new_page()  # type: ignore[arg-type]  # playwright's own options
    page.goto("/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page).not_to_have_url(re.compile("/login/"))
    return page


def hire(office: Office, name: str, quota: int) -> Person:
    person = services.create_person(
        username=name, name=name, password="demo", is_demonstration=True
    )
    unit = office.units["committee"]
    post = services.create_post(unit=unit, title=name, roles=["leader"], quota=quota)
    services.appoint(person=person, post=post, since=LONG_AGO)
    return person


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(selector)


def test_a_coordinator_moves_a_case_with_the_keyboard_alone(
    browser: Browser, live_server: LiveServer, office: Office
) -> None:
    at = timezone.now() - timedelta(hours=1)
    first, _second = hire(office, "甲", 3), hire(office, "乙", 3)
    petition(office, at=at)
    coordinator = office["officer"]
    sharing_batches.propose(
        coordinator, sharing_batches.to_share(coordinator, at=at), at=at, read=read
    )
    before = SharingLine.objects.get().leader
    page = sign_in(browser, live_server.url, "officer")
    page.goto("/leaders/share/")
    tab_to(page, "[data-card]")
    page.keyboard.press("ArrowRight" if before == first else "ArrowLeft")
    expect(page.locator("[role=status]")).to_contain_text("包案")
    expect(page.locator("[data-card]")).to_be_focused()
    after = SharingLine.objects.get()
    assert after.by_hand and after.leader != before
    page.keyboard.press("Enter")
    expect(page.locator("[data-card] select")).to_be_focused()


def test_a_leader_signs_off_on_a_phone(
    browser: Browser, live_server: LiveServer, office: Office
) -> None:
    at = timezone.now() - timedelta(hours=1)
    case = petition(office, at=at).case
    for name, by in (
        ("forward", "officer"), ("accept", "unit_officer"), ("investigate", "unit_officer"),
        ("appoint_leader", "officer"), ("draft_opinion", "unit_officer"),
    ):  # fmt: skip
        act(office, case, name, by, at=at)
    page = sign_in(browser, live_server.url, "leader", viewport=PHONE)
    page.goto("/")
    page.locator("section:has(#led)").locator("a[href$='/acts/sign_off/']").click()
    expect(page.locator("#draft")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(page.locator("main")).to_contain_text("予以补发。")
    expect(page.locator("main")).to_contain_text("反映养老保险待遇发放不到位的问题")
    page.locator("main form button.btn-primary").click()
    expect(page).to_have_url(re.compile(rf"/cases/{case.number}/$"))
    assert Case.objects.get(pk=case.pk).status == Status.SIGNED
