"""Ledgers made for the tests, in the shapes that offices keep them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
from django.test import Client

from petitions.ledger_format.sheet_reader import Sheet, read
from petitions.ledgers import import_running

HUBEI = Path(__file__).resolve().parents[2] / "data" / "hubei-2024-batch-28.xlsx"
HEADER = ("序号", "信访编号", "登记日期", "属地", "信访形式", "反映内容")
FIRST = (1, "A-1", "2024-06-04", "武汉市", "来信", "路灯不亮")
SECOND = (2, "A-2", "2024-06-05", "襄阳市", "来访", "井盖缺失")
SheetRows = Iterable[Sequence[object]]


def workbook(rows: SheetRows, *, merged: Sequence[str] = (), name: str = "台账") -> bytes:
    """One sheet of the rows, with the ranges merged."""
    return workbook_of({name: rows}, merged=merged)


def workbook_of(sheets: Mapping[str, SheetRows], *, merged: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for reference in merged:
            sheet.merge_cells(reference)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def text_table(rows: SheetRows, *, delimiter: str = ",") -> str:
    lines = (delimiter.join("" if v is None else str(v) for v in row) for row in rows)
    return "\r\n".join(lines) + "\r\n"


def read_bytes(
    data: bytes, filename: str = "台账.xlsx", *, mapping: Mapping[str, str] | None = None
) -> Sheet:
    """The first sheet of the ledger."""
    return read(io.BytesIO(data), filename=filename, mapping=mapping).sheets[0]


def numbers(sheet: Sheet) -> list[str]:
    return [row.text("external_number") for row in sheet.rows]


def naive(day: dt.date, *, hour: int = 0) -> dt.datetime:
    """A moment without a zone, as spreadsheets hold their dates."""
    return dt.datetime.combine(day, dt.time(hour))


def taken_in(client: Client, page: str) -> Any:
    """The page of a ledger that was tried, once it is confirmed and a worker has done its part."""
    client.post(page, {"confirm": "1"})
    import_running.take_in(UUID(page.rstrip("/").rpartition("/")[2]))
    return client.get(page)
