"""What kind of file this is, told by its content: names lie."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from petitions.ledger_format.grids import MAX_FILE_BYTES, MEBIBYTE, UnreadableLedger
from petitions.ledger_format.other_workbooks import OLE_SIGNATURE
from petitions.ledger_format.workbooks import ZIP_SIGNATURE

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_PAGES = (b"<html", b"<!doctype", b"<table", b"<?xml", b"{\\rtf")
_LEADING = 512


def contents(source: Path | BinaryIO) -> bytes:
    """The whole file, within MAX_FILE_BYTES. Raises UnreadableLedger if it cannot be a ledger."""
    if isinstance(source, Path):
        with source.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    else:
        data = source.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise UnreadableLedger(
            _("The file is larger than %(size)d MB. Split it into several ledgers.")
            % {"size": MAX_FILE_BYTES // MEBIBYTE}
        )
    _check_kind(data)
    return data


def is_workbook(data: bytes) -> bool:
    return data.startswith(ZIP_SIGNATURE)


def _check_kind(data: bytes) -> None:
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise UnreadableLedger(_("The file is empty. Choose the ledger itself and try again."))
    if data.startswith(OLE_SIGNATURE) and _ENCRYPTED in data:
        raise UnreadableLedger(
            _("The workbook is protected by a password. Remove the password and try again.")
        )
    leading = data[:_LEADING].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if leading.startswith(_PAGES):
        raise UnreadableLedger(
            _("This is a page in the name of a spreadsheet. Open it in Excel, save it as .xlsx.")
        )
    if data.startswith(_OTHER_KINDS):
        raise UnreadableLedger(
            _("This file is not a spreadsheet. Save the ledger as .xlsx or .csv and try again.")
        )
