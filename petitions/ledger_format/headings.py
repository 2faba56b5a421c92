"""Finding the header of a sheet: one line or several, below titles, in anybody's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from petitions.ledger_format.cells import text_of
from petitions.ledger_format.columns import ANCHORS, fold_heading, recognise
from petitions.ledger_format.grids import NumberedRow, UnreadableLedger

HEADER_SEARCH_ROWS = 40
MAX_HEADER_LINES = 3
MIN_COLUMNS = 2
PATH_MARK = "/"


@dataclass(frozen=True, slots=True)
class HeadingColumn:
    """A column of the file: our name, empty if it is unknown, their heading, its index from 0."""

    key: str
    heading: str
    index: int


@dataclass(frozen=True)
class Header:
    """What the header lines say. `lines` are their texts, folded, to know them when repeated.

    `unknown` are the headings that are not understood, by their index.
    """

    columns: tuple[HeadingColumn, ...]
    unknown: Mapping[int, str]
    titles: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    rows_used: int
    width: int


Path = tuple[str, ...]


@dataclass(frozen=True)
class Meanings:
    """What is known of an office's headings beside our own table.

    `mapping` has for our columns the headings of this very ledger; `learnt` what folded headings
    were taken for before, nothing for those whose values become remarks.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    learnt: Mapping[str, str] = field(default_factory=dict)


def find_header(rows: Sequence[NumberedRow], meanings: Meanings) -> Header | None:
    """The best header among the first rows, or None.

    Most columns understood wins; then the fewest lines; then the topmost. A header needs two
    known columns, one of them an anchor; a column named in `mapping` is enough by itself.
    """
    best: tuple[tuple[int, int, int], int, int] | None = None
    for start in range(len(rows)):
        for depth in range(1, min(MAX_HEADER_LINES, len(rows) - start) + 1):
            paths = _paths([rows[start + line][1] for line in range(depth)])
            keys = {column.key for column in _columns(paths, meanings)}
            rank = (len(keys), -depth, -start)
            if _acceptable(keys, meanings.mapping) and (best is None or rank > best[0]):
                best = (rank, start, depth)
    return None if best is None else _header(rows, best[1], best[2], meanings)


def _acceptable(keys: set[str], mapping: Mapping[str, str]) -> bool:
    if mapping and keys & set(mapping):
        return True
    return len(keys) >= MIN_COLUMNS and bool(keys & ANCHORS)


def _header(rows: Sequence[NumberedRow], start: int, depth: int, meanings: Meanings) -> Header:
    lines = [rows[start + line][1] for line in range(depth)]
    paths = _paths(lines)
    columns = _columns(paths, meanings)
    _check_mapping(columns, meanings.mapping)
    used = {column.index for column in columns}
    unknown = {i: _printed(path) for i, path in enumerate(paths) if path and i not in used}
    titles = [text for _number, row in rows[:start] for text in map(text_of, row) if text]
    folded = tuple(tuple(fold_heading(text_of(value)) for value in line) for line in lines)
    return Header(columns, unknown, tuple(titles), folded, start + depth, len(paths))


def _paths(lines: Sequence[Sequence[object]]) -> list[Path]:
    """For each column its headings from the outermost group inwards.

    A blank in an upper line belongs to the group on its left, as in a merged cell, if there is
    a heading below it. So merged headings read the same in .xlsx and in .csv.
    """
    width = max(len(line) for line in lines)
    texts = [[text_of(value) for value in line] + [""] * (width - len(line)) for line in lines]
    for upper in range(len(texts) - 1):
        for index in range(1, width):
            below = any(texts[lower][index] for lower in range(upper + 1, len(texts)))
            if not texts[upper][index] and below:
                texts[upper][index] = texts[upper][index - 1]
    return [tuple(line[index] for line in texts if line[index]) for index in range(width)]


def _columns(paths: Sequence[Path], meanings: Meanings) -> tuple[HeadingColumn, ...]:
    found: dict[str, tuple[int, int]] = {}
    for index, path in enumerate(paths):
        match = _mapped(path, meanings.mapping) or _meaning(path, meanings.learnt)
        if match is None:
            continue
        key, rank = match
        if key in meanings.mapping and rank >= 0:
            continue
        if key not in found or rank < found[key][0]:
            found[key] = (rank, index)
    columns = (
        HeadingColumn(key, _printed(paths[index]), index) for key, (_rank, index) in found.items()
    )
    return tuple(sorted(columns, key=lambda column: column.index))


def _mapped(path: Path, mapping: Mapping[str, str]) -> tuple[str, int] | None:
    """A mapping outranks every heading of ours: its rank is below all."""
    if not path:
        return None
    names = {fold_heading(path[-1]), fold_heading(_printed(path))}
    for key, heading in mapping.items():
        if fold_heading(heading) in names:
            return key, -1
    return None


def _meaning(path: Path, learnt: Mapping[str, str]) -> tuple[str, int] | None:
    """What was learnt comes before our own table."""
    key = learnt.get(fold_heading(_printed(path)))
    if key is None:
        return recognise(path)
    return (key, 0) if key else None


def _check_mapping(columns: Sequence[HeadingColumn], mapping: Mapping[str, str]) -> None:
    found = {column.key for column in columns}
    for key, heading in mapping.items():
        if key not in found:
            raise UnreadableLedger(
                _("The mapping names the heading “%(heading)s”, which the ledger does not have.")
                % {"heading": heading}
            )


def _printed(path: Path) -> str:
    return PATH_MARK.join(dict.fromkeys(" ".join(part.split()) for part in path))
