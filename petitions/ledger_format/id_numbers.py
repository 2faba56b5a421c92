"""Telephone and identity numbers: checked for form, never for who the person is."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from petitions.ledger_format.bad_values import BadValue, reason_text
from petitions.ledger_format.cells import Cell

PHONE_JOIN = "、"
_SEPARATORS = re.compile(r"[,;/、|\n]|\s{2,}|\s(?=1[3-9]\d{9}\b)|(?<=\d{11})\s")
_PHONE = re.compile(
    r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}(?:-\d{1,6})?|[2-9]\d{6,7}|[48]00-?\d{3}-?\d{4}|1\d{4}"
)
_PHONE_DRESS = re.compile(r"[\s()]|(?<=\d)转(?=\d)")
_COUNTRY = re.compile(r"^(?:\+|00)86-?")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)
_MASK = re.compile(r"[*xX×]{2,}|\*")

_CITIZEN = re.compile(r"\d{17}[\dX]")
_OTHER_PAPER = re.compile(r"[A-Z]{1,3}\d{6,10}")
_OLD_LENGTH = 15
_PRECISE_DIGITS = 15


def parse_phone(source: Cell | str, *, column: str = "petitioner_phone") -> str:
    """Digits with the hyphens of fixed lines; several numbers joined by 、. Raises BadValue."""
    text = reason_text(source)
    narrow = unicodedata.normalize("NFKC", text).strip()
    _refuse_cut(narrow, text, column)
    numbers = [_one_phone(part) for part in _SEPARATORS.split(narrow) if part.strip()]
    if not numbers or not all(_PHONE.fullmatch(number) for number in numbers):
        raise BadValue(
            column, text, _("This is not a telephone number. Enter 11 digits, or area code-number.")
        )
    return PHONE_JOIN.join(dict.fromkeys(numbers))


def _one_phone(part: str) -> str:
    bare = _PHONE_DRESS.sub(lambda match: "-" if match[0] == "转" else "", part)
    bare = _COUNTRY.sub("", bare)
    digits = bare.replace("-", "")
    return digits if re.fullmatch(r"1[3-9]\d{9}", digits) else bare


def parse_id_number(source: Cell | str, *, column: str = "petitioner_id") -> str:
    """A citizen's number by GB 11643, or a passport or permit number, in capitals.

    Raises BadValue; a number cell is refused, because the spreadsheet has cut its last digits.
    """
    text = reason_text(source)
    narrow = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()
    if isinstance(source, Cell) and isinstance(source.value, int | float):
        _refuse_number(narrow, text, column)
    _refuse_cut(narrow, text, column)
    if _OTHER_PAPER.fullmatch(narrow):
        return narrow
    if not _CITIZEN.fullmatch(narrow):
        raise BadValue(column, text, _form_hint(narrow))
    if not _born(narrow) or ric.calc_check_digit(narrow) != narrow[-1]:
        raise BadValue(
            column, text, _("This identity number is mistyped. Compare it with the document.")
        )
    return narrow


def _form_hint(narrow: str) -> str:
    if len(narrow) == _OLD_LENGTH and narrow.isdecimal():
        return _("15-digit identity numbers are no longer valid. Enter the 18 characters.")
    return _("An identity number has 18 characters. Compare it with the document.")


def _refuse_number(narrow: str, text: str, column: str) -> None:
    if len(narrow) > _PRECISE_DIGITS:
        raise BadValue(
            column,
            text,
            _("The spreadsheet has cut the last digits. Make the column text and enter it again."),
        )


def _refuse_cut(narrow: str, text: str, column: str) -> None:
    if _SCIENTIFIC.fullmatch(narrow):
        _refuse_number("0" * (_PRECISE_DIGITS + 1), text, column)
    if _MASK.search(narrow):
        raise BadValue(
            column, text, _("Part of the number is masked. Enter it whole or leave the cell empty.")
        )


def _born(number: str) -> bool:
    try:
        ric.get_birth_date(number)
    except InvalidComponent:
        return False
    return True
