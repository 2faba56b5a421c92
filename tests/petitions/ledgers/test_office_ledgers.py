"""Ledgers as offices have them: nothing is lost, and nothing is taken in without a word."""

import io
from datetime import date, datetime
from typing import Any, Final

import pytest

from oversight.reports.registry import build
from oversight.reports.scope import scope_for_user
from petitions.ledger_format.grids import UnreadableLedger
from petitions.ledgers.import_result import ImportResult
from petitions.ledgers.ledger_import import import_ledger
from petitions.models import Petition, Petitioner
from tests.office import SHANGHAI, Office, open_office
from tests.petitions.ledgers.making import text_table, workbook, workbook_of
from workflows.acts.actors import IMPORTER
from workflows.models import Case, CaseEvent, CaseExclusion
from workflows.states import Kind, Status

pytestmark = pytest.mark.django_db
AT: Final = datetime(2026, 8, 3, 12, tzinfo=SHANGHAI)
HEADER: Final = (
    "序号", "信访编号", "收到日期", "问题属地", "信访形式", "信访人姓名", "联系电话", "身份证号",
    "主要内容",
)  # fmt: skip
TEXT: Final = "反映村道路面破损一直没有修补，请求核实处理。"


@pytest.fixture
def office() -> Office:
    return open_office()


def row(number: int, **changes: object) -> tuple[object, ...]:
    usual = {
        "序号": number, "信访编号": f"H-{number}", "收到日期": "2026-03-05",
        "问题属地": "土默特左旗", "信访形式": "来信", "信访人姓名": None, "联系电话": None,
        "身份证号": None, "主要内容": f"第{number}号：{TEXT}",
    }  # fmt: skip
    return tuple((usual | changes).values())


def take_in(office: Office, data: bytes, name: str = "台账.xlsx", **options: Any) -> ImportResult:
    settings: dict[str, Any] = {
        "unit": office.units["bureau"],
        "actor": IMPORTER,
        "at": AT,
    } | options
    return import_ledger(io.BytesIO(data), filename=name, **settings)


def take_rows(office: Office, *rows: tuple[object, ...], **options: Any) -> ImportResult:
    header = options.pop("header", HEADER)
    return take_in(office, workbook([("信访事项登记台账",), header, *rows]), **options)


def of_number(number: str) -> Petition:
    return Petition.objects.select_related("case", "region").get(external_number=number)


def test_numbers_that_begin_again_each_month_are_other_matters(office: Office) -> None:
    march = [row(n, 信访编号=str(n), 收到日期=f"2026-03-0{n}") for n in (1, 2, 3)]
    april = [
        row(
            n,
            信访编号=str(n),
            收到日期=f"2026-04-0{n}",
            主要内容=f"四月第{n}件：要求解决饮水困难。",
        )
        for n in (1, 2, 3)
    ]
    assert take_rows(office, *march).created == 3
    assert take_rows(office, *april).counts == (3, 3, 0, 0, 0)
    assert take_rows(office, *april, *march).counts == (6, 0, 0, 6, 0)


def test_a_quote_that_is_not_closed_refuses_the_file_and_names_its_row(office: Office) -> None:
    lines = text_table([HEADER, *(row(n) for n in range(1, 7))]).splitlines()
    opened = [*lines[:2], lines[2].replace(",第2号", ',"第2号'), *lines[3:]]
    closed_by_chance = [*opened[:4], f'{opened[4]}"', *opened[5:]]
    closed_by_another = [*opened[:4], opened[4].replace(",第4号", ',"第4号'), *opened[5:]]
    for table in (opened, closed_by_chance, closed_by_another):
        with pytest.raises(UnreadableLedger, match=r"第 ?3 ?行|Row 3"):
            take_in(office, "\n".join(table).encode(), "台账.csv")
    several_lines = '1,H-1,2026-03-05,土默特左旗,来信,,,,"第一行\n第二行，完"'
    text = "\n".join([lines[0], several_lines, *lines[2:]])
    assert take_in(office, text.encode(), "台账.csv").created == 6


def test_every_sheet_is_taken_and_what_is_none_is_named(office: Office) -> None:
    months = {
        f"{n}月": [(f"{n}月信访台账",), HEADER, row(1, 信访编号=f"PG{n}-1")] for n in (1, 2, 3)
    }
    data = workbook_of({**months, "封面": [("某县信访局",), ("二〇二六年",)]})
    trial = take_in(office, data, dry_run=True)
    assert [(sheet.name, sheet.rows) for sheet in trial.sheets] == [
        ("1月", 1), ("2月", 1), ("3月", 1),
    ]  # fmt: skip
    assert [(each.sheet, each.row) for each in trial.left_out] == [("封面", None)]
    assert take_in(office, data, sheets=["2月"]).created == 1
    assert take_in(office, data).counts == (3, 2, 0, 1, 0)


def test_headings_are_put_together_and_the_others_are_named_and_kept(office: Office) -> None:
    header = ("序号", "信件编号", "来电时间", "办理时限", "来电内容", "来电人姓名", "来电号码")
    line = (1, "LD1", "2026-03-01", "2026-03-15", "小区停水三天无人管。", "卫某某", "13600000001")
    result = take_rows(office, line, header=header)
    understood = {each.heading: each.understood_as for each in result.columns}
    assert understood == {
        "序号": "sequence", "信件编号": "external_number", "来电时间": "received_on",
        "办理时限": None, "来电内容": "text", "来电人姓名": "petitioner_name",
        "来电号码": "petitioner_phone",
    }  # fmt: skip
    assert of_number("LD1").remarks == "办理时限：2026-03-15"
    assert Petitioner.objects.get().phone == "13600000001"


def test_the_same_ledger_a_week_later_says_what_differs_and_ends_what_is_done(
    office: Office,
) -> None:
    header = ("序号", "收到日期", "信访人姓名", "主要内容", "办理状态", "办结日期", "处理结果")
    first = [(n, f"2026-03-0{n}", "吴某某", f"第{n}件：要求补偿青苗费。") for n in (1, 2, 3)]
    done = ("已办结", "2026-03-20", "已补偿到位。")
    take_rows(office, *((*each, "正在办理", None, None) for each in first), header=header)
    later = [(*each, *done) for each in first]
    trial = take_rows(office, *later, header=header, dry_run=True)
    assert trial.counts == (3, 0, 3, 0, 0)
    assert {each.columns for each in trial.changes} == {("办理状态", "办结日期", "处理结果")}
    assert take_rows(office, *later, header=header).counts == (3, 0, 3, 0, 0)
    assert take_rows(office, *later, header=header).counts == (3, 0, 0, 3, 0)
    assert set(Case.objects.values_list("status", flat=True)) == {Status.CLOSED}
    ended = CaseEvent.objects.filter(act="record_finished")
    assert {event.details["finished_on"] for event in ended} == {"2026-03-20"}
    noted = CaseEvent.objects.filter(act="note_source").first()
    assert noted and "办理结果：已补偿到位。" in noted.details["reported"]


def test_a_change_of_a_person_is_told_without_what_it_is(office: Office) -> None:
    take_rows(office, row(1, 信访人姓名="吴某某", 联系电话="13600000001"))
    result = take_rows(office, row(1, 信访人姓名="吴某某", 联系电话="13600000002"))
    assert [each.columns for each in result.changes] == [("联系电话",)]
    (noted,) = CaseEvent.objects.filter(act="note_source")
    assert noted.details["reported"] == "信访人联系电话"
    digests = str(of_number("H-1").source_cells)
    assert "13600000002" not in digests


@pytest.mark.parametrize("word", ["已答复", "按期办结", "基本办结", "已化解", "当场答复完毕"])
def test_a_row_with_a_day_of_finishing_is_finished(office: Office, word: str) -> None:
    result = take_rows(
        office, (*row(1), word, "2026-03-20"), header=(*HEADER, "办理状态", "办结日期")
    )
    assert result.created == 1
    assert Case.objects.get().status == Status.CLOSED
    understood = word != "当场答复完毕"
    assert [each.value for each in result.kept_words] == ([] if understood else [word])
    assert (f"是否办结：{word}" in of_number("H-1").remarks) is not understood


@pytest.mark.parametrize(
    ("word", "channel"),
    [
        ("国家政务服务平台", "web"), ("阳光信访", "web"), ("集体访", "visit"), ("12315", "phone"),
        ("飞鸽传书", "other"),
    ],
)  # fmt: skip
def test_an_unknown_way_is_another_way_with_its_word(
    office: Office, word: str, channel: str
) -> None:
    take_rows(office, row(1, 信访形式=word))
    letter = of_number("H-1")
    assert letter.channel == channel
    assert (f"信访形式：{word}" in letter.remarks) is (channel == "other")


def test_the_day_of_the_title_stands_for_rows_without_a_column_for_it(office: Office) -> None:
    title = ("群众信访举报转办和边督边改公开情况一览表（第三批 2026年3月8日）",)
    header = ("序号", "受理编号", "交办问题基本情况", "行政区域", "是否属实", "是否办结")
    line = (1, "D3NM1", "某厂夜间排放异味", "土默特左旗", "属实", "已办结")
    result = take_in(office, workbook([title, header, line]))
    assert (result.created, result.sheets[0].dated_on) == (1, date(2026, 3, 8))
    letter = of_number("D3NM1")
    assert (letter.case.received_on, letter.case.status) == (date(2026, 3, 8), Status.CLOSED)
    assert letter.remarks == "是否属实：属实"
    (event,) = letter.case.events.filter(act="record_finished")
    assert event.details.get("finished_on") is None
    undated = workbook([("一览表",), header, (2, "D3NM2", "某厂噪声扰民", "", "", "")])
    assert take_in(office, undated).rejected[0].column == "收到日期"
    assert take_in(office, undated, dated_on=date(2026, 3, 9)).created == 1


def test_days_without_a_year_are_of_the_year_that_the_title_names(office: Office) -> None:
    rows = [("2026年信访台账",), HEADER, row(1, 收到日期="3月5日"), row(2, 收到日期="12月31日")]
    result = take_in(office, workbook(rows))
    assert [each.row for each in result.rejected] == [4]
    assert of_number("H-1").case.received_on == date(2026, 3, 5)


def test_a_name_with_a_blank_is_one_person_and_a_list_is_several(office: Office) -> None:
    names = ["李  伟", "李　伟", "欧阳 伟", "王某 李某", "阿依古丽 • 买买提", "甲、乙等30人"]
    take_rows(office, *(row(n, 信访人姓名=name) for n, name in enumerate(names)))
    kept = [
        [each.name for each in of_number(f"H-{n}").petitioners.all()] for n in range(len(names))
    ]
    assert kept == [
        ["李伟"], ["李伟"], ["欧阳伟"], ["王某", "李某"], ["阿依古丽·买买提"], ["甲", "乙"],
    ]  # fmt: skip
    counts = [of_number(f"H-{n}").people_count for n in range(len(names))]
    assert counts == [1, 1, 1, 2, 1, 30]


@pytest.mark.parametrize("column", ["信访编号", "联系电话", "身份证号"])
def test_digits_that_a_spreadsheet_has_cut_refuse_the_row(office: Office, column: str) -> None:
    cut = [1.5012220260305e17, 150122202603050001, "1.50122E+17"]
    result = take_rows(office, *(row(n, **{column: value}) for n, value in enumerate(cut)))
    assert [each.column for each in result.rejected] == [column] * 3


def test_days_in_characters_and_with_marks_that_nobody_sees_are_days(office: Office) -> None:
    written = ["二〇一九年三月五日", "\u200b2019-03-05", "二○一九年三月五号", "2019年3月5日\u200e"]
    take_rows(office, *(row(n, 收到日期=day) for n, day in enumerate(written)))
    days = set(Case.objects.values_list("received_on", flat=True))
    assert days == {date(2019, 3, 5)}


@pytest.mark.parametrize(
    ("written", "phone", "note"),
    [
        ("\u202d13812345678\u202c", "13812345678", ""),
        ("13812345678（儿子）", "13812345678", "信访人联系电话：儿子"),
        ("86-13812345678", "13812345678", ""),
        ("0086 138 1234 5678", "13812345678", ""),
        ("手机：13812345678", "13812345678", ""),
        ("13812345678/0471-6512345", "13812345678、0471-6512345", ""),
        ("(0471)6512345转12", "0471-6512345-12", ""),
        ("138****5678", "138****5678", ""),
    ],
)
def test_a_telephone_number_is_kept_in_one_form(
    office: Office, written: str, phone: str, note: str
) -> None:
    take_rows(office, row(1, 信访人姓名="钱某某", 联系电话=written))
    letter = of_number("H-1")
    assert (letter.petitioners.get().phone, letter.remarks) == (phone, note)


def test_about_so_many_people_are_so_many_with_the_word_kept(office: Office) -> None:
    counts = ["50余人", "约50人", "五十多名", "三百二十人", "若干", "1-3"]
    lines = ((*row(n), word) for n, word in enumerate(counts))
    take_rows(office, *lines, header=(*HEADER, "信访人数"))
    assert [of_number(f"H-{n}").people_count for n in range(6)] == [50, 50, 50, 320, 1, 1]
    assert of_number("H-0").remarks == "信访人数：50余人"


def test_at_a_discipline_organ_a_ledger_becomes_sealed_tip_offs(office: Office) -> None:
    header = ("序号", "举报编号", "举报时间", "举报方式", "信访目的", "举报内容", "被举报单位")
    accused = office["officer"].name
    lines = [
        (n, f"LC{n}", f"2018-01-1{n}", "来信", "检举控告", f"反映侵占补助（{n}）", accused)
        for n in (1, 2)
    ]
    organ = office.units["discipline"]
    assert take_rows(office, *lines, header=header, unit=organ).counts == (2, 2, 0, 0, 0)
    assert set(Case.objects.values_list("kind", flat=True)) == {Kind.TIP_OFF}
    assert CaseExclusion.objects.filter(person=office["officer"]).count() == 2
    assert take_rows(office, *lines, header=header, unit=organ).counts == (2, 0, 0, 2, 0)


@pytest.mark.parametrize(
    "foot",
    [
        ("总数", None, None, None, None, None, None, None, "2"),
        ("办结率", "100%"),
        ("本月新增", "12件"),
        ("其中：来信", 1, None, None, 2),
    ],
)
def test_figures_at_the_foot_are_no_matters(office: Office, foot: tuple[object, ...]) -> None:
    result = take_rows(office, row(1), row(2), foot)
    assert result.counts == (2, 2, 0, 0, 0)
    assert [each.row for each in result.left_out] == [5]


@pytest.mark.parametrize("place", ["高新区", "县城", "全市", "某某开发区"])
def test_a_place_that_is_no_division_is_kept_at_the_units_own(office: Office, place: str) -> None:
    result = take_rows(office, row(1, 问题属地=place))
    letter = of_number("H-1")
    assert letter.region == office.units["bureau"].region
    assert letter.remarks == f"行政区域：{place}"
    assert [(each.row, each.column, each.value) for each in result.kept_words] == [
        (3, "问题属地", place)
    ]


def test_what_a_unit_of_ours_has_finished_counts_as_its_own(office: Office) -> None:
    """By its name, its short name or a nickname; one that is not ours stays a word."""
    by = ["县人力资源和社会保障局", "县人社局", "人社局", "自然资源局", "某某公司", "邻县民政局"]
    header = (*HEADER, "办理单位", "办理状态", "办结日期")
    rows = [(*row(n), name, "已办结", "2026-03-20") for n, name in enumerate(by)]
    take_rows(office, *rows, header=header)
    department, other, bureau = (office.units[k] for k in ("department", "other", "bureau"))
    holders = [of_number(f"H-{n}").case.holding_unit for n in range(len(by))]
    assert holders == [department, department, department, other, bureau, bureau]
    assert "责任单位：某某公司" in of_number("H-4").remarks
    shown = build("content", scope_for_user(office["officer"], now=AT, at=AT))
    (by_unit,) = [table for table in shown.tables if table.name == "by_unit"]
    assert {each["name"]: (each["matters"], each["finished"]) for each in by_unit.rows} == {
        department.name: (3, 3), bureau.name: (2, 2), other.name: (1, 1),
    }  # fmt: skip
