"""Whatever stands in a ledger: each row is told of, and no cell of it is lost."""

import io
from datetime import datetime
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizations.regions import RegionIndex
from petitions.ledger_format.cell_values import is_blank
from petitions.ledger_format.cells import clean_text
from petitions.ledger_format.sheet_reader import read
from petitions.ledgers.ledger_import import import_ledger
from petitions.ledgers.responsible_units import ResponsibleUnits
from petitions.ledgers.row_reader import Ready, RowReader
from tests.office import SHANGHAI, Office, open_office
from tests.petitions.ledgers.making import workbook
from workflows.acts.actors import IMPORTER

AT: Final = datetime(2026, 8, 3, 12, tzinfo=SHANGHAI)
HEADINGS: Final = (
    "信访编号 收到日期 主要内容 属地 信访形式 信访人 联系电话 身份证号 信访人数 问题类型 信访目的"
    " 是否重点 办理单位 办理状态 办结日期 满意度 承诺时限 批示"
)
HEADER: Final = tuple(HEADINGS.split())
WORDS: Final = (
    "无 — 1 12 2026-03-05 3月5日 二〇二六年三月五日 昨天 来信 飞鸽 12345 高新区 土默特左旗 张某"
    " 张　某 13812345678 13812345678（儿子） 138****5678 11010519491231002X 15010119 50余人 若干"
    " 水 大气 咨询 是 否 √ 已办结 已转街道 基本满意 县人社局 某公司 合计 办结率 100% #REF!"
    " 1.5E+17 =1+1 2026.13.45 反映村道路面破损，请求修复。 反映水渠淤塞。"
)
CELL: Final = st.one_of(
    st.sampled_from([None, "", " ", *WORDS.split()]),
    st.text("甲乙丙,、;\u200b\n\"'一二12年月日-", max_size=8),
    st.integers(-5, 60_000),
    st.dates().map(lambda day: datetime(day.year, day.month, day.day)),  # noqa: DTZ001  # a cell's
)
OFTEN_SOUND: Final = (
    CELL,
    st.one_of(st.just("2026-03-05"), CELL),
    st.one_of(st.just("反映村道路面破损，请求修复。"), CELL),
    *(CELL for _heading in HEADER[3:]),
)
ROWS: Final = st.lists(st.tuples(*OFTEN_SOUND), min_size=1, max_size=6)
pytestmark = pytest.mark.django_db
FEW: Final = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
def office() -> Office:
    return open_office()


def table(rows: list[tuple[object, ...]]) -> io.BytesIO:
    return io.BytesIO(workbook([("台账",), HEADER, *rows]))


@FEW
@given(rows=ROWS)
def test_rows_in_are_rows_told_of(office: Office, rows: list[tuple[object, ...]]) -> None:
    unit = office.units["bureau"]
    result = import_ledger(
        table(rows), filename="台账.xlsx", unit=unit, actor=IMPORTER, at=AT, dry_run=True
    )
    filled = sum(any(clean_text(str(cell or "")) for cell in row) for row in rows)
    assert result.rows + len(result.left_out) == filled
    assert sum(result.counts[1:]) == result.rows
    assert all(each.reason for each in result.rejected)
    assert all(each.reason for each in result.left_out)


@FEW
@given(rows=ROWS)
def test_what_is_not_understood_stands_with_the_case(
    office: Office, rows: list[tuple[object, ...]]
) -> None:
    unit = office.units["bureau"]
    units = ResponsibleUnits(unit, at=AT)
    reader = RowReader(unit, RegionIndex.load(), AT.date(), units)
    (sheet,) = read(table(rows), filename="台账.xlsx").sheets
    for row in sheet.rows:
        found = reader.read(sheet, row)
        if isinstance(found, Ready):
            letter = found.letter
            remarks = letter.remarks.splitlines()
            notes = [word.note for word in found.kept if word.note]
            others = [value for value in row.others.values() if not is_blank(value)]
            for written in (*notes, *others, letter.complained_text):
                assert all(line in letter.remarks or line in remarks for line in written.split())
            assert row.text("text") in (letter.text, letter.subject, "") or is_blank(
                row.text("text")
            )
