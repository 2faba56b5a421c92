"""Two worlds that differ by what is kept from somebody look the same to him, to the byte.

And to a unit that a petition leaves every way of leaving looks the same.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, Final

import pytest
import time_machine
from django.db import transaction

from notifications.models import Delivery, Notice
from tests.office import MONDAY, Office, act, petition
from tests.tipoffs.addresses import asked_of
from tests.tipoffs.organ import clue, open_organ
from tests.tipoffs.walking import NOW, Seen, browser, seen, settle, shown
from tests.workflows.test_accusations import accusation
from workflows.models import Case

ACCUSED: Final = "unit_head"
LATER: Final = MONDAY + timedelta(days=1)
IDS: Final = re.compile(
    r'(?<=/)[0-9]+(?=/)|(?<=%2F)[0-9]+(?=%2F)|(?<=id":)[0-9]+|(?<="clock-)[0-9]+|[0-9a-f]{64}'
)
"""Keys of rows, which count on over all that is written, and digests of numbered papers."""


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office(db: None) -> Office:
    organ = open_organ()
    petition(organ)
    clue(organ, names="")
    return organ


def sealed_cases(office: Office) -> None:
    """A tip-off and an accusation, both about the unit of the watcher and its head."""
    department = office.units["department"].name
    clue(office, names=department)
    case = accusation(office, complained_text=department)
    act(office, case, "route_discipline", "officer", at=MONDAY,
        unit=office.units["discipline"].pk, names="", reason="")  # fmt: skip


def ordinary(office: Office) -> Case:
    case = petition(office).case
    act(office, case, "forward", "officer", at=MONDAY)
    return case


def world(office: Office, *made: Callable[[Office], Any]) -> Seen:
    """What the accused finds once this was done: each address, his notices and his mail."""
    with transaction.atomic():
        for make in made:
            make(office)
        case = ordinary(office)
        settle()
        found = seen(office, ACCUSED)
        client = browser(office, ACCUSED)
        for rule, address in asked_of(case, of_case=True):
            if not rule.posts:
                found[address] = shown(client.get(address))
        told = Notice.objects.filter(recipient=office[ACCUSED], withdrawn=False)
        words = told.order_by("created_at", "subject").values_list("subject", "body", "url")
        found["notices"] = (0, repr(list(words)))
        mails = Delivery.objects.filter(notice__recipient=office[ACCUSED])
        found["mails"] = (0, str(mails.count()))
        transaction.set_rollback(True)
    return {plain(a, case): (status, plain(text, case)) for a, (status, text) in found.items()}


def plain(text: str, case: Case) -> str:
    return IDS.sub("#", text.replace(case.number, "NUMBER"))


@pytest.mark.slow
def test_a_world_with_sealed_cases_looks_as_one_without(office: Office) -> None:
    without, with_them = world(office), world(office, sealed_cases)
    assert without.keys() == with_them.keys()
    assert [a for a in without if without[a] != with_them[a]] == []
    assert any("NUMBER" in text for _status, text in without.values())


def recalled(office: Office, case: Case) -> None:
    act(office, case, "object", "unit_officer", at=LATER)
    act(office, case, "uphold_objection", "officer", at=LATER)


def routed(office: Office, case: Case) -> None:
    act(office, case, "route_discipline", "officer", at=LATER,
        unit=office.units["discipline"].pk, names="", reason="")  # fmt: skip


def routed_about_it(office: Office, case: Case) -> None:
    act(office, case, "route_discipline", "officer", at=LATER,
        unit=office.units["discipline"].pk, names=office.units["department"].name,
        reason="")  # fmt: skip


def accused_later(office: Office, case: Case) -> None:
    told: dict[str, Any] = {"at": LATER, "reason": "录入有误，与原信核对。"}
    act(office, case, "correct", "registrar", field="purpose", purpose="accusation", **told)
    act(office, case, "correct", "registrar", field="complained",
        complained=office.units["department"].name, **told)  # fmt: skip


WAYS: Final = (recalled, routed, routed_about_it, accused_later)


@pytest.mark.slow
def test_however_a_petition_leaves_a_unit_it_looks_the_same_to_it(office: Office) -> None:
    looks = []
    for leave in WAYS:
        with transaction.atomic():
            case = ordinary(office)
            leave(office, case)
            settle()
            found = seen(office, ACCUSED) | {
                address: shown(browser(office, ACCUSED).get(address))
                for rule, address in asked_of(case, of_case=True)
                if not rule.posts
            }
            assert found[f"/cases/{case.number}/"][0] == 200
            looks.append({plain(a, case): plain(text, case) for a, (_s, text) in found.items()})
            transaction.set_rollback(True)
    for look, leave in zip(looks, WAYS, strict=True):
        shared = look.keys() & looks[0].keys()
        assert [a for a in shared if look[a] != looks[0][a]] == [], leave.__name__
