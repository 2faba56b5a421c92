"""What we write opens in a spreadsheet, runs no formula, and reads back the same."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from petitions.ledger_format.cell_values import CHANNELS, FINISHED
from petitions.ledger_format.cells import clean_text
from petitions.ledger_format.columns import COLUMNS, recognise
from petitions.ledger_format.row_parser import parse_row
from petitions.ledger_format.sheet_writer import write_csv, write_xlsx
from tests.petitions.ledgers.making import naive, read_bytes

TODAY = dt.date(2030, 1, 1)
Writer = Callable[..., int]
WRITERS = pytest.mark.parametrize("write", [write_xlsx, write_csv])
KEYS = (
    "sequence", "number", "external_number", "received_on", "region", "channel", "key_case",
    "petitioner_name", "people_count", "text", "finished", "finished_on", "remarks",
)  # fmt: skip

words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30).map(
    lambda text: clean_text(f"述{text}")
)
days = st.dates(dt.date(2000, 1, 1), dt.date(2029, 1, 1))
row_values = st.fixed_dictionaries(
    {
        "external_number": st.from_regex(r"[A-Z][0-9]{4}-[0-9]{2}", fullmatch=True),
        "received_on": days,
        "text": words,
    },
    optional={
        "channel": st.sampled_from(sorted(CHANNELS)),
        "finished": st.sampled_from(sorted(FINISHED)),
        "key_case": st.booleans(),
        "people_count": st.integers(1, 9999),
        "petitioner_name": words,
        "remarks": words,
    },
)


def written(write: Writer, rows: list[Mapping[str, object]]) -> bytes:
    stream = io.BytesIO()
    assert write(stream, title="信访台账", columns=KEYS, rows=iter(rows)) == len(rows)
    return stream.getvalue()


@WRITERS
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(rows=st.lists(row_values, max_size=8))
def test_what_is_written_is_read_back_the_same(
    write: Writer, rows: list[Mapping[str, object]]
) -> None:
    sheet = read_bytes(written(write, rows), "t.csv")
    entries = [parse_row(row, today=TODAY) for row in sheet.rows]
    assert [entry.faults for entry in entries if entry.faults] == []
    assert [dict(entry.values) for entry in entries] == rows
    assert (sheet.title, sheet.unknown) == ("信访台账", ())


@WRITERS
@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-x", "@SUM(A1)", "'=1", "''", '=HYPERLINK("a")', "a\n=b", "甲;乙,丙"]
)
def test_text_like_a_formula_stays_text_and_comes_back(write: Writer, text: str) -> None:
    data = written(write, [{"external_number": "A-1", "remarks": text}])
    assert read_bytes(data, "t.csv").rows[0].text("remarks") == text


def test_a_workbook_holds_text_cells_only_where_text_was_given() -> None:
    data = written(write_xlsx, [{"external_number": "=1+1", "received_on": dt.date(2024, 6, 4)}])
    cells = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0][3]
    assert cells[2].data_type == "s"
    assert cells[3].value == naive(dt.date(2024, 6, 4))


def test_a_text_table_starts_with_a_mark_and_has_no_cell_that_runs() -> None:
    data = written(write_csv, [{"external_number": "=cmd|' /C calc'!A0", "text": "@x"}])
    assert data.startswith(b"\xef\xbb\xbf")
    cells = [cell for line in data.decode("utf-8-sig").splitlines() for cell in line.split(",")]
    assert [cell for cell in cells if cell.strip('"').startswith(("=", "+", "-", "@"))] == []


def test_an_instant_is_written_as_the_day_in_shanghai(tmp_path: Path) -> None:
    late = dt.datetime(2024, 6, 3, 20, tzinfo=dt.UTC)
    path = tmp_path / "ledger.csv"
    write_csv(path, title="", columns=["number", "received_on"], rows=[{"received_on": late}])
    assert path.read_text(encoding="utf-8-sig").splitlines()[1] == ",2024-06-04"


def test_a_text_too_long_for_a_cell_is_cut_with_a_note() -> None:
    data = written(write_xlsx, [{"external_number": "A-1", "text": "长" * 40_000}])
    text = read_bytes(data).rows[0].text("text")
    assert len(text) == 32_767
    assert text.startswith("长长")
    assert not text.endswith("长")


def test_an_unknown_column_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        write_csv(io.BytesIO(), title="", columns=["nonsense"], rows=[])


def test_every_heading_leads_to_its_own_column_alone() -> None:
    for spec in COLUMNS.values():
        for rank, heading in enumerate(spec.headings):
            assert recognise([heading]) == (spec.key, rank), heading
