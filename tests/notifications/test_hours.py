"""Mail keeps to working hours, whoever queues it; an alarm does not."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from notifications.models import Delivery, Notice
from notifications.outbox import queue
from organizations.models import Person, RestDay
from tests.notifications.conftest import word

Reader = Callable[..., Person]


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


MOMENTS = {
    "2026-03-02T09:00": "2026-03-02T09:00",
    "2026-03-02T17:59": "2026-03-02T17:59",
    "2026-03-02T18:00": "2026-03-03T09:00",
    "2026-03-02T01:50": "2026-03-02T09:00",
    "2026-03-06T22:00": "2026-03-09T09:00",
    "2026-03-07T10:00": "2026-03-09T09:00",
    "2026-10-01T10:00": "2026-10-08T09:00",
    "2026-10-10T10:00": "2026-10-10T10:00",
}


@pytest.mark.parametrize(("at", "opens"), MOMENTS.items())
def test_mail_waits_for_the_next_opening_of_offices(
    db: None, reader: Reader, at: str, opens: str
) -> None:
    queue([word(reader())], at=shanghai(at))
    assert Delivery.objects.get().next_try_at == shanghai(opens)
    assert Notice.objects.get().created_at == shanghai(at)


@pytest.mark.parametrize("at", MOMENTS)
def test_an_alarm_is_mailed_at_once(db: None, reader: Reader, at: str) -> None:
    queue([word(reader(), is_alarm=True)], at=shanghai(at))
    assert Delivery.objects.get().next_try_at == shanghai(at)


def test_a_rest_day_entered_by_the_office_holds_the_mail_back(db: None, reader: Reader) -> None:
    RestDay.objects.create(on=datetime(2026, 3, 2, tzinfo=UTC).date(), name="雪灾")
    queue([word(reader())], at=shanghai("2026-03-02T10:00"))
    assert Delivery.objects.get().next_try_at == shanghai("2026-03-03T09:00")


def test_a_word_that_names_its_own_hour_keeps_it(db: None, reader: Reader) -> None:
    morning = shanghai("2026-03-07T09:00")
    queue([word(reader(), not_before=morning)], at=shanghai("2026-03-06T10:00"))
    assert Delivery.objects.get().next_try_at == morning
