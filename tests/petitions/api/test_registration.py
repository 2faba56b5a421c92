"""What a registration may hold, and that a repeated call registers once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from petitions.api.api_tokens import replace_tokens
from petitions.models import Petition
from tests.office import Office
from tests.petitions.api.calling import LETTER, Programme, programme, registered
from workflows.models import Case, CaseEvent

KEY = {"Idempotency-Key": '"8e03978e-40d5-43dd-bc93-6894a57f9324"'}


def _errors(office: Office, **changes: Any) -> dict[str, list[str]]:
    answer = programme(office, "registrar").post("cases/", LETTER | changes)
    assert answer.status_code == 422, answer.content
    assert not Case.objects.exists()
    errors: dict[str, list[str]] = answer.json()["errors"]
    return errors


def test_all_that_is_sent_is_kept(office: Office) -> None:
    body = registered(
        office,
        subject="养老金补贴",
        purpose="resolution",
        content_class="labour",
        region="土默特左旗",
        unit_complained="150121-department",
        people_count=12,
        external_number="A-1",
        received_on=str(timezone.localdate() - timedelta(days=1)),
    )
    letter = Petition.objects.get(case__number=body["number"])
    assert letter.region.code == "150121"
    assert letter.unit_complained == office.units["department"]
    assert body["letter"]["subject"] == "养老金补贴"
    assert body["letter"]["people_count"] == 12
    assert body["letter"]["external_number"] == "A-1"


def test_a_unit_complained_of_that_nobody_knows_is_kept_as_written(office: Office) -> None:
    body = registered(office, unit_complained="某村民委员会")
    assert body["letter"]["complained_text"] == "某村民委员会"


def test_at_most_five_representatives_with_the_article(office: Office) -> None:
    parties = [{"name": f"信访人{n}", "is_representative": True} for n in range(6)]
    assert "article 20" in _errors(office, petitioners=parties)["petitioners"][0]


def test_errors_name_the_field_at_every_depth(office: Office) -> None:
    tomorrow = str(timezone.localdate() + timedelta(days=1))
    found = _errors(
        office,
        channel="pigeon",
        text="",
        received_on=tomorrow,
        petitioners=[{"name": "信访人甲"}, {"phone": "1"}],
        region="无此地",
        subjekt="x",
    )
    assert set(found) == {"subjekt"}
    found = _errors(office, channel="pigeon", received_on=tomorrow, region="无此地", text="")
    assert set(found) == {"channel", "received_on", "region", "text"}
    found = _errors(office, petitioners=[{"name": "信访人甲"}, {"phone": "1"}])
    assert set(found) == {"petitioners.1.name"}


def test_a_post_registers_at_its_own_unit_only(office: Office) -> None:
    stranger = programme(office, "stranger").post("cases/", LETTER | {"unit": "150121-bureau"})
    reviewer = programme(office, "reviewer").post("cases/", LETTER)
    assert [stranger.status_code, reviewer.status_code] == [403, 403]
    assert not Case.objects.exists()


def test_the_same_call_with_its_key_registers_once_and_answers_the_same(office: Office) -> None:
    caller = programme(office, "registrar")
    first, second = caller.post("cases/", LETTER, **KEY), caller.post("cases/", LETTER, **KEY)
    assert [first.status_code, second.status_code] == [201, 200]
    assert first.json() == second.json()
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1


def test_the_query_code_of_a_repeat_opens_only_with_the_same_token(office: Office) -> None:
    programme(office, "registrar").post("cases/", LETTER, **KEY)
    renewed = Programme(replace_tokens(office["registrar"], at=timezone.now()))
    repeat = renewed.post("cases/", LETTER, **KEY)
    assert repeat.status_code == 200
    assert repeat.json()["query_code"] is None


def test_the_same_key_with_another_body_is_refused(office: Office) -> None:
    caller = programme(office, "registrar")
    caller.post("cases/", LETTER, **KEY)
    other = caller.post("cases/", LETTER | {"text": "另一件事"}, **KEY)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert Case.objects.count() == 1


def test_a_key_belongs_to_its_caller(office: Office) -> None:
    programme(office, "registrar").post("cases/", LETTER, **KEY)
    assert programme(office, "officer").post("cases/", LETTER, **KEY).status_code == 201


def test_a_failed_call_leaves_its_key_free(office: Office) -> None:
    caller = programme(office, "registrar")
    assert caller.post("cases/", LETTER | {"text": ""}, **KEY).status_code == 422
    assert caller.post("cases/", LETTER, **KEY).status_code == 201


@pytest.mark.django_db(transaction=True, serialized_rollback=False)
class TestAtOnce:
    """These need real transactions, each on a connection of its own."""

    def test_a_key_being_worked_on_answers_409(self, office: Office) -> None:
        caller = programme(office, "registrar")
        lock = f"idempotency:{office['registrar'].pk}:{KEY['Idempotency-Key'].strip(chr(34))}"
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [lock])
            with ThreadPoolExecutor(1) as pool:
                answer = pool.submit(_post, caller.token).result()
        assert answer == (409, "in_progress")

    def test_two_threads_with_one_key_register_one_case(self, office: Office) -> None:
        token = programme(office, "registrar").token
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(_post, [token] * 2))
        codes = sorted(status for status, _code in answers)
        assert codes in ([200, 201], [201, 409])
        assert Case.objects.count() == 1
        assert CaseEvent.objects.count() == 1


def _post(token: str) -> tuple[int, str | None]:
    try:
        answer = Programme(token).post("cases/", LETTER, **KEY)
        return answer.status_code, answer.json().get("code")
    finally:
        connections.close_all()
