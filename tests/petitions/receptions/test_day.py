"""The timetable, and the door on the day: who came, how many, and who speaks for them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organizations.models import Post
from petitions.models import ReceptionDay, Visit
from petitions.receptions.representatives import names_in
from tests.office import Office
from tests.petitions.pages.visits import as_, text_of
from tests.petitions.receptions.meeting import TODAY, day_of, received

SIX = "村民甲、村民乙、村民丙、村民丁、村民戊、村民己"
TWELVE = {"representatives": SIX[:-4], "people_count": "12", "phone": "13900000001"}


def arriving(**changed: str) -> dict[str, str]:
    return TWELVE | {"matters": "反映征地补偿款未兑付\n要求公开分配方案"} | changed


def test_a_group_of_twelve_is_received_with_five_representatives(office: Office) -> None:
    day = day_of(office)
    answer = as_(office, "registrar").post(f"/receptions/{day.pk}/", arriving())
    visit = Visit.objects.get()
    assert answer.status_code == 302
    assert (visit.people_count, len(visit.representatives), visit.matters.count()) == (12, 5, 2)
    assert (visit.arrived_at, visit.signed_in_by) == (TODAY, office["registrar"])


def test_a_sixth_representative_is_refused_with_the_article_and_nothing_typed_is_lost(
    office: Office,
) -> None:
    day = day_of(office)
    sent = arriving(representatives=SIX)
    answer = as_(office, "registrar").post(f"/receptions/{day.pk}/", sent)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "第二十条第三款" in page
    assert all(words in page for words in (SIX, 'value="12"', "要求公开分配方案", "13900000001"))
    assert not Visit.objects.exists()


def test_the_database_itself_refuses_a_sixth_representative(office: Office) -> None:
    visit = received(office, day_of(office))
    with pytest.raises(IntegrityError, match="visit_five_representatives"), transaction.atomic():
        Visit.objects.filter(pk=visit.pk).update(representatives=names_in(SIX))


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("村民甲、村民乙，村民丙;村民丁", ["村民甲", "村民乙", "村民丙", "村民丁"]),
        ("村民甲 村民乙　村民丙", ["村民甲", "村民乙", "村民丙"]),
        (" Bat  Erdene 、、", ["Bat Erdene"]),
        ("，", []),
    ],
)
def test_names_are_read_as_a_clerk_types_them(typed: str, names: list[str]) -> None:
    assert names_in(typed) == names


def test_more_names_than_people_count_as_people(office: Office) -> None:
    visit = received(office, day_of(office), names=("村民甲", "村民乙"), people=1)
    assert visit.people_count == 2


def test_nobody_is_signed_in_before_the_day(office: Office) -> None:
    day = day_of(office, on=TODAY.date() + timedelta(days=1))
    client = as_(office, "registrar")
    assert 'id="sign-in"' not in text_of(client.get(f"/receptions/{day.pk}/"))
    assert client.post(f"/receptions/{day.pk}/", arriving()).status_code == 422
    assert not Visit.objects.exists()


def test_a_day_entered_afterwards_keeps_its_own_date(office: Office) -> None:
    day = day_of(office, on=TODAY.date() - timedelta(days=5))
    assert received(office, day).arrived_at.date() == day.on


def planned(office: Office, **changed: object) -> dict[str, object]:
    return {
        "kind": "reception",
        "unit": office.units["bureau"].pk,
        "post": Post.objects.get(title="leader").pk,
        "on": "2026-08-20",
        "opens": "09:00",
        "closes": "11:30",
        "place": "县人民来访接待中心",
        "cadre_count": "2",
        "published": "on",
    } | changed


def test_an_officer_plans_a_day_and_the_public_sees_place_hours_and_post(office: Office) -> None:
    as_(office, "officer").post("/receptions/new/", planned(office))
    page = text_of(Client().get("/portal/receptions/"))
    assert all(words in page for words in ("县委 leader", "09:00–11:30", "县人民来访接待中心"))
    day = ReceptionDay.objects.get()
    as_(office, "officer").post(f"/receptions/{day.pk}/edit/", planned(office, published=""))
    assert "县人民来访接待中心" not in text_of(Client().get("/portal/receptions/"))


@pytest.mark.parametrize(
    "wrong", [{"closes": "08:00"}, {"post": ""}, {"place": ""}, {"cadre_count": "0"}]
)
def test_a_wrong_plan_is_marked_and_not_kept(office: Office, wrong: dict[str, str]) -> None:
    answer = as_(office, "officer").post("/receptions/new/", planned(office, **wrong))
    assert answer.status_code == 422
    assert not ReceptionDay.objects.exists()


def test_the_same_post_does_not_receive_twice_at_one_hour(office: Office) -> None:
    client = as_(office, "officer")
    client.post("/receptions/new/", planned(office))
    assert client.post("/receptions/new/", planned(office)).status_code == 422


def test_what_is_over_and_who_came_never_reach_the_public(office: Office) -> None:
    received(office, day_of(office, on=TODAY.date() - timedelta(days=1)))
    received(office, day_of(office))
    page = text_of(Client().get("/portal/receptions/"))
    assert page.count("县人民来访接待中心") == 1
    assert "村民甲" not in page
    assert "养老金" not in page


def test_once_somebody_came_the_day_stays_as_it_was(office: Office) -> None:
    day, client = day_of(office), as_(office, "officer")
    received(office, day)
    client.post(f"/receptions/{day.pk}/edit/", planned(office, place="镇政府"))
    client.post(f"/receptions/{day.pk}/strike-off/")
    day.refresh_from_db()
    assert (day.on, day.place) == (TODAY.date(), "镇政府")


def test_a_day_without_visits_comes_off_the_timetable(office: Office) -> None:
    day = day_of(office)
    as_(office, "officer").post(f"/receptions/{day.pk}/strike-off/")
    assert not ReceptionDay.objects.exists()


@pytest.mark.parametrize("address", ["/receptions/", "/receptions/{}/"])
def test_no_page_asks_more_for_more_visits(office: Office, address: str) -> None:
    day, client, used = day_of(office), as_(office, "registrar"), []
    for _round in range(2):
        for _n in range(3):
            received(office, day, "一件事", "另一件事")
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address.format(day.pk)).status_code == 200
        used.append(len(seen))
    assert used[0] == used[1] <= 30
