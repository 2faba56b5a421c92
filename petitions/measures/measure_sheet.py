"""The three lists in one sheet; an official paper, so its words don't follow the reader's."""

from collections.abc import Iterable, Iterator
from typing import Final

from django.utils import translation

from petitions.ledger_format.columns import ColumnSpec
from petitions.ledger_format.sheet_writer import RowValues
from petitions.measures.selectors import MeasureRow
from workflows.models import MeasureState, ProblemSource


def _column(key: str, kind: str, heading: str) -> ColumnSpec:
    return ColumnSpec(key, kind, (heading,))  # type: ignore[arg-type]  # one of its kinds


COLUMNS: Final = (
    _column("case", "reference", "案号"),
    _column("place", "count", "措施序号"),
    _column("source", "line", "问题来源"),
    _column("problem", "text", "问题"),
    _column("text", "text", "整改措施"),
    _column("leader", "line", "责任领导"),
    _column("unit", "line", "责任单位"),
    _column("doer", "line", "责任人"),
    _column("since_on", "date", "确定日期"),
    _column("limit_on", "date", "整改期限"),
    _column("state", "line", "整改情况"),
    _column("redone", "count", "补课次数"),
    _column("struck_off_on", "date", "销号日期"),
)


def sheet(rows: Iterable[MeasureRow]) -> Iterator[RowValues]:
    """Only what the reader may read."""
    for row in rows:
        if row.says:
            yield _values(row)


def _values(row: MeasureRow) -> RowValues:
    measure = row.measure
    with translation.override("zh-hans"):
        source = str(ProblemSource(measure.source).label)
        state = str(MeasureState(measure.state).label)
    return {
        "case": measure.case.number,
        "place": measure.place,
        "source": "，".join(filter(None, (source, measure.source_name))),
        "problem": measure.problem,
        "text": measure.text,
        "leader": measure.leader.name,
        "unit": measure.unit.name,
        "doer": measure.doer.name,
        "since_on": measure.since_on,
        "limit_on": measure.limit_on,
        "state": state,
        "redone": measure.redone,
        "struck_off_on": measure.struck_off_on,
    }
