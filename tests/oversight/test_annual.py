"""The report of a year: what article 41 asks, beside the year before, and as a document."""

from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from petitions.models import ContentClass, Purpose
from tests.office import MONDAY, Office, act, advance, petition
from tests.oversight.asking import asked_by, day, letter, reported, row
from tests.oversight.test_pages import reading
from tests.ways import bring_to
from workflows.states import Status


def annual(*options: str, as_of: str = "2026-12-31") -> dict[str, Any]:
    return reported("annual", *options, as_of=as_of)


def test_a_year_stands_beside_the_year_before(office: Office) -> None:
    letter(office, on=day("2025-08-01"), content_class=ContentClass.LAND)
    letter(office, on=day("2025-12-01"))
    for _n in range(3):
        letter(office, content_class=ContentClass.LAND)
    found = annual()
    assert (found["from"], found["to"]) == ("2026-01-01", "2026-12-31")
    land = row(found, "fields", "land")
    assert (land["year"], land["before"], land["change"]) == (3, 1, 200.0)
    assert row(found, "data", "letters")["before"] == 2
    assert row(annual(as_of="2026-08-31"), "data", "matters")["before"] == 1
    last = annual("--to", "2025-06-30")
    assert (last["from"], last["counts"]["matters"]) == ("2025-01-01", 2)


def test_units_complained_of_leave_accusations_out(office: Office) -> None:
    named: dict[str, Any] = {"unit_complained": office.units["other"]}
    for _n in range(2):
        letter(office, **named)
    letter(office, unit_complained=office.units["department"])
    letter(office, purpose=Purpose.ACCUSATION, **named)
    rows = annual()["tables"]["complained"]
    assert [(each["unit"], each["matters"]) for each in rows] == [
        ("县自然资源局", 2),
        ("县人力资源和社会保障局", 1),
    ]


ADVICE = {"problem": "窗口受理拖延。", "advice": "建立限时办结制度。"}
ANSWER = {"adopted": "part", "answer": "已修订窗口工作规程，其余待研究。"}


def test_the_three_kinds_of_proposals_are_counted_with_their_answers(office: Office) -> None:
    case = advance(office, petition(office).case, "serve", at=MONDAY)
    to_unit = ADVICE | {"unit": office.units["department"].pk}
    for name in ("advise_improvement", "advise_improvement", "advise_policy"):
        act(office, case, name, "bureau_head", at=day("2026-08-20"), **to_unit)
    paper = case.documents.filter(kind="improvement_advice").earliest("pk")
    told = ANSWER | {"paper": paper.pk}
    act(office, case, "answer_advice", "unit_officer", at=day("2026-09-01"), **told)

    def fates(as_of: str, code: str) -> list[int]:
        found = row(annual(as_of=as_of), "proposals", code)
        names = ("made", "taken_up", "partly", "not_taken_up", "unanswered")
        return [found[name] for name in names]

    assert fates("2026-12-31", "improve_work") == [2, 0, 1, 0, 1]
    assert fates("2026-08-31", "improve_work") == [2, 0, 0, 0, 2]
    assert fates("2026-12-31", "improve_policy") == [1, 0, 0, 0, 1]
    assert fates("2026-12-31", "hold_accountable") == [0, 0, 0, 0, 0]
    assert fates("2027-12-31", "improve_work") == [0, 0, 0, 0, 0]


def test_what_was_passed_on_and_supervised_is_counted(office: Office) -> None:
    case = advance(office, petition(office).case, "investigate", at=MONDAY)
    act(office, case, "supervise", "officer", at=day("2026-08-20"), ground="perfunctory")
    act(office, case, "reply_supervision", "unit_officer", at=day("2026-08-21"), reply="已办。")
    found = annual()
    done = {name: row(found, "acts", name)["year"] for name in ("forwarded", "supervised", "urged")}
    assert done == {"forwarded": 1, "supervised": 1, "urged": 0}
    unit = row(found, "by_unit", office.units["department"].code)
    assert (unit["sent"], unit["supervised"], unit["answered_supervision"]) == (1, 1, 1)
    assert row(annual(as_of="2026-08-20"), "acts", "answered_supervision")["year"] == 0


def test_its_rates_are_those_of_the_other_reports(office: Office) -> None:
    for status in (Status.CLOSED, Status.LINKED, Status.SERVED):
        bring_to(office, status)
    found, year = annual()["by_name"], ("--from", "2026-01-01", "--to", "2026-12-31")
    for kind in ("timeliness", "satisfaction", "repeat", "leaders", "content"):
        other = reported(kind, *year, as_of="2026-12-31")["by_name"]
        shared = found.keys() & other.keys()
        assert shared
        assert {name: found[name] for name in shared} == {name: other[name] for name in shared}


def test_the_document_holds_every_part_of_the_article(office: Office, tmp_path: Path) -> None:
    letter(office)
    path = tmp_path / "annual.docx"
    with translation.override("zh-hans"):
        call_command("report", "annual", "--docx", str(path), "--as-of", "2026-12-31")
    document = docx.Document(str(path))
    styled = [(each.style and each.style.name, each.text) for each in document.paragraphs]
    headings = [text for style, text in styled if style == "Heading 2"]
    assert "".join(text[1] for text in headings) == "一一一一二三"
    assert document.tables[-1].cell(1, 0).text == "改进工作建议"


@pytest.mark.parametrize("kind", ["content", "repeat", "dispatch", "annual"])
def test_the_pages_are_open_to_watchers_and_cheap(office: Office, kind: str) -> None:
    act(office, petition(office).case, "appoint_leader", "officer", at=MONDAY)
    client = reading(office, "bureau_head")
    with CaptureQueriesContext(connection) as seen:
        assert client.get(f"/oversight/reports/{kind}/").status_code == 200
    assert len(seen) <= 30
    assert reading(office, "unit_officer").get(f"/oversight/reports/{kind}/").status_code == 403
    assert asked_by(office, "stranger", kind, as_of="2026-12-31").counts.get("matters", 0) == 0
