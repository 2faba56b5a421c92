"""A ledger as inspectors hand it over, taken in as one batch."""

import csv
import io

from petitions.handovers.services import HandedOver
from petitions.ledgers.ledger_import import import_ledger
from petitions.models.handover import HandoverBatch
from tests.office import MONDAY, Office
from workflows.models import Case

HEADER = ("编号", "收到日期", "行政区域", "信访形式", "信访人姓名", "反映内容")
SOURCE = "省委巡视组移交"


def content(rows: int, *, prefix: str = "X") -> bytes:
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(HEADER)
    for n in range(1, rows + 1):
        writer.writerow(
            (f"{prefix}-{n}", "2026-07-30", "土默特左旗", "来信", "信访人甲", f"反映第{n}项问题。")
        )
    return table.getvalue().encode("utf-8-sig")


def taken_in(
    office: Office, rows: int, *, source: str = SOURCE, organ: int | None = None
) -> HandoverBatch:
    """A batch of so many rows at the county's bureau, by its officer."""
    result = import_ledger(
        io.BytesIO(content(rows, prefix=source)),
        filename="台账.csv",
        unit=office.units["bureau"],
        actor=office.actor("officer"),
        at=MONDAY,
        handed_over=HandedOver(source, organ),
    )
    assert (result.created, result.rejected) == (rows, ())
    assert result.batch is not None
    return HandoverBatch.objects.get(pk=result.batch)


def rows_of(batch: HandoverBatch) -> list[Case]:
    return list(Case.objects.filter(letter__batch=batch).order_by("pk"))
