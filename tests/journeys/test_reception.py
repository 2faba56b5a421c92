"""A group of twelve is received in a real browser, by the keyboard alone."""

from datetime import time

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from petitions.models import Petition, Visit
from petitions.models.reception import ReceptionDay
from tests.journeys.test_browser import Desk
from tests.office import Office, open_office
from tests.petitions.receptions.meeting import day_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

FIVE = "村民甲、村民乙、村民丙、村民丁、村民戊"
MATTER = "反映灌溉渠占地补偿款未足额兑付"
NUMBER_OF_PEOPLE = "[name=people_count]"


@pytest.fixture
def office(transactional_db: None) -> Office:
    return open_office()


@pytest.fixture
def day(office: Office) -> ReceptionDay:
    return day_of(office, on=timezone.localdate(), opens=time(0, 1))


@pytest.fixture
def page(browser: Browser, live_server: LiveServer, day: ReceptionDay) -> Page:
    page = Desk(browser, live_server.url, "registrar").page
    page.goto(f"/receptions/{day.pk}/")
    return page


def type_in(page: Page, names: str) -> None:
    """From the first field on, with Tab and Ctrl + Enter and nothing else."""
    expect(page.locator("[name=representatives]")).to_be_focused()
    for text in (names, "12", "13900000001"):
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.type(MATTER)
    page.keyboard.press("ControlOrMeta+Enter")


def test_a_group_of_twelve_is_received_and_a_sixth_representative_refused(page: Page) -> None:
    type_in(page, f"{FIVE}、村民己")
    expect(page.locator(".invalid-feedback")).to_contain_text("信访工作条例第二十条第三款")
    expect(page.locator("[name=representatives]")).to_have_value(f"{FIVE}、村民己")
    expect(page.locator(NUMBER_OF_PEOPLE)).to_have_value("12")
    expect(page.locator("[name=matters]")).to_have_value(MATTER)
    page.fill("[name=representatives]", FIVE)
    page.press("[name=representatives]", "Enter")
    expect(page.locator("main table")).to_contain_text(FIVE)
    visit = Visit.objects.get()
    assert (visit.people_count, len(visit.representatives)) == (12, 5)


def test_the_talk_is_taken_down_and_a_case_opened_for_the_group(page: Page) -> None:
    type_in(page, FIVE)
    page.get_by_role("link", name=FIVE).click()
    page.get_by_role("link", name="填写接访记录").click()
    page.fill("[name=record]", "代表请求尽快兑付剩余补偿款。")
    page.press("[name=record]", "ControlOrMeta+Enter")
    expect(page.locator("main")).to_contain_text("尽快兑付剩余补偿款")
    page.get_by_role("link", name="登记信访事项", exact=True).click()
    page.select_option("[name=content_class]", "land")
    page.press("[name=region]", "Enter")
    expect(page.locator("form[action$='/slips/print/'] button")).to_be_visible()
    page.get_by_role("link", name="返回来访").click()
    letter = Petition.objects.get()
    expect(page.locator("main")).to_contain_text(str(letter.case.number))
    assert (letter.channel, letter.people_count) == ("visit", 12)
