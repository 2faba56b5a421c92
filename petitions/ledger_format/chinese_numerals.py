"""Numbers written in characters: 五十 is 50, 二〇一九 is 2019."""

from __future__ import annotations

import re
from typing import Final

DIGITS: Final = {c: value for value, group in enumerate(
    ("〇零○", "一壹元", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
) for c in group}  # fmt: skip
TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1_000, "仟": 1_000}
NUMERAL: Final = f"[{''.join((*DIGITS, *TENS))}]"
_DIGITS_ALONE: Final = re.compile(f"[{''.join(DIGITS)}]+")


def number_of(written: str) -> int:
    """The value of numerals below ten thousand. Raises ValueError for anything else."""
    if _DIGITS_ALONE.fullmatch(written):
        return int("".join(str(DIGITS[c]) for c in written))
    total, digit = 0, 0
    for character in written:
        if character in DIGITS:
            digit = DIGITS[character]
        elif character in TENS:
            total += (digit or 1) * TENS[character]
            digit = 0
        else:
            raise ValueError(written)
    return total + digit
