"""Trouble of the database: an honest answer, and work that is done again where that is safe."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from uuid import uuid4

import psycopg
import pytest
import structlog
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from config.database_gate import gate
from config.outages import ShedMiddleware, server_error, unavailable
from organizations.database_trouble import Trouble, done_again, trouble_of
from tests.launcher.conftest import wait_for
from tests.office import act, open_office, petition
from tests.petitions.api.calling import programme
from tests.ways import LATER
from workflows.models import Case
from workflows.states import Status

NOWHERE: Final = "host=/nowhere dbname=jianjian"


@pytest.fixture(autouse=True)
def open_gate() -> Iterator[None]:
    yield
    gate.open()


def other_session() -> psycopg.Connection[Any]:
    return psycopg.connect(**_place(), autocommit=True)


def _place() -> dict[str, Any]:
    known = connection.get_connection_params()
    return {
        name: known[name]
        for name in ("dbname", "user", "password", "host", "port")
        if name in known
    }


def provoke(*statements: str) -> BaseException:
    with pytest.raises(Exception) as caught, transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return caught.value


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("statements", "what"),
    [
        (("SELECT pg_terminate_backend(pg_backend_pid())",), Trouble.LOST),
        (("SET LOCAL statement_timeout = 20", "SELECT pg_sleep(5)"), Trouble.SLOW),
        (("SET TRANSACTION READ ONLY", "CREATE TABLE x ()"), Trouble.READ_ONLY),
        (("SELECT 1 / 0",), None),
        (("SELECT nothing",), None),
    ],
)
def test_trouble_is_told_from_faults(statements: tuple[str, ...], what: Trouble | None) -> None:
    assert trouble_of(provoke(*statements)) is what


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_another_holds_is_trouble() -> None:
    with other_session() as other, other.transaction():
        other.execute("LOCK TABLE organizations_region")
        error = provoke("SET LOCAL lock_timeout = 20", "SELECT * FROM organizations_region LIMIT 1")
    assert trouble_of(error) is Trouble.SLOW


def test_a_server_that_is_not_there_is_trouble() -> None:
    with pytest.raises(psycopg.OperationalError) as caught:
        psycopg.connect(NOWHERE)
    assert trouble_of(caught.value) is Trouble.UNREACHABLE
    assert trouble_of(ValueError()) is None


@contextmanager
def locked(table: str) -> Iterator[None]:
    """Another session holds the table, and nobody here waits for it long."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 20")
    try:
        with other_session() as other, other.transaction():
            other.execute(f"LOCK TABLE {table}")
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


@pytest.mark.django_db(transaction=True)
def test_a_programme_gets_a_problem_and_is_told_when_to_come_again() -> None:
    caller = programme(open_office(), "officer")
    caller.client.raise_request_exception = False
    with locked("petitions_apitoken"):
        answer = caller.get("cases/")
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer["Retry-After"] == "5"
    assert answer.json()["code"] == "unavailable"
    assert caller.get("cases/").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "button"), [("zh-hans", "重新发送"), ("en", "Send again")])
def test_what_was_typed_is_kept_on_the_page_and_can_be_sent_again(
    language: str, button: str
) -> None:
    office = open_office()
    client = Client(raise_request_exception=False)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    form = {
        "token": uuid4().hex,
        "name": "信访人丙",
        "phone": "13900000002",
        "address": "某镇某村",
        "region": office.units["bureau"].region_id,
        "title": "反映路灯损坏的问题",
        "text": "村口<路灯>损坏三个月，请求修复。\n第二行",
        "attachments": SimpleUploadedFile("x.txt", b"x"),
    }
    with locked("petitions_petition"):
        answer = client.post("/portal/submit/", form)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    page = answer.content.decode()
    assert button in page
    assert 'value="村口&lt;路灯&gt;损坏三个月，请求修复。\n第二行"' in page
    assert "no-store" in answer["Cache-Control"]


def test_a_password_is_not_written_into_a_page() -> None:
    """No database is open to this test: asking it for anything would fail it."""
    asked = RequestFactory().post("/login/", {"username": "registrar", "password": "x-y-z"})
    page = unavailable(asked).content.decode()
    assert "x-y-z" not in page
    assert "registrar" not in page


def test_a_fault_of_ours_stays_one() -> None:
    try:
        raise ValueError("ours")
    except ValueError:
        page = server_error(RequestFactory().get("/"))
        answer = server_error(RequestFactory().get("/api/v1/cases/"))
    assert page.status_code == answer.status_code == 500
    assert json.loads(answer.content)["code"] == "fault"


def test_one_request_looks_for_the_database_while_the_others_are_refused() -> None:
    looking, looked = threading.Event(), threading.Event()
    answers = []

    def view(_request: HttpRequest) -> HttpResponse:
        looking.set()
        looked.wait(30)
        return HttpResponse()

    shed = ShedMiddleware(view)
    gate.shut()
    ask = RequestFactory().get
    first = threading.Thread(target=lambda: answers.append(shed(ask("/")).status_code))
    first.start()
    assert looking.wait(30)
    assert shed(ask("/")).status_code == 503
    assert shed(ask("/api/v1/cases/"))["Content-Type"] == "application/problem+json"
    looked.set()
    first.join()
    gate.open()
    assert answers == [200] == [shed(ask("/")).status_code]


@pytest.mark.django_db(transaction=True)
def test_a_deadlock_in_the_door_is_done_again_and_written_once() -> None:
    """An act has the case and wants to write; the other session may write and wants the case."""
    office = open_office()
    case = petition(office).case
    doing = threading.Thread(
        target=_apart(lambda: act(office, case, "forward", "officer", at=LATER))
    )
    with structlog.testing.capture_logs() as lines, other_session() as other:
        with other.transaction():
            other.execute("SET LOCAL deadlock_timeout = '60s'")  # so that the act is ended
            other.execute("LOCK TABLE workflows_caseevent IN EXCLUSIVE MODE")
            doing.start()
            wait_for(lambda: _waits_for_a_lock(other))
            other.execute("SELECT 1 FROM workflows_case WHERE id = %s FOR UPDATE", [case.pk])
        doing.join()
    assert [line["then"] for line in lines if line["event"] == "collision"] == ["done again"]
    assert case.events.filter(act="forward").count() == 1
    assert Case.objects.get(pk=case.pk).status == Status.FORWARDED


def _waits_for_a_lock(session: psycopg.Connection[Any]) -> bool:
    found = session.execute(
        "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'workflows_caseevent'::regclass"
    )
    return found.fetchone() is not None


def _apart(work: Callable[[], object]) -> Callable[[], None]:
    """Work with a connection of its own, in a thread."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    return run


@pytest.mark.django_db(transaction=True)
def test_the_act_of_another_transaction_is_not_done_again_within_it() -> None:
    tries = []

    @done_again
    def collide() -> None:
        tries.append(1)
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE 'met' USING ERRCODE = '40P01'; END $$")

    with pytest.raises(OperationalError), transaction.atomic():
        collide()
    assert len(tries) == 1
    with pytest.raises(OperationalError):
        collide()
    assert len(tries) == 5
