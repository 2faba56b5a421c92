"""Files that are no ledger: refused with a sentence that says what to do."""

from __future__ import annotations

import contextlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from petitions.ledger_format import grids, workbooks
from petitions.ledger_format.column_mapping import read_mapping
from petitions.ledger_format.sheet_reader import UnreadableLedger
from tests.petitions.ledgers.making import FIRST, HEADER, SECOND, numbers, read_bytes, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.fixture(autouse=True, scope="module")
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (OLE, "damaged"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"<html><table><tr><td>x</td></tr></table>", "save it as .xlsx"),
        (b"%PDF-1.7 ...", "not a spreadsheet"),
        (b"PK\x03\x04 torn", "damaged"),
        (archive(word__document=b"<w/>"), "not an Excel workbook"),
        (b"\x00\x01\x02\x03\xfe\xff\x80", "neither a spreadsheet nor readable text"),
        ("一,二,三\n四,五,六\n".encode(), "No header was found"),
        ("只有一句话".encode(), "No header was found"),
    ],
)
def test_the_message_says_what_to_do(data: bytes, advice: str) -> None:
    with pytest.raises(UnreadableLedger, match=advice):
        read_bytes(data)


def test_a_torn_workbook_is_called_damaged() -> None:
    parts = {"[Content_Types].xml": b"<x", "xl__workbook.xml": b"<workbook"}
    with pytest.raises(UnreadableLedger, match="damaged"):
        read_bytes(archive(**parts))


def test_entities_in_a_workbook_are_not_expanded() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    source = zipfile.ZipFile(io.BytesIO(workbook([HEADER, FIRST])))
    parts = {name: source.read(name) for name in source.namelist()}
    parts["xl/worksheets/sheet1.xml"] = bomb + parts["xl/worksheets/sheet1.xml"]
    with pytest.raises(UnreadableLedger, match="damaged"):
        read_bytes(archive(**parts))


def test_a_workbook_that_unpacks_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MAX_UNPACKED_BYTES", 1_000)
    with pytest.raises(UnreadableLedger, match="too large when unpacked"):
        read_bytes(workbook([HEADER, FIRST]))


def test_a_file_or_a_table_beyond_its_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook([HEADER, FIRST, SECOND])
    monkeypatch.setattr("petitions.ledger_format.sheet_reader.MAX_ROWS", 1)
    with pytest.raises(UnreadableLedger, match="more than 1 rows"):
        read_bytes(data)
    monkeypatch.setattr("petitions.ledger_format.file_types.MAX_FILE_BYTES", grids.MEBIBYTE)
    with pytest.raises(UnreadableLedger, match="larger than 1 MB"):
        read_bytes(b"x" * (grids.MEBIBYTE + 1))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("m.json", json.dumps({"external_number": "流水", "text": "所述"})),
        ("m.toml", 'external_number = "流水"\n"反映内容" = "所述"\n'),
    ],
)
def test_a_mapping_file_names_headings_of_ones_own(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    rows = [("流水", "编号", "所述"), ("A-1", "X", "路灯不亮")]
    sheet = read_bytes(workbook(rows), mapping=read_mapping(tmp_path / name))
    assert (numbers(sheet), sheet.rows[0].text("text")) == (["A-1"], "路灯不亮")
    assert tuple(each.heading for each in sheet.unknown) == ("编号",)


@pytest.mark.parametrize(
    ("mapping", "advice"),
    [({"nonsense": "编号"}, "Known columns"), ({"subject": "诉求事项"}, "does not have")],
)
def test_a_mapping_that_does_not_fit_is_refused(mapping: dict[str, str], advice: str) -> None:
    whole = {**mapping, "external_number": "信访编号"}
    with pytest.raises(UnreadableLedger, match=advice):
        read_bytes(workbook([HEADER, FIRST]), mapping=whole)


def test_a_broken_mapping_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.json"
    for content in ("{", "[]", '{"text": 1}'):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(UnreadableLedger, match="JSON or TOML"):
            read_mapping(path)


@settings(deadline=None, max_examples=150)
@given(place=st.floats(0, 1, exclude_max=True), content=st.binary(min_size=1, max_size=30))
def test_a_workbook_spoilt_anywhere_is_read_or_refused(place: float, content: bytes) -> None:
    data = bytearray(workbook([HEADER, FIRST], merged=["A1:A2"]))
    at = int(place * len(data))
    data[at : at + len(content)] = content
    refused_or_read(bytes(data))


@settings(deadline=None, max_examples=150)
@given(place=st.floats(0, 1, exclude_max=True), content=st.binary(min_size=1, max_size=8))
def test_a_sheet_spoilt_inside_is_read_or_refused(place: float, content: bytes) -> None:
    source = zipfile.ZipFile(io.BytesIO(workbook([HEADER, FIRST], merged=["A1:A2"])))
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml"):
        parts = {name: source.read(name) for name in source.namelist()}
        whole = bytearray(parts[part])
        at = int(place * len(whole))
        whole[at : at + len(content)] = content
        refused_or_read(archive(**{**parts, part: bytes(whole)}))


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    refused_or_read(data)


def refused_or_read(data: bytes) -> None:
    with contextlib.suppress(UnreadableLedger):
        read_bytes(data)
