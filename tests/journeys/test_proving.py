"""Proving who one is in a real browser: a passkey, and the word of a real provider process."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect
from pytest_django.fixtures import Settings
from pytest_django.live_server_helper import LiveServer

from organizations.models import Person
from tests.office import PASSWORD, Office, open_office

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
}


@pytest.fixture
def office(transactional_db: None, settings: Settings) -> Iterator[Office]:
    settings.SECOND_FACTOR_WAIVED_FOR = "demonstration"
    cache.clear()
    yield open_office()
    cache.clear()


@pytest.fixture
def page(browser: Browser, live_server: LiveServer) -> Iterator[Page]:
    context = browser.new_context(base_url=live_server.url, locale="zh-CN")
    # What the provider's page asks of other hosts is not to be had here.
    context.route(re.compile(r"^https://"), lambda route: route.abort())
    yield context.new_page()
    context.close()


def type_password(page: Page, name: str) -> None:
    page.goto("/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")


def test_a_passkey_is_set_up_before_all_else_and_signs_in_alone(page: Page, office: Office) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    type_password(page, "clue_officer")
    expect(page).to_have_url(re.compile("/account/second-factor/$"))
    page.click("text=添加通行密钥")
    page.check("[name=passwordless]")
    page.click("#add-key")
    expect(page).to_have_url(re.compile("/account/factors/recovery/$"))
    expect(page.locator(".code-list code")).to_have_count(10)
    page.goto("/clues/")
    expect(page).to_have_url(re.compile("/clues/$"))
    page.context.clear_cookies()
    type_password(page, "clue_officer")
    expect(page).to_have_url(re.compile("/account/factors/code/$"))
    page.click("#use-key")
    expect(page).to_have_url(re.compile("/$"))
    page.context.clear_cookies()
    page.goto("/login/")
    page.click("#passkey-sign-in")
    expect(page.locator("details.account")).to_contain_text("clue_officer")
    assert Authenticator.objects.filter(type="webauthn", user=office["clue_officer"]).count() == 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def provider(settings: Settings) -> Iterator[str]:
    """A provider of OpenID Connect that knows three people of other names, in its own process."""
    port = free_port()
    people = {"u1": "officer", "u2": "somebody-else", "u3": "officer"}
    known = [json.dumps({"sub": sub, "preferred_username": name}) for sub, name in people.items()]
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", str(port)]
    command += [f"--user-claims={each}" for each in known]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert any("running on" in line for line in process.stderr)
        issuer = f"http://localhost:{port}"
        settings.OIDC_ISSUER, settings.OIDC_NAME = issuer, "统一认证"
        app = {"provider_id": "office", "name": "统一认证", "client_id": "jianjian", "secret": "x"}
        ours = {"OAUTH_PKCE_ENABLED": True, "APPS": [app | {"settings": {"server_url": issuer}}]}
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": ours}
        yield issuer
        process.terminate()


def come_as(page: Page, subject: str) -> None:
    page.goto("/login/")
    page.click("text=通过统一认证登录")
    expect(page.locator("h1")).to_have_text("Authorize Client")
    page.fill("[name=sub]", subject)
    page.click("text=Authorize >> nth=-1")


def test_the_word_of_the_office_opens_the_account_that_it_names_and_makes_none(
    page: Page, office: Office, provider: str
) -> None:
    count = Person.objects.count()
    come_as(page, "u1")
    expect(page.locator("details.account")).to_contain_text("officer")
    assert SocialAccount.objects.get().uid == "u1"
    page.context.clear_cookies()
    come_as(page, "u2")
    expect(page.locator("h1")).to_contain_text("未能通过统一认证")
    page.context.clear_cookies()
    come_as(page, "u3")  # the name has been given to somebody else there
    expect(page.locator("h1")).to_contain_text("未能通过统一认证")
    Person.objects.filter(username="officer").update(is_active=False)
    page.context.clear_cookies()
    come_as(page, "u1")
    expect(page).to_have_url(re.compile("/login/"))
    assert Person.objects.count() == count
