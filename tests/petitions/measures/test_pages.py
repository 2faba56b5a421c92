"""The three lists, the wall chart, the sheet and the section on the page of a case."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from petitions.measures import selectors, wall_chart
from tests.office import Office, act
from tests.petitions.measures.conftest import NOW
from tests.petitions.pages.visits import as_, loaded, text_of
from workflows.models import Case, Evidence

PROBLEM, TEXT = "养老金停发四个月", "恢复发放并补发停发的养老金"


def rows_of(answer: Any) -> list[Any]:
    sheet: Any = load_workbook(BytesIO(loaded(answer))).active
    return list(sheet.iter_rows(values_only=True))


@pytest.mark.parametrize(
    ("view", "shown"),
    [("problems", PROBLEM), ("measures", TEXT), ("responsibilities", "unit_head")],
)
def test_one_record_is_three_lists(office: Office, case: Case, view: str, shown: str) -> None:
    told = text_of(as_(office, "unit_head").get("/measures/", {"view": view}))
    assert shown in told
    assert told.count(f"/cases/{case.number}/#measure-") == 5


@pytest.mark.parametrize(
    ("asked", "left"),
    [({"state": "overdue"}, [1]), ({"state": "long_term"}, [5]), ({"until": "2026-09-02"}, [1, 2]),
     ({"leader": "me"}, [1, 2, 3, 4, 5])],
)  # fmt: skip
def test_lists_are_narrowed(
    office: Office, case: Case, asked: dict[str, str], left: list[int]
) -> None:
    wanted = {"leader": str(office["unit_head"].pk)} if "leader" in asked else asked
    answer = as_(office, "unit_head").get("/measures/", wanted)
    assert sorted(row.measure.place for row in answer.context["rows"]) == left


def test_readers_of_the_envelope_see_no_words_and_strangers_no_rows(
    office: Office, case: Case
) -> None:
    told = text_of(as_(office, "monitor").get("/measures/"))
    assert case.number in told
    assert PROBLEM not in told
    assert case.number not in text_of(as_(office, "stranger").get("/measures/"))
    assert as_(office, "admin").get("/measures/").status_code == 404


def test_the_wall_chart_counts_by_unit_and_week(office: Office, case: Case) -> None:
    answer = as_(office, "unit_head").get("/measures/wall/")
    drawn = answer.context["wall"]
    totals = {mark.key: n for mark, n in drawn.totals}
    assert totals == {"overdue": 1, "soon": 1, "on_the_way": 1, "struck_off": 1}
    assert drawn.long_term == 1
    (line,) = drawn.lines
    assert (line.unit, line.total, line.long_term) == (office.units["department"], 4, 1)
    filled = {str(cell.week.first): [m.key for m, _n in cell.marks] for cell in line.cells}
    assert filled["2026-08-24"] == ["overdue"]
    assert filled["2026-08-31"] == ["soon"]
    assert filled["2026-09-21"] == ["on_the_way", "struck_off"]
    told = text_of(answer)
    assert all(word in told for word in ("逾期", "7日内到期", "推进中", "已销号", "长期整改"))


def test_pages_ask_the_same_whatever_the_number_of_measures(office: Office, case: Case) -> None:
    client = as_(office, "unit_head")
    for path in ("/measures/", "/measures/wall/", f"/cases/{case.number}/"):
        client.get(path)
        with CaptureQueriesContext(connection) as few:
            client.get(path)
        for _n in range(4):
            act(office, case, "add_measure", "unit_officer", at=NOW)
        with CaptureQueriesContext(connection) as many:
            client.get(path)
        assert len(many) <= min(30, len(few)), path


def test_the_sheet_holds_the_three_lists(office: Office, case: Case) -> None:
    answer = as_(office, "unit_head").get("/measures/export.xlsx", {"state": "struck_off"})
    _title, heads, row = rows_of(answer)
    told = dict(zip(heads, row, strict=True))
    assert (told["案号"], told["措施序号"], told["整改情况"]) == (case.number, 4, "已销号")
    monitor = as_(office, "monitor").get("/measures/export.xlsx")
    assert len(rows_of(monitor)) == 2


def test_a_case_offers_each_reader_what_fits_each_measure(office: Office, case: Case) -> None:
    path = f"/cases/{case.number}/acts"
    officer = text_of(as_(office, "unit_officer").get(f"/cases/{case.number}/"))
    assert f"{path}/report_measure/?measure=1" in officer
    assert f"{path}/make_long_term/?measure=1" not in officer
    head = text_of(as_(office, "unit_head").get(f"/cases/{case.number}/"))
    assert f"{path}/make_long_term/?measure=1" in head
    assert f"{path}/resume_measure/?measure=5" in head
    assert f"{path}/report_measure/?measure=4" not in head


def test_evidence_is_sent_with_the_report_and_fetched_again(office: Office, case: Case) -> None:
    client = as_(office, "unit_officer")
    path = f"/cases/{case.number}/acts/report_measure/"
    form = text_of(client.get(path, {"measure": 2}))
    assert 'value="2" selected' in form
    assert "multipart/form-data" in form
    file = SimpleUploadedFile("凭证.pdf", b"%PDF")
    client.post(path, {"measure": 2, "done": "已办。", "evidence": [file]})
    kept = Evidence.objects.get()
    url = f"/measures/evidence/{kept.pk}/"
    assert url in text_of(client.get(f"/cases/{case.number}/"))
    assert loaded(client.get(url)) == b"%PDF"
    assert as_(office, "monitor").get(url).status_code == 403
    assert as_(office, "stranger").get(url).status_code == 404


def test_the_draft_says_beforehand_what_each_way_asks(office: Office, case: Case) -> None:
    client = as_(office, "unit_officer")
    told = text_of(client.get(f"/cases/{case.number}/acts/draft_opinion/"))
    assert "防止以简单问责代替问题整改" in told
    assert told.count("责任问题压实到人") >= 2


def test_a_week_without_end_takes_what_lies_beyond(office: Office, case: Case) -> None:
    act(office, case, "add_measure", "unit_officer", at=NOW, limit_on="2027-06-01")
    reach = selectors.measures_for(office["unit_head"], at=NOW)
    (line,) = wall_chart.draw(reach, today=NOW.date()).lines
    assert [(m.key, n) for m, n in line.cells[-1].marks] == [("on_the_way", 1)]
