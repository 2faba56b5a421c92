"""Telephone and identity numbers: checked for form, never for who the person is."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from petitions.ledger_format.bad_values import BadValue, reason_text, refuse_cut
from petitions.ledger_format.cells import Cell
from petitions.written_identity import NUMBERS_JOIN, compared_id_number, phones_in

_MASK = re.compile(r"[*xX×]{2,}|\*")

_CITIZEN = re.compile(r"\d{17}[\dX]")
_OTHER_PAPER = re.compile(r"[A-Z]{1,3}\d{6,10}")


def parse_phone(source: Cell | str, *, column: str = "petitioner_phone") -> str:
    """Numbers of the mainland, several joined by 、.

    Raises BadValue: with the number beside words (13812345678（儿子）), and without one as written.
    """
    text = reason_text(source)
    refuse_cut(source, column)
    found = phones_in(text)
    if found.numbers and not found.words:
        return NUMBERS_JOIN.join(found.numbers)
    if found.numbers:
        reason = _("There are words beside the number.")
        raise BadValue(
            column, text, reason, instead=NUMBERS_JOIN.join(found.numbers), note=found.words
        )
    reason = (
        _("Part of the number is masked. Enter it whole or leave the cell empty.")
        if _MASK.search(text)
        else _("This is not a telephone number. Enter 11 digits, or area code-number.")
    )
    raise BadValue(column, text, reason, instead=text, note="")


def parse_id_number(source: Cell | str, *, column: str = "petitioner_id") -> str:
    """A citizen's number by GB 11643, or a passport or permit number, in capitals.

    Raises CutDigits, and BadValue with what was written where it is no such number.
    """
    text = reason_text(source)
    refuse_cut(source, column)
    narrow = compared_id_number(text)
    if _OTHER_PAPER.fullmatch(narrow) or (_CITIZEN.fullmatch(narrow) and _is_sound(narrow)):
        return narrow
    raise BadValue(column, text, _hint(narrow), instead=text, note="")


def _hint(narrow: str) -> str:
    if _MASK.search(narrow):
        return _("Part of the number is masked. Enter it whole or leave the cell empty.")
    if _CITIZEN.fullmatch(narrow):
        return _("This identity number is mistyped. Compare it with the document.")
    return _("An identity number has 18 characters. Compare it with the document.")


def _is_sound(number: str) -> bool:
    try:
        ric.get_birth_date(number)
    except InvalidComponent:
        return False
    return bool(ric.calc_check_digit(number) == number[-1])
