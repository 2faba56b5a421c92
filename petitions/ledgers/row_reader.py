"""A row of a ledger as a letter ready to be registered, or all that is wrong with the row."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256

from django.utils.translation import gettext as _

from organizations.models import Region, Unit
from organizations.regions import RegionIndex
from petitions.ledger_format.bad_values import BadValue
from petitions.ledger_format.ledger_dates import parse_date
from petitions.ledger_format.region_names import region_parts
from petitions.ledger_format.row_parser import ParsedRow, parse_row
from petitions.ledger_format.sheet_reader import Sheet, SheetRow
from petitions.ledgers import vocabulary
from petitions.ledgers.letter_composing import ROOM, ROOM_OF_NAME, compose_letter
from petitions.ledgers.responsible_units import ResponsibleUnits
from petitions.letters.registration import LetterInput
from petitions.models import Purpose
from petitions.written_identity import names_in

OWN_LEVEL = re.compile(r"[省市县区旗盟州]?本级|本[省市县区旗盟州]|[省市县区旗盟州]直")
_DIVISION = re.compile(r"[^镇乡街村路]{1,12}[省市县旗州盟]")
MATTER = ("received_on", "region", "petitioner_name", "subject", "text", "unit_complained")
"""What stays of a matter when it is worked on."""


@dataclass(frozen=True, slots=True)
class Finish:
    """A row that was finished before it came to us; without a day where the ledger has none."""

    on: date | None
    interim: bool
    outcome: str
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Ready:
    """A sound row. `key` is the same for the same matter of the same unit, whenever it is read.

    `former_key` is the one that earlier releases gave it. `cells` are its values as written, by
    our column or the ledger's heading; `kept` those that were not understood.
    """

    sheet: str
    row: int
    key: str
    former_key: str
    own_number: str
    cells: Mapping[str, str]
    letter: LetterInput
    received_on: date
    finish: Finish | None
    kept: tuple[BadValue, ...] = ()


@dataclass(frozen=True, slots=True)
class Faulty:
    """A row with everything that is wrong with it, in the order of the columns."""

    sheet: str
    row: int
    faults: tuple[BadValue, ...]


@dataclass
class RowReader:
    """Reads the rows of one ledger of one unit, in their order.

    `dated_on` is the day of receipt of rows on sheets that have no column for it, if their title
    names none.
    """

    unit: Unit
    regions: RegionIndex
    today: date
    units: ResponsibleUnits
    dated_on: date | None = None
    seen: Counter[str] = field(default_factory=Counter)

    def read(self, sheet: Sheet, row: SheetRow) -> Ready | Faulty:
        """The row as a letter with its dates, or its faults."""
        entry = self._parsed(sheet, row)
        region, unknown = self._region(entry)
        kept = (*entry.kept, *unknown, *_contradicting(entry), *_too_long(entry))
        faults = (*entry.faults, *_missing(entry))
        if faults:
            return Faulty(sheet.name, row.number, faults)
        key, former = self._keys(entry, row)
        finish = self._finish(entry)
        return Ready(
            sheet=sheet.name,
            row=row.number,
            key=key,
            former_key=former,
            own_number=entry.text("number"),
            cells=_cells(sheet, row),
            letter=compose_letter(
                entry, region, kept=kept, others=row.others, finished=finish is not None
            ),
            received_on=entry.values["received_on"],  # type: ignore[arg-type]  # see `parse_row`
            finish=finish,
            kept=kept,
        )

    def _finish(self, entry: ParsedRow) -> Finish | None:
        """Who is accused of a matter isn't on record as its holder (条例 30③)."""
        found, by = _finish(entry), entry.text("responsible_unit")
        accuses = vocabulary.purpose(entry.text("purpose")) == Purpose.ACCUSATION
        return replace(found, unit=self.units.find(by)) if found and by and not accuses else found

    def _parsed(self, sheet: Sheet, row: SheetRow) -> ParsedRow:
        entry = parse_row(row, today=self.today, year=sheet.year)
        day = sheet.dated_on or self.dated_on
        if "received_on" in sheet.keys or day is None:
            return entry
        try:
            received_on = parse_date(day.isoformat(), not_after=self.today)
        except BadValue as fault:
            return replace(entry, faults=(*entry.faults, fault))
        return replace(entry, values={**entry.values, "received_on": received_on})

    def _region(self, entry: ParsedRow) -> tuple[Region, tuple[BadValue, ...]]:
        """The place of the matter; the unit's own where the one that is written is not known."""
        written = entry.text("region")
        if not written or OWN_LEVEL.fullmatch(written):
            return self.unit.region, ()
        found = self._place(written)
        if found is not None:
            return found, ()
        reason = _("This place is not known. Write its full name, such as 武汉市江岸区.")
        return self.unit.region, (BadValue("region", written, reason),)

    def _place(self, written: str) -> Region | None:
        """The place as a whole, else its innermost known part; None if a division is unknown."""
        found = self.regions.find(written, within=self.unit.region)
        for part in region_parts(written):
            inner = self.regions.find(part.official, within=found or self.unit.region)
            if inner is None and _DIVISION.fullmatch(part.name):
                return None
            if found is None or (inner and found.covers(inner)):
                found = inner
        return found

    def _keys(self, entry: ParsedRow, row: SheetRow) -> tuple[str, str]:
        """By the source's number; without one by what stays when a matter is worked on.

        Rows that are alike are counted.
        """
        if number := _number(entry):
            return _digest(self.unit.code, "number", number), ""
        content = _digest(*(part for pair in sorted(_own(row)) for part in pair))
        matter = _digest(*(entry_part for key in MATTER for entry_part in (key, row.text(key))))
        return (self._counted("matter", matter), self._counted("content", content))

    def _counted(self, kind: str, digest: str) -> str:
        self.seen[digest] += 1
        return _digest(self.unit.code, kind, digest, str(self.seen[digest]))


def _own(row: SheetRow) -> Iterator[tuple[str, str]]:
    """The row as written in our columns, less its place in the list."""
    return ((k, c.text) for k, c in row.cells.items() if c.text and k != "sequence")


def _cells(sheet: Sheet, row: SheetRow) -> Mapping[str, str]:
    """Every value of the row as written, blank ones too, less its place in the list."""
    ours = (column.key for column in sheet.columns if column.key != "sequence")
    empty = dict.fromkeys((*ours, *(column.heading for column in sheet.unknown)), "")
    return {**empty, **dict(_own(row)), **row.others}


def _number(entry: ParsedRow) -> str:
    """The source's number, or the case number that another office of ours gave."""
    return entry.text("external_number") or entry.text("number")


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()


def _missing(entry: ParsedRow) -> Iterator[BadValue]:
    wrong = {fault.column for fault in entry.faults}
    if not {"received_on"} & {*entry.values, *wrong}:
        yield BadValue("received_on", "", _("The date of receipt is missing. Enter it."))


def _contradicting(entry: ParsedRow) -> Iterator[BadValue]:
    if entry.values.get("finished") == "open" and "finished_on" in entry.values:
        day = str(entry.values["finished_on"])
        reason = _("There is a date of finishing, but the matter is marked open.")
        yield BadValue("finished_on", day, reason)


def _too_long(entry: ParsedRow) -> Iterator[BadValue]:
    for key, limit in ROOM.items():
        if len(entry.text(key)) > limit:
            yield _over(key, entry.text(key), limit)
    for name in names_in(entry.text("petitioner_name")):
        if len(name) > ROOM_OF_NAME:
            yield _over("petitioner_name", name, ROOM_OF_NAME)


def _over(key: str, value: str, limit: int) -> BadValue:
    reason = _("Too long: at most %(limit)d characters. Shorten the text.") % {"limit": limit}
    return BadValue(key, value, reason)


def _finish(entry: ParsedRow) -> Finish | None:
    """A row with a date of finishing is finished, unless it says that it is open."""
    said, on = entry.values.get("finished"), entry.values.get("finished_on")
    if said == "open" or (said is None and on is None):
        return None
    day = on if isinstance(on, date) else None
    return Finish(day, said == "interim", entry.text("outcome"))
