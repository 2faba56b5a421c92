"""Whatever stands in a ledger: each row is a case, an update, known or refused, and no cell is lost."""

import io
from datetime import datetime
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions.ledgers.ledger_import import import_ledger
from petitions.models import Petition, Petitioner
from tests.office import SHANGHAI, open_office
from tests.petitions.ledgers.making import workbook
from workflows.acts.actors import IMPORTER

AT: Final = datetime(2026, 8, 3, 12, tzinfo=SHANGHAI)
HEADER: Final = (
    "信访编号", "收到日期", "属地", "信访形式", "信访人", "联系电话", "身份证号", "主要内容", "信访人数",
    "问题类型", "信访目的", "是否重点", "办理单位", "办理状态", "办结日期", "满意度", "承诺时限", "批示",
)  # fmt: skip
WORDS: Final = (
    "无 — 1 12 2026-03-05 3月5日 二〇二六年三月五日 昨天 来信 飞鸽 12345 高新区 土默特左旗 张某 张　某"
    " 13812345678 13812345678（儿子） 138****5678 11010519491231002X 15010119 50余人 若干 水 大气 咨询"
    " 是 否 √ 已办结 已转街道 基本满意 县人社局 某公司 合计 办结率 100% #REF! 1.5E+17 =1+1 2026.13.45"
    " 反映村道路面破损，请求修复。 反映水渠淤塞。"
)
CELL: Final = st.one_of(
    st.sampled_from([None, "", " ", *WORDS.split()]),
    st.text("甲乙丙,、;\u200b\n\"'一二12年月日-", max_size=8),
    st.integers(-5, 60_000),
    st.dates().map(lambda day: datetime(day.year, day.month, day.day)),  # noqa: DTZ001  # a cell's
)
ROWS: Final = st.lists(st.tuples(*(CELL for _ in HEADER)), min_size=1, max_size=6)


@pytest.mark.django_db
@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(ROWS)
def test_rows_in_are_rows_told_of(rows: list[tuple[object, ...]]) -> None:
    office = OFFICE[0]
    source = io.BytesIO(workbook([("台账",), HEADER, *rows]))
    unit = office.units["bureau"]
    result = import_ledger(
        source, filename="台账.xlsx", unit=unit, actor=IMPORTER, at=AT, dry_run=True
    )
    filled = sum(any(str(cell or "").strip(" \n\u200b") for cell in row) for row in rows)
    assert result.rows + len(result.left_out) == filled
    assert sum(result.counts[1:]) == result.rows
    assert all(each.reason for each in (*result.rejected, *result.left_out))
