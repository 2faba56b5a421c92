"""Who sees which entry of the menus, and what its page answers them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings
from django.urls import reverse

from organizations.models import Person, Post, Role, Tenure
from organizations.navigation import post_titles
from tests.office import MONDAY, Office, open_office, petition
from ui.navigation import NAVIGATION, Homes, Link, Menu, MenuEntry, Navigation

WEDNESDAY = MONDAY + timedelta(days=2)

MENUS: dict[Role, str] = {
    Role.REGISTRAR: "desk ledger register measures receptions",
    Role.OFFICER: "desk ledger register measures handovers receptions transfers retention",
    Role.BUREAU_HEAD: (
        "desk ledger register leaders measures handovers transfers retention dashboard catalogue"
    ),
    Role.COORDINATOR: "desk ledger leaders measures receptions dashboard catalogue",
    Role.CLEARED: "desk",
    Role.UNIT_OFFICER: "desk ledger register measures handovers transfers retention",
    Role.UNIT_HEAD: "desk ledger measures transfers retention dashboard catalogue",
    Role.LEADER: "desk ledger leaders measures receptions dashboard catalogue",
    Role.REVIEWER: "desk ledger measures",
    Role.RECHECKER: "desk ledger measures",
    Role.CLUE_OFFICER: "desk receptions transfers clues retention",
    Role.CLUE_HANDLER: "desk receptions clues",
    Role.CLUE_HEAD: "desk receptions transfers clues retention dashboard catalogue",
    Role.MONITOR: (
        "desk ledger leaders measures transfers clues retention dashboard catalogue checks record"
    ),
    Role.ADMIN: "desk catalogue checks record index",
    Role.SECURITY: "desk record",
    Role.AUDITOR: "desk checks record",
}
"""The main menu of whoever holds this one role, by the names of the addresses."""

OPEN = {
    "petitions:ledger": set(Role),
    "petitions:handovers": set(Role),
    "limits:catalogue": set(Role),
    "rights:record": set(Role),
}
"""Pages that answer more people than see the entry: lists of nothing, the law, and by a link."""


@pytest.fixture(autouse=True)
def office(db: None) -> Iterator[Office]:
    with time_machine.travel(WEDNESDAY, tick=False):
        yield open_office()


def holding(office: Office, role: Role) -> Client:
    """A browser in which somebody of the bureau is signed in who holds this one role."""
    unit = "discipline" if role.startswith("clue") or role == Role.MONITOR else "bureau"
    person = office["clue_head" if unit == "discipline" else "registrar"]
    Post.objects.filter(tenures__person=person).update(roles=[role.value])
    client = Client()
    client.force_login(person)
    return client


def main_menu(client: Client) -> list[str]:
    html = client.get("/").content.decode()
    menu = html[html.index('class="nav-main"') :]
    return re.findall(r'<a href="([^"]+)"', menu[: menu.index("</nav>")])


@pytest.mark.parametrize("role", Role)
def test_each_role_sees_its_entries_and_their_pages_answer(office: Office, role: Role) -> None:
    client = holding(office, role)
    entries = {e.url: e for e in NAVIGATION.entries() if e.menu is Menu.MAIN}
    shown = main_menu(client)
    assert " ".join(entries[url].url_name.split(":")[1] for url in shown) == MENUS[role]
    assert {url: client.get(url).status_code for url in shown} == dict.fromkeys(shown, 200)


@pytest.mark.parametrize("role", Role)
def test_the_page_of_an_entry_that_a_role_does_not_see_is_closed(
    office: Office, role: Role
) -> None:
    client = holding(office, role)
    shown = main_menu(client)
    hidden = [e for e in NAVIGATION.entries() if e.menu is Menu.MAIN and e.url not in shown]
    closed = [e.url for e in hidden if role not in OPEN.get(e.url_name, ())]
    answers = {url: client.get(url).status_code for url in closed}
    signs_in_anew = {reverse("admin:index"): 302}
    assert {
        url: code
        for url, code in answers.items()
        if code not in (403, 404) and signs_in_anew.get(url) != code
    } == {}


def test_whoever_administers_accounts_is_led_there(office: Office) -> None:
    client = Client()
    client.force_login(office["admin"])
    assert main_menu(client)[-1] == reverse("admin:index")
    assert client.get(reverse("admin:index")).status_code == 200


def test_only_who_watches_a_region_is_led_from_the_desk_to_oversight(office: Office) -> None:
    at = WEDNESDAY
    led = {r for r in Role if NAVIGATION.shown(_holder(office, r), Menu.START, at=at)}
    assert led == {Role.MONITOR}


def _holder(office: Office, role: Role) -> Person:
    Post.objects.filter(tenures__person=office["registrar"]).update(roles=[role.value])
    return Person.objects.get(pk=office["registrar"].pk)


def test_the_account_names_the_posts_and_signs_out_by_post(office: Office) -> None:
    client = Client()
    client.force_login(office["registrar"])
    html = client.get("/").content.decode()
    account = html[html.index('class="account-menu"') :]
    assert "<li>县信访局 registrar</li>" in account
    assert '<form method="post" action="/logout/">' in account
    Tenure.objects.filter(person=office["registrar"]).delete()
    assert "<li>目前没有岗位</li>" in client.get("/").content.decode()


def test_a_badge_counts_what_waits_and_what_is_unread(office: Office) -> None:
    client = Client()
    client.force_login(office["officer"])
    assert 'class="count"' not in client.get("/").content.decode()
    petition(office)
    html = client.get("/").content.decode()
    assert '<span class="count">1<span class="visually-hidden"> 件待办</span>' in html


@pytest.mark.parametrize(
    ("path", "here"),
    [
        ("/", "/"),
        ("/cases/", "/cases/"),
        ("/cases/new/", "/cases/new/"),
        ("/cases/import/", "/cases/"),
    ],
)
def test_the_entry_that_leads_furthest_towards_a_page_is_marked(
    office: Office, path: str, here: str
) -> None:
    client = Client()
    client.force_login(office["officer"])
    marked = re.findall(
        r'<a href="([^"]+)" aria-current="page">', client.get(path).content.decode()
    )
    assert marked == [here]


ENTRY = MenuEntry("Desk", "petitions:desk", icon="inbox", order=1)
HOMES = Homes(Link("Desk", "petitions:desk"), Link("Portal", "petitions:portal"))


def test_an_address_stands_in_a_menu_once() -> None:
    navigation = Navigation()
    navigation.register(ENTRY)
    navigation.register(replace(ENTRY, menu=Menu.BAR))
    with pytest.raises(ImproperlyConfigured):
        navigation.register(ENTRY)


def test_what_every_page_draws_is_set_once() -> None:
    navigation = Navigation()
    navigation.set_homes(HOMES)
    navigation.set_account_lines(post_titles)
    with pytest.raises(ImproperlyConfigured):
        navigation.set_homes(HOMES)
    with pytest.raises(ImproperlyConfigured):
        navigation.set_account_lines(post_titles)


def test_nothing_starts_while_what_every_page_draws_is_missing() -> None:
    navigation = Navigation()
    with pytest.raises(ImproperlyConfigured):
        navigation.refuse_gaps()
    navigation.set_homes(HOMES)
    with pytest.raises(ImproperlyConfigured):
        navigation.refuse_gaps()
    navigation.set_account_lines(post_titles)
    navigation.refuse_gaps()


def test_no_two_entries_of_a_menu_claim_one_place() -> None:
    places = [(entry.menu, entry.order) for entry in NAVIGATION.entries()]
    assert len(places) == len(set(places))


@pytest.mark.django_db
@override_settings(LANGUAGES=[*settings.LANGUAGES, ("ug", "ئۇيغۇرچە")])
def test_the_foot_offers_every_language_of_the_settings(client: Client) -> None:
    page = client.get(reverse("petitions:login")).content.decode()
    offered = re.findall(r'name="language" value="([\w-]+)".*pressed="(\w+)"', page)
    assert offered == [("zh-hans", "true"), ("en", "false"), ("ug", "false")]
