"""Generated: whoever is shut out finds nothing of a clue at any address, in any file or notice."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

import pytest
import time_machine
from django.db import transaction
from pytest_django import DjangoDbBlocker

from notifications.models import Notice, Preference
from organizations.models import Post, Role
from tests.office import MONDAY, Office, petition
from tests.tipoffs.addresses import RULES, asked_of, every_name
from tests.tipoffs.organ import ACCUSED, SECRET, TO_REPORT, clue, does, lead, open_organ
from tests.tipoffs.walking import NOW, Seen, browser, seen, settle, shown
from workflows.escalation.rung_effects import sweep
from workflows.models import Case, CaseRead, CloseRelative

WATCHERS: Final = ("kin", "later_named", "recused", "unit_head")
Named = Callable[[Office], Case]


def _accused(office: Office) -> Case:
    return clue(office, names="kin")


def _unit(office: Office) -> Case:
    return clue(office, names="县人力资源和社会保障局")


def _relative(office: Office) -> Case:
    CloseRelative.objects.create(person=office["accused"], relative=office["kin"])
    return clue(office, names=ACCUSED)


def _later(office: Office) -> Case:
    case = clue(office, names="")
    does(office, case, "name_respondents", "clue_officer", names="later_named")
    return case


def _recused(office: Office) -> Case:
    case = clue(office, names="")
    does(office, case, "decide_recusal", "clue_head", person=office["recused"].pk,
         asked_by="party", ground="interest", decision="granted")  # fmt: skip
    return case


SHUT_OUT: dict[str, tuple[str, Named]] = {
    "the accused": ("kin", _accused),
    "one of the accused unit": ("unit_head", _unit),
    "a close relative": ("kin", _relative),
    "one named later": ("later_named", _later),
    "one recused": ("recused", _recused),
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(scope="module")
def working(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[Office, dict[str, Seen]]]:
    """An organ at work, a clue that hides nothing in it, written once and rolled back.

    With it, what each person sees of it, filled in as somebody asks.
    """
    with (
        time_machine.travel(NOW, tick=False),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        office = open_organ()
        petition(office)
        clue(office, names="")
        Post.objects.filter(tenures__person=office["later_named"]).update(
            roles=[Role.CLUE_HANDLER, Role.MONITOR, Role.ADMIN]
        )
        # Whose row is written on a walk has a new key on the next: keys are not rolled back.
        Preference.objects.create(person=office["later_named"])
        settle()
        yield office, {}
        transaction.set_rollback(True)


@pytest.fixture
def organ(db: None, working: tuple[Office, dict[str, Seen]]) -> Office:
    return working[0]


@pytest.fixture
def before(organ: Office, working: tuple[Office, dict[str, Seen]]) -> Callable[[str], Seen]:
    """What a person sees while nothing has come in yet."""
    known = working[1]

    def of(name: str) -> Seen:
        if name not in known:
            known[name] = seen(organ, name)
        return known[name]

    return of


def lived(office: Office, named: Named) -> Case:
    """A clue that has gone to its end, late on the way, with somebody shut out of it."""
    case = named(office)
    sweep(MONDAY + timedelta(days=20))
    later = MONDAY + timedelta(days=21)
    lead(office, case, *TO_REPORT, "conclude", at=later)
    settle()
    return Case.objects.get(pk=case.pk)


def test_every_address_has_a_rule_here() -> None:
    assert every_name() == set(RULES)


@pytest.mark.parametrize("kind", SHUT_OUT)
def test_no_page_list_count_report_or_export_changes_by_a_clue(
    organ: Office, before: Callable[[str], Seen], kind: str
) -> None:
    person, named = SHUT_OUT[kind]
    was = before(person)
    case = lived(organ, named)
    after = seen(organ, person)
    changed = [address for address in was if was[address] != after[address]]
    assert changed == []
    assert not [a for a, (_s, text) in after.items() if case.number in text or SECRET in text]
    assert not Notice.objects.filter(
        recipient=organ[person], withdrawn=False, url__contains=case.number
    ).exists()


@pytest.mark.parametrize("kind", SHUT_OUT)
def test_c01_every_address_of_the_clue_looks_as_if_there_were_none(
    organ: Office, kind: str
) -> None:
    person, named = SHUT_OUT[kind]
    case = lived(organ, named)
    nothing = case.number.replace("2026-", "2025-")
    client = browser(organ, person)
    for rule, address in asked_of(case, of_case=True):
        ask = client.post if rule.posts else client.get
        hidden, absent = shown(ask(address)), shown(ask(address.replace(case.number, nothing)))
        assert hidden[0] == 404, address
        assert hidden[1].replace(case.number, nothing) == absent[1], address
    refused = CaseRead.objects.filter(case=case, reader=organ[person], refused=True)
    assert refused.exists()


def test_the_comparison_sees_a_clue_where_nobody_is_shut_out(
    organ: Office, before: Callable[[str], Seen]
) -> None:
    was = before("kin")
    lived(organ, lambda office: clue(office, names="stranger"))
    after = seen(organ, "kin")
    assert "/clues/?show=all" in {a for a in was if was[a] != after[a]}
