"""The number of a paper, 土左信访催〔2026〕12号: put together and taken apart here alone.

Papers of a unit and kind are numbered in their order (党政机关公文处理工作条例 9). Those of matters
that are kept from somebody have a series apart, which shows none: 土左信访移专〔2026〕048392号.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from organizations.models import Unit
from workflows.papers import number_series
from workflows.papers.number_series import DIGITS
from workflows.papers.paper_kinds import PAPERS

SERIAL: Final = "〕([0-9]{1,9})号$"
"""How every number ends, as PostgreSQL and Python read it alike."""

MARK_APART: Final = "专"
"""Ends the sign of numbers of a series apart."""

_WHOLE: Final = re.compile(f"(?P<sign>.+)〔(?P<year>[0-9]{{4}})(?={SERIAL})", re.DOTALL)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """`sign` is the issuer's sign with the mark of the kind of paper."""

    sign: str
    year: int
    serial: int

    @classmethod
    def of(cls, issuer: Unit, kind: str, on: date, serial: int, *, apart: bool = False) -> Self:
        """The number of a paper of this kind that a unit issues on a day."""
        sign = f"{issuer.short_name or issuer.name}{PAPERS[kind].mark}"
        return cls(f"{sign}{MARK_APART}" if apart else sign, on.year, serial)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The number that `text` writes. Raises ValueError for anything else."""
        found = _WHOLE.match(text)
        if found is None:
            raise ValueError(text)
        return cls(found["sign"], int(found["year"]), int(found[3]))

    def __str__(self) -> str:
        digits = DIGITS if self.sign.endswith(MARK_APART) else 1
        return f"{self.sign}〔{self.year:04}〕{self.serial:0{digits}d}号"


def series_of(issuer_code: str, kind: str, year: int, *, apart: bool = False) -> str:
    """The series that a unit's papers of a kind are numbered in, anew each year."""
    return f"{issuer_code}:{kind}:{year}{number_series.APART if apart else ''}"


SERIES: Final = f":({'|'.join(PAPERS)}):[0-9]{{4}}({number_series.APART})?$"
"""How the name of every such series ends."""
