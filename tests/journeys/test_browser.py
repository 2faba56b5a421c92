"""The main job in a real browser: from the blank form to the petitioner's word, no shell."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.office import DETAILS, PASSWORD, Office, open_office, with_slips

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

SLIP: FilePayload = {
    "name": "送达回证.jpg",
    "mimeType": "image/jpeg",
    "buffer": b"\xff\xd8\xff",
}


@pytest.fixture
def office(transactional_db: None) -> Office:
    return open_office()


class Desk:
    """One account in a browser window of its own."""

    def __init__(self, browser: Browser, base: str, name: str = "") -> None:
        self.page: Page = browser.new_context(base_url=base, locale="zh-CN").new_page()
        if name:
            self.page.goto("/login/")
            self.page.fill("[name=username]", name)
            self.page.fill("[name=password]", PASSWORD)
            self.page.press("[name=password]", "Enter")
            expect(self.page).not_to_have_url(re.compile("/login/"))

    def fill(self, details: dict[str, object]) -> None:
        for name, value in details.items():
            field = self.page.locator(f"[name={name}]")
            if field.first.get_attribute("type") == "radio":
                self.page.check(f"[name={name}][value='{value}']")
            elif field.first.get_attribute("type") == "checkbox":
                field.check()
            elif field.first.get_attribute("type") == "file":
                field.set_input_files(SLIP)
            elif field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(str(value))
            else:
                field.fill(str(value))

    def act(self, number: str, name: str, **details: object) -> None:
        """Find the case on the desk, open it, press the act's button, fill in, submit."""
        self.page.goto("/")
        self.page.locator(f"a[href*='{number}']").first.click()
        self.page.locator(f"a[href$='/acts/{name}/']").click()
        self.fill(with_slips({**DETAILS.get(name, {}), **details}))
        self.page.locator("main form button.btn-primary, main form button.btn-danger").click()
        expect(self.page).to_have_url(re.compile(rf"/cases/{number}/$|/portal/case/$"))


@pytest.fixture
def desks(browser: Browser, live_server: LiveServer, office: Office) -> Iterator[dict[str, Desk]]:
    names = ("registrar", "officer", "unit_officer", "leader")
    yield {name: Desk(browser, live_server.url, name) for name in names}


def register(desk: Desk) -> tuple[str, str]:
    """Register a petition with the keyboard; the case number and the 查询码."""
    desk.page.goto("/cases/new/")
    desk.page.fill("[name$='-0-name']", "信访人甲")
    desk.page.select_option("[name=content_class]", "labour")
    desk.page.fill("[name=region]", "土默特左旗")
    desk.page.fill("[name=subject]", "反映养老保险待遇发放问题")
    desk.page.fill("[name=text]", "反映养老保险待遇发放不到位，请求核查补发。")
    desk.page.press("[name=subject]", "Enter")
    expect(desk.page).to_have_url(re.compile("/cases/new/done/"))
    number = desk.page.locator("a.number").inner_text()
    expect(desk.page.locator(".code-once")).to_have_count(0)
    with desk.page.expect_popup() as opened:
        desk.page.locator("form[action$='/slips/print/'] button").click()
    code = opened.value.locator(".code-once")
    expect(code).to_be_hidden()
    opened.value.emulate_media(media="print")
    expect(code).to_be_visible()
    return number, code.text_content() or ""


def test_one_petition_from_the_blank_form_to_the_rating(
    desks: dict[str, Desk], office: Office, browser: Browser, live_server: LiveServer
) -> None:
    number, code = register(desks["registrar"])
    today = desks["officer"].page.evaluate("new Date().toLocaleDateString('sv')")
    desks["officer"].act(number, "forward", unit=office.units["department"].pk)
    desks["unit_officer"].act(number, "accept")
    officer = desks["officer"].page
    officer.goto(f"/cases/{number}/acts/appoint_leader/")
    officer.select_option("[name=leader]", str(office["leader"].pk))
    officer.locator("main form button.btn-primary").click()
    desks["unit_officer"].act(number, "investigate")
    desks["unit_officer"].act(number, "draft_opinion")
    desks["leader"].act(number, "sign_off")
    desks["unit_officer"].act(number, "serve", served_on=today)
    portal = Desk(browser, live_server.url)
    portal.page.goto("/portal/track/")
    portal.fill({"number": number, "code": code})
    portal.page.locator("main form button.btn-primary").click()
    portal.page.locator("a[href*='waive_review']").click()
    portal.page.check("[name=waived]")
    portal.page.locator("main form button.btn-danger").click()
    desks["unit_officer"].act(number, "close")
    portal.page.reload()
    portal.page.locator("a[href*='rate']").click()
    portal.fill(DETAILS["rate"])
    portal.page.locator("main form button.btn-primary").click()
    expect(portal.page.locator("main")).not_to_contain_text("评价本次办理", timeout=3000)
    desks["officer"].page.goto(f"/cases/{number}/")
    expect(desks["officer"].page.locator("main")).to_contain_text("办结")


def test_what_was_typed_survives_a_failed_registration(desks: dict[str, Desk]) -> None:
    page = desks["registrar"].page
    page.goto("/cases/new/")
    page.fill("[name=subject]", "只有标题")
    page.fill("[name=region]", "没有这个地方")
    page.press("[name=subject]", "Enter")
    expect(page.locator("[name=subject]")).to_have_value("只有标题")
    expect(page.locator(".invalid-feedback, .field-error").first).to_be_visible()


def test_a_stranger_gets_404(browser: Browser, live_server: LiveServer, office: Office) -> None:
    number, _code = register(Desk(browser, live_server.url, "registrar"))
    stranger = Desk(browser, live_server.url, "stranger").page
    answer = stranger.goto(f"/cases/{number}/")
    assert answer is not None
    assert answer.status == 404
