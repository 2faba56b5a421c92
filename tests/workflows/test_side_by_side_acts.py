"""Acts side by side: nobody waits longer than he must, and nothing is lost or done twice."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

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
    cases = Case.objects.order_by("number").values_list("number", flat=True)
    assert [int(number[-6:]) for number in cases] == written
    receipts = Document.objects.values_list("number", flat=True)
    assert sorted(int(number.split("〕")[1][:-1]) for number in receipts) == written


def test_who_waited_for_an_act_finds_the_case_where_it_went(office: Office) -> None:
    case = petition(office).case

    def forward() -> str:
        try:
            act(office, case, "forward", "officer", at=MONDAY)
        except Refused as refusal:
            return refusal.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(1) as second:
        with transaction.atomic():
            act(office, case, "forward", "officer", at=MONDAY)
            waiting = second.submit(forward)
            while not _somebody_waits():
                assert not waiting.done()
        assert waiting.result() == "forbidden"


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        return cursor.fetchone() is not None
