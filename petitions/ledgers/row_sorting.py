"""Which rows of a ledger are new, which are known, in which of those other values stand today.

A number alone makes no row known: an office may begin again at 1 each month. It is known if it is
the same matter as well: by its text, or by its day and most of its words.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from petitions.ledger_format.bad_values import BadValue
from petitions.ledgers.earlier_imports import EarlierImports, next_key
from petitions.ledgers.row_reader import Faulty, Ready
from petitions.letters.bigram_search import tokens
from petitions.models import Petition
from petitions.vault import keyed_digests
from workflows.states import Status

LEAST_ALIKE = 0.5
"""The share of their pieces that two texts of one matter and one day have in common."""
RESULT = "finished_on"
"""The column that an earlier ledger without remembered values is told to differ in."""


@dataclass(frozen=True, slots=True)
class Update:
    """A known matter whose row says something else today."""

    row: Ready
    petition: Petition
    columns: tuple[str, ...]


@dataclass
class SortedRows:
    """The rows of a ledger: to be entered, to be noted, known already, or refused."""

    new: list[Ready] = field(default_factory=list)
    changed: list[Update] = field(default_factory=list)
    repeats: int = 0
    refused: list[Faulty] = field(default_factory=list)


class Matter(NamedTuple):
    received_on: date
    text: str


def is_one_matter(one: Matter, other: Matter) -> bool:
    if one.text == other.text:
        return True
    mine, theirs = set(tokens(one.text)), set(tokens(other.text))
    alike = len(mine & theirs) / max(len(mine | theirs), 1)
    return one.received_on == other.received_on and alike >= LEAST_ALIKE


def cell_digests(cells: Mapping[str, str]) -> dict[str, str]:
    """What is remembered of a row, to tell later what differs: nothing that can be read."""
    return {column: keyed_digests.digest("cell", value) for column, value in cells.items()}


def sort_rows(rows: Iterable[Ready | Faulty], known: EarlierImports) -> SortedRows:
    """Sort the rows of one ledger, in their order."""
    result = SortedRows()
    sound = list[Ready]()
    for row in rows:
        if isinstance(row, Ready):
            sound.append(row)
        else:
            result.refused.append(row)
    _Sorting(known, result).sort(sound)
    return result


@dataclass
class _Sorting:
    """Rows find their places one after another; one whose key is another's tries the next key."""

    known: EarlierImports
    result: SortedRows
    taken: dict[str, Ready] = field(default_factory=dict)

    def sort(self, rows: list[Ready]) -> None:
        own = self.known.by_number(row.own_number for row in rows)
        former = self.known.by_key(row.former_key for row in rows)
        waiting = list[Ready]()
        for row in rows:
            earlier = own.get(row.own_number) or former.get(row.former_key)
            if earlier:
                self._compare(row, earlier)
            else:
                waiting.append(row)
        new = list[Ready]()
        while waiting:
            waiting = self._one_round(waiting, new)
        order = {(row.sheet, row.row): place for place, row in enumerate(rows)}
        self.result.new = sorted(new, key=lambda row: order[row.sheet, row.row])

    def _one_round(self, rows: list[Ready], new: list[Ready]) -> list[Ready]:
        """Those that have to try again with another key."""
        letters = self.known.by_key(row.key for row in rows)
        again = list[Ready]()
        for row in rows:
            letter, beside = letters.get(row.key), self.taken.get(row.key)
            if letter and (row.former_key or is_one_matter(_of_row(row), _of_letter(letter))):
                self._compare(row, letter)
            elif beside and is_one_matter(_of_row(row), _of_row(beside)):
                self._compare_rows(row, beside)
            elif beside or row.key in letters:
                again.append(replace(row, key=next_key(row.key)))
            else:
                self.taken[row.key] = row
                new.append(row)
        return again

    def _compare(self, row: Ready, earlier: Petition) -> None:
        first = self.taken.setdefault(f"case {earlier.case_id}", row)
        if first is not row:
            self._compare_rows(row, first)
        elif columns := _differing(row, earlier):
            self.result.changed.append(Update(row, earlier, columns))
        else:
            self.result.repeats += 1

    def _compare_rows(self, row: Ready, earlier: Ready) -> None:
        """The same row twice is one case; two that differ are a mistake to put right."""
        if row.cells == earlier.cells:
            self.result.repeats += 1
            return
        reason = _("Row %(row)d has the same number with other content. Correct one of them.")
        number = row.letter.external_number
        fault = BadValue("external_number", number, reason % {"row": earlier.row})
        self.result.refused.append(Faulty(row.sheet, row.row, (fault,)))


def _differing(row: Ready, earlier: Petition) -> tuple[str, ...]:
    """The columns in which other values stand than when the row was last read."""
    held: Mapping[str, str] = {} if row.own_number else earlier.source_cells
    if not held:
        is_open = earlier.case.status == Status.REGISTERED
        return (RESULT,) if row.finish and is_open else ()
    return tuple(
        column
        for column, value in row.cells.items()
        if held.get(column, "") not in keyed_digests.digests("cell", value)
        and (value or column in held)
    )


def _of_row(row: Ready) -> Matter:
    return Matter(row.received_on, row.letter.text)


def _of_letter(letter: Petition) -> Matter:
    return Matter(letter.case.received_on, letter.text)
