"""A report of misconduct in a real browser with scripts off, and the way back with its code."""

from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from organizations.models import SignInSession
from petitions.models import Attachment, PictureChallenge
from tests.office import Office
from tests.tipoffs.organ import ACCUSED, SECRET, does, open_organ
from tests.tipoffs.reporting import ANSWER, QUESTION, photograph
from workflows.models import Case

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(transactional_db: None) -> Office:
    return open_organ()


def write(page: Page, office: Office, photo: Path) -> None:
    page.goto("/portal/")
    page.locator(".portal-door[href='/portal/report/']").click()
    page.locator(".portal-door--first").click()
    page.select_option("[name=region]", str(office.units["discipline"].region_id))
    page.fill("[name=names]", ACCUSED)
    page.fill("[name=text]", SECRET)
    page.set_input_files("[name=evidence]", photo)
    key = page.get_attribute("[name=picture_0]", "value")
    shown = page.locator(".captcha img")
    assert shown.evaluate("e => e.naturalWidth") > 0
    page.fill("[name=picture_1]", PictureChallenge.objects.get(key=str(key)).figures)
    page.locator("main form button.btn-primary").click()


def test_a_report_and_its_answer_without_scripts_and_without_a_trace(
    browser: Browser, live_server: LiveServer, office: Office, tmp_path: Path
) -> None:
    photo, asked = tmp_path / "IMG_张某.jpg", set[str]()
    photo.write_bytes(photograph().read())
    visitor = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    visitor.on("request", lambda request: asked.add(request.url))
    page = visitor.new_page()
    write(page, office, photo)
    code = page.locator(".code-once").inner_text()
    case, now = Case.objects.get(), timezone.now()
    does(office, case, "write_to_reporter", "clue_officer", at=now, text=QUESTION)
    page.locator("main a.btn-primary").click()
    page.fill("[name=code]", code)
    page.locator("main form button.btn-primary").click()
    expect(page.locator(".talk")).to_contain_text(QUESTION)
    page.fill("[name=text]", ANSWER)
    page.set_input_files("[name=evidence]", photo)
    page.click("button[value=answer_organ]")
    expect(page.locator(".talk")).to_contain_text(ANSWER)
    kept = list(Attachment.objects.all())
    assert [each.name for each in kept] == ["1.jpg", "2.jpg"]
    for each in kept:
        with Image.open(each.file.path) as seen:
            assert not dict(seen.getexif())
    others = [url for url in asked if not url.startswith((live_server.url, "data:"))]
    assert (others, SignInSession.objects.count()) == ([], 0)
    assert [c["name"] for c in visitor.cookies()] == ["csrftoken"]
