"""Acts side by side: nobody waits longer than he must, and nothing is lost or done twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.numbering import serial_of
from tests.office import MONDAY, Office, act, open_office, petition
from workflows.acts.act_refusals import Refused
from workflows.models import Case, Document

CLERKS, LETTERS = 8, 4
AFTER_NUMBERS = 6
"""The number of a new case, papers, the calendar for mail, notices, and the two ends."""


@pytest.fixture
def office(transactional_db: None) -> Office:
    return open_office()


def test_little_is_left_to_do_once_the_numbers_are_taken(office: Office) -> None:
    with CaptureQueriesContext(connection) as registering:
        case = petition(office).case
    with CaptureQueriesContext(connection) as forwarding:
        act(office, case, "forward", "officer", at=MONDAY)
    for queries in (registering, forwarding):
        counting = ["workflows_counter" in query["sql"] for query in queries]
        assert sum(counting) == 1
        assert len(counting) - counting.index(True) - 1 <= AFTER_NUMBERS


def test_clerks_at_once_get_every_number_once_killed_or_not(office: Office) -> None:
    def letters(clerk: int) -> None:
        try:
            for _ in range(LETTERS):
                petition(office)
            if clerk % 2:
                with transaction.atomic(), connection.cursor() as cursor:
                    petition(office)
                    cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        except OperationalError:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(CLERKS) as clerks:
        list(clerks.map(letters, range(CLERKS)))
    written = list(range(1, CLERKS * LETTERS + 1))
    numbers = Case.objects.order_by("number").values_list("number", flat=True)
    serials = [serial_of(number) for number in numbers]
    assert sorted(serials) == written
    assert serials != written
    receipts = Document.objects.values_list("number", flat=True)
    assert sorted(int(number.split("〕")[1][:-1]) for number in receipts) == written


def test_who_waited_for_an_act_learns_who_did_what_and_where_the_case_went(
    office: Office,
) -> None:
    case = petition(office).case
    refused = _behind(office, case, "forward", "bureau_head", first="forward")
    assert refused[0] == "forbidden"
    assert "officer" in refused[1]
    assert "2026" in refused[1]
    assert office.units["department"].name in refused[1]


@pytest.mark.parametrize("act_name", ["forward", "urge", "route_statutory"])
def test_a_lawful_act_beside_another_is_dated_after_it_and_not_refused(
    office: Office, act_name: str
) -> None:
    """Its instant was taken before it waited: the first to have its turn was dated later."""
    case = petition(office).case
    refused = _behind(office, case, act_name, "officer", first="urge")
    assert refused == []
    happened = case.events.order_by("pk").values_list("act", "at")
    assert [name for name, _at in happened] == ["register", "urge", act_name]
    assert happened[2][1] == happened[1][1]
    assert Case.objects.get(pk=case.pk).last_event_at == happened[2][1]


def _behind(office: Office, case: Case, name: str, by: str, *, first: str) -> list[str]:
    """One act waits while the officer has his turn, a second later; why it is refused, if it is."""
    refused: list[str] = []

    def second() -> None:
        details = {"route": "2", "reason": "应申请劳动仲裁。"} if name == "route_statutory" else {}
        try:
            act(office, case, name, by, at=MONDAY, **details)
        except Refused as refusal:
            refused.extend((refusal.code, refusal.message))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            act(office, case, first, "officer", at=MONDAY + timedelta(seconds=1))
            waiting = pool.submit(second)
            while not _somebody_waits():
                assert not waiting.done()
        waiting.result()
    return refused


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        return cursor.fetchone() is not None
