"""Rows that are no case: totals, notes, signatures, and headers printed again on each page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from petitions.ledger_format.cells import fold
from petitions.ledger_format.columns import fold_heading
from petitions.ledger_format.headings import Header

Leftover = Literal["total", "note", "header", "title", "unfilled", "continuation"]

_TOTAL = re.compile(
    r"(本页|本表|本批|本月|全市|全省|全县|全区)?[^\d,.;:]{0,12}?(合计|总计|小计|共计|累计|总数|总量)"
    r"[:.]?[\d.]*(件|人|批|起)?[.。]?"
)
_NOTE_WORDS = (
    "备注|注|说明|附注|填表说明|填表人|填报人|填报单位|填报日期|填表日期|制表人|制表单位|制表日期|制表"
    "|审核人|审核|审批人|审签人|负责人|单位负责人|分管领导|主要领导|经办人|联系人|联系电话|打印日期"
    "|打印时间|统计人|统计日期|报送单位|报送日期|单位|单位盖章"
)
_NOTE = re.compile(rf"({_NOTE_WORDS})(\([^()]*\))?(:.*)?", re.DOTALL)
_OWN = frozenset({"received_on", "petitioner_name", "subject", "text"})
"""Columns of which a matter has at least one in words."""
_FIGURE = re.compile(r"[\d.,%‰/-]*[件人批起户]?")
_MIN_REPEATED = 2
_MIN_NUMBERED = 3
_LOOKED_AT = 3
"""Cells in which a repeated header must show itself: most rows are cases and need no more."""


@dataclass(frozen=True)
class Leftovers:
    """Tells rows of one sheet that are no case from those that are."""

    header: Header
    _titles: frozenset[str] = field(init=False)
    _words: frozenset[str] = field(init=False)
    _sequence: int | None = field(init=False)
    _own: frozenset[int] = field(init=False)

    def __post_init__(self) -> None:
        titles = frozenset(fold(title) for title in self.header.titles)
        places = [c.index for c in self.header.columns if c.key == "sequence"]
        heading_words = frozenset(word for line in self.header.lines for word in line if word)
        object.__setattr__(self, "_titles", titles)
        object.__setattr__(self, "_words", heading_words)
        object.__setattr__(self, "_sequence", places[0] if places else None)
        own = frozenset(c.index for c in self.header.columns if c.key in _OWN)
        object.__setattr__(self, "_own", own)

    def kind(self, texts: Sequence[str]) -> Leftover | None:
        """Why this row is no case, or None. `texts` are the row's cells, blank ones empty."""
        filled = {index: text for index, text in enumerate(texts) if text}
        first = fold(next(iter(filled.values()), ""))
        if _TOTAL.fullmatch(first) or self._total_beside_sequence(filled):
            return "total"
        if self._sums_up(filled):
            return "total"
        if _NOTE.fullmatch(first) and (":" in first or len(filled) == 1):
            return "note"
        if len(filled) == 1 and first in self._titles:
            return "title"
        if self._repeats_header(filled) or _numbers_columns(filled):
            return "header"
        return "unfilled" if set(filled) == {self._sequence} else None

    def _sums_up(self, filled: dict[int, str]) -> bool:
        """Whether words stand where rows are numbered, and nothing that a matter would have."""
        numbered = fold(filled.get(self._sequence, "")) if self._sequence is not None else ""
        says = (filled.get(index, "") for index in self._own)
        return (
            bool(numbered)
            and not any(c.isdigit() for c in numbered)
            and all(_FIGURE.fullmatch(fold(text)) for text in says)
        )

    def _total_beside_sequence(self, filled: dict[int, str]) -> bool:
        rest = [fold(text) for index, text in filled.items() if index != self._sequence]
        return bool(rest) and len(rest) < len(filled) and bool(_TOTAL.fullmatch(rest[0]))

    def _repeats_header(self, filled: dict[int, str]) -> bool:
        first = map(fold_heading, islice(filled.values(), _LOOKED_AT))
        if self._words.isdisjoint(first):
            return False
        return any(self._is_line(filled, line) for line in self.header.lines)

    def _is_line(self, filled: dict[int, str], line: Sequence[str]) -> bool:
        same = sum(
            index < len(line) and fold_heading(text) == line[index]
            for index, text in filled.items()
        )
        return same >= _MIN_REPEATED and 2 * same > len(filled)


def _numbers_columns(filled: dict[int, str]) -> bool:
    """The line 1 2 3 4 … that printed forms have below their headings."""
    return len(filled) >= _MIN_NUMBERED and all(
        fold(text).strip("()") == str(index + 1) for index, text in filled.items()
    )
