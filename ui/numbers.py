"""Whole numbers that come in an address, a parameter or a form: one way to read them.

`str.isdigit` takes what `int` refuses (`²`), and a number of thousands of digits costs time before
a database refuses it.
"""

import re
from collections.abc import Iterable
from typing import Any, Final

from django.urls import register_converter

DIGITS: Final = "[0-9]{1,18}"
"""As many as fit into a column for ids."""
_NUMBER = re.compile(DIGITS)


def read_number(text: object) -> int | None:
    """The number that a text spells in plain digits, `1` or `042`; None for anything else."""
    return int(text) if isinstance(text, str) and _NUMBER.fullmatch(text) else None


def read_numbers(texts: Iterable[str]) -> list[int]:
    """The numbers among texts, in their order; what is none is left out."""
    return [number for text in texts if (number := read_number(text)) is not None]


class NumberConverter:
    """`<number:pk>` in an address: what `read_number` reads."""

    regex: str = DIGITS

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: Any) -> str:
        return str(value)


register_converter(NumberConverter, "number")
