"""Promises: who follows them up, whose desk they are on, and who is told when they are late."""

from datetime import date, timedelta

import pytest

from notifications.models import Notice
from petitions.models import Promise
from petitions.receptions import services
from petitions.receptions.reminders import notify_overdue
from tests.office import Office
from tests.petitions.pages.visits import as_, text_of
from tests.petitions.receptions.meeting import TODAY, day_of, received

WORDS = "三十日内把剩余补偿款兑付到户。"
LATE = TODAY + timedelta(days=15)


def promised(office: Office, follower: str = "unit_officer", days: int = 14) -> Promise:
    matter = received(office, day_of(office)).matters.get()
    due_on = TODAY.date() + timedelta(days=days)
    return services.promise(matter, text=WORDS, due_on=due_on, follower=office[follower], at=TODAY)


def test_a_promise_is_noted_with_its_limit_and_who_follows_it_up(office: Office) -> None:
    matter = received(office, day_of(office)).matters.get()
    sent = {"text": WORDS, "due_on": "2026-09-01", "follower": office["unit_officer"].pk}
    as_(office, "leader").post(f"/receptions/matters/{matter.pk}/promise/", sent)
    given = Promise.objects.get()
    assert (given.due_on, given.follower) == (date(2026, 9, 1), office["unit_officer"])
    assert given.made_on == TODAY.date()


@pytest.mark.parametrize(
    ("field", "value"), [("due_on", "2026-08-01"), ("follower", "stranger"), ("text", "")]
)
def test_a_promise_needs_a_limit_ahead_and_a_follower_of_the_region(
    office: Office, field: str, value: str
) -> None:
    matter = received(office, day_of(office)).matters.get()
    sent = {"text": WORDS, "due_on": "2026-09-01", "follower": office["officer"].pk}
    sent[field] = office[value].pk if field == "follower" else value
    answer = as_(office, "leader").post(f"/receptions/matters/{matter.pk}/promise/", sent)
    assert answer.status_code == 422
    assert not Promise.objects.exists()


def test_an_overdue_promise_is_on_the_desk_of_whoever_follows_it_up(office: Office) -> None:
    given = promised(office, days=3)
    Promise.objects.update(made_on=date(2026, 7, 1), due_on=date(2026, 8, 1))
    page = text_of(as_(office, "unit_officer").get("/"))
    assert WORDS in page
    assert "超期 4 天" in page
    assert WORDS not in text_of(as_(office, "officer").get("/"))
    services.keep_promise(given, note="已兑付。", done_on=TODAY.date(), by=office["officer"])
    assert WORDS not in text_of(as_(office, "unit_officer").get("/"))


def test_the_follower_is_told_once(office: Office) -> None:
    given = promised(office)
    assert notify_overdue(TODAY) == 0
    assert [notify_overdue(LATE + timedelta(hours=n)) for n in range(3)] == [1, 0, 0]
    notice = Notice.objects.get()
    assert (notice.recipient, notice.url) == (
        office["unit_officer"],
        f"/receptions/promises/{given.pk}/",
    )
    assert WORDS not in notice.subject + notice.body


def test_of_a_follower_who_left_the_planners_of_the_unit_are_told(office: Office) -> None:
    promised(office)
    person = office["unit_officer"]
    person.is_active = False
    person.save()
    notify_overdue(LATE)
    told = set(Notice.objects.values_list("recipient__username", flat=True))
    assert told == {"officer", "bureau_head"}


def test_a_kept_promise_says_when_and_how_and_is_kept_once(office: Office) -> None:
    given = promised(office)
    client, address = as_(office, "unit_officer"), f"/receptions/promises/{given.pk}/"
    wrong = client.post(address, {"done_on": "2026-07-01", "note": "已兑付。"})
    assert wrong.status_code == 422
    for note in ("已兑付。", "又一次。"):
        client.post(address, {"done_on": TODAY.date().isoformat(), "note": note})
    given.refresh_from_db()
    assert (given.done_note, given.done_by) == ("已兑付。", office["unit_officer"])
    assert notify_overdue(LATE) == 0


def test_the_list_shows_late_own_and_kept_ones(office: Office) -> None:
    promised(office, days=5)
    client = as_(office, "officer")
    shown = {
        show: WORDS in text_of(client.get("/receptions/promises/", {"show": show}))
        for show in ("", "late", "mine", "kept")
    }
    assert shown == {"": True, "late": False, "mine": False, "kept": False}


def test_who_neither_follows_nor_reads_the_day_finds_no_promise(office: Office) -> None:
    given = promised(office)
    for name in ("stranger", "unit_head", "clue_officer", "monitor"):
        client = as_(office, name)
        assert client.get(f"/receptions/promises/{given.pk}/").status_code == 404
        assert WORDS not in text_of(client.get("/receptions/promises/"))
    assert "村民甲" not in text_of(
        as_(office, "unit_officer").get(f"/receptions/promises/{given.pk}/")
    )
