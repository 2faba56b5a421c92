"""The working calendar on its page, and a year published by two people."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from organizations.models import RestDay
from tests.office import Office
from tests.petitions.pages.visits import AtMost, as_, shut_out, text_of
from tests.workflows.amending.changes import TODAY, amend
from tests.workflows.pages.filled import NEW, NOTICE, OLD, accepted, calendar_form
from workflows.models import Amendment, Clock

PAGE = "/limits/calendar/"


def test_a_published_year_and_one_to_come_say_which_they_are(office: Office) -> None:
    client = as_(office, "unit_officer")
    published = text_of(client.get(f"{PAGE}?year=2026"))
    assert "已公布" in published
    assert published.count("day--made-up") == 6 + 1  # and the legend
    assert published.count('<table class="month">') == 12
    assert "2026-02-15 – 2026-02-23" in published
    assert "暂定：放假安排尚未公布" in text_of(client.get(f"{PAGE}?year=2027"))
    for odd in ("?year=99999", "?year=x", "?year=1066", "?region=nowhere"):
        assert "2026年" in text_of(client.get(f"{PAGE}{odd}"))


def test_days_of_a_region_are_coloured_in_that_region_alone(office: Office) -> None:
    days = [{"on": "2027-07-12", "is_work": False, "name": "那达慕"}]
    amend(office, "calendar", {"year": 2027, "region": "150000", "days": days})
    client = as_(office, "unit_officer")
    assert "day--regional" in text_of(client.get(f"{PAGE}?year=2027&region=150121"))
    assert "那达慕" in text_of(client.get(f"{PAGE}?year=2027&region=150121"))
    assert "那达慕" not in text_of(client.get(f"{PAGE}?year=2027"))


def test_only_an_administrator_enters_a_year(office: Office) -> None:
    assert 'id="import"' not in text_of(as_(office, "bureau_head").get(PAGE))
    assert as_(office, "bureau_head").post(PAGE, calendar_form()).status_code == 403


def test_a_sentence_that_contradicts_the_calendar_is_told_and_the_text_stays(
    office: Office,
) -> None:
    wrong = NOTICE.replace("1月1日（周五）", "1月1日（周四）").replace("共7天", "共8天")
    response = as_(office, "admin").post(PAGE, calendar_form(wrong, propose="1"))
    assert response.status_code == 422
    html = text_of(response)
    assert "“1月1日（周四）至3日（周日）放假，共3天”" in html
    assert "2027年1月1日是星期五" in html
    assert "文中称共8天，按日期计算为7天" in html
    assert "按国务院办公厅通知" in html
    assert "2月20日（周六）上班" in html
    assert not Amendment.objects.exists()


def test_the_preview_names_the_limits_that_move_and_moves_none(
    office: Office, django_assert_max_num_queries: AtMost
) -> None:
    clock = accepted(office)
    client = as_(office, "admin")
    with django_assert_max_num_queries(30):
        html = text_of(client.post(PAGE, calendar_form(**{"try": "1"})))
    assert "day--changed" in html
    assert "2027年变更后的日历" in html
    assert clock.case.number not in html  # an administrator sees no case
    assert "所属事项不在您的查看范围内" in html
    assert str(Clock.objects.get(pk=clock.pk).due_on) == OLD
    assert not RestDay.objects.exists()


def test_whoever_sees_the_case_finds_its_number_and_the_excluded_do_not(office: Office) -> None:
    clock = accepted(office)
    as_(office, "admin").post(PAGE, calendar_form(propose="1"))
    address = f"/limits/amendments/{Amendment.objects.get().pk}/"
    html = text_of(as_(office, "bureau_head").get(address))
    assert clock.case.number in html
    assert f"<del>{OLD}</del>" in html
    assert f"<ins>{NEW}</ins>" in html
    shut_out(office, clock.case, "bureau_head")
    assert clock.case.number not in text_of(as_(office, "bureau_head").get(address))


def test_a_year_approved_by_page_moves_the_limit_and_the_case_tells_the_old_day(
    office: Office,
) -> None:
    clock = accepted(office)
    as_(office, "admin").post(PAGE, calendar_form(propose="1"))
    amendment = Amendment.objects.get()
    with time_machine.travel(TODAY + timedelta(days=1), tick=False):
        page = f"/limits/amendments/{amendment.pk}/"
        as_(office, "bureau_head").post(page, {"approve": "1", "remark": "核对无误"})
        assert str(Clock.objects.get(pk=clock.pk).due_on) == NEW
        case = text_of(as_(office, "unit_officer").get(f"/cases/{clock.case.number}/"))
        done = text_of(as_(office, "bureau_head").get(page))
    assert NEW in case
    assert "day--was-due" in case
    assert "原届满日为2027年2月9日" in case
    assert "个未结期限已变更" in done
    assert "核对无误" in done


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_file_of_rows_takes_the_place_of_the_text(office: Office, encoding: str) -> None:
    rows = "日期,休|班,名称\n2027-02-05,休,春节\n2027/2/20,班,春节\n"
    upload = SimpleUploadedFile("2027.csv", rows.encode(encoding))
    as_(office, "admin").post(PAGE, calendar_form("", file=upload, propose="1"))
    days = Amendment.objects.get().content["days"]
    assert [(day["on"], day["is_work"], day["name"]) for day in days] == [
        ("2027-02-05", False, "春节"),
        ("2027-02-20", True, "春节"),
    ]


def test_days_entered_before_are_there_to_be_changed(office: Office) -> None:
    days = [{"on": "2027-02-05", "is_work": False, "name": "春节"}]
    amend(office, "calendar", {"year": 2027, "region": None, "days": days})
    html = text_of(as_(office, "admin").get(f"{PAGE}?year=2027"))
    assert "2027-02-05,休,春节" in html
    assert "admin录入，bureau_head于2026-12-11批准" in html
    again = as_(office, "admin").post(PAGE, calendar_form("2027-02-05,休,春节", propose="1"))
    assert again.status_code == 422
