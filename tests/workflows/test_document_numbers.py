"""A paper's number reads back as what it was written from."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.models import Unit
from tests.config.conftest import ROOT
from workflows.papers.document_numbers import MARK_APART, SERIAL, DocumentNumber, series_of
from workflows.papers.paper_kinds import PAPERS

NUMBERS = st.builds(
    DocumentNumber,
    sign=st.text(min_size=1, max_size=20),
    year=st.integers(1949, 2999),
    serial=st.integers(1, 999_999_999),
)


@given(NUMBERS)
def test_what_is_written_is_read_back(number: DocumentNumber) -> None:
    assert DocumentNumber.parse(str(number)) == number
    found = re.search(SERIAL, str(number))
    assert found
    assert int(found[1]) == number.serial


@pytest.mark.parametrize("kind", PAPERS)
def test_a_number_bears_the_sign_the_mark_the_year_and_the_serial(kind: str) -> None:
    unit = Unit(code="b", name="土默特左旗信访局", short_name="土左信访")
    number = DocumentNumber.of(unit, kind, date(2026, 8, 3), 12)
    assert str(number) == f"土左信访{PAPERS[kind].mark}〔2026〕12号"
    assert DocumentNumber.parse(str(number)) == number
    assert series_of(unit.code, kind, 2026) == f"b:{kind}:2026"


def test_a_number_of_a_series_apart_says_so_and_nothing_of_its_place() -> None:
    unit = Unit(code="b", name="土默特左旗信访局", short_name="土左信访")
    number = DocumentNumber.of(unit, "code_slip", date(2026, 8, 3), 48392, apart=True)
    assert str(number) == "土左信访凭专〔2026〕048392号"
    assert DocumentNumber.parse(str(number)) == number
    assert not [kind for kind, paper in PAPERS.items() if paper.mark.endswith(MARK_APART)]


@pytest.mark.parametrize("text", ["号", "12号", "〔2026〕12号", "土左〔26〕1号", "土左〔2026〕号"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text)):
        DocumentNumber.parse(text)


def test_no_other_file_knows_how_a_number_is_written() -> None:
    rooms = ("organizations", "notifications", "workflows", "petitions", "oversight")
    files = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    ending = re.compile("〕[({\\[].*号")
    found = [path.name for path in files if ending.search(path.read_text(encoding="utf-8"))]
    assert found == ["document_numbers.py"]
