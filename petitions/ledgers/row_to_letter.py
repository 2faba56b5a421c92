"""From a row of a ledger to a letter ready to be registered, or all that is wrong with the row."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from organizations.models import Region, Unit
from organizations.regions import RegionIndex
from petitions.ledger_format.bad_values import BadValue
from petitions.ledger_format.cell_values import is_blank
from petitions.ledger_format.columns import COLUMNS
from petitions.ledger_format.ledger_dates import parse_date
from petitions.ledger_format.region_names import region_parts
from petitions.ledger_format.row_parser import ParsedRow, parse_row
from petitions.ledger_format.sheet_reader import Sheet, SheetRow
from petitions.ledger_format.sheet_writer import printed
from petitions.ledgers import vocabulary
from petitions.ledgers.responsible_units import ResponsibleUnits
from petitions.letters.registration import SUBJECT_LENGTH, LetterInput, PetitionerDetails
from petitions.models import Channel, Petition, Petitioner, Purpose
from petitions.written_identity import NUMBERS_JOIN, names_in

OWN_LEVEL = re.compile(r"[省市县区旗盟州]?本级|本[省市县区旗盟州]|[省市县区旗盟州]直")
_DIVISION = re.compile(r"[^镇乡街村路]{1,12}[省市县旗州盟]")
_ET_AL = re.compile(r"(?P<name>.+?)等(?P<count>\d{1,4})[人名户]")
MATTER = ("received_on", "region", "petitioner_name", "subject", "text", "unit_complained")
"""What stays of a matter when it is worked on."""
_FROM_ROW = ("responsible_unit", "leader", "satisfaction")
_LIMITS: Mapping[str, int] = {
    "content_class": Petition._meta.get_field("content_note").max_length or 0,
    "unit_complained": Petition._meta.get_field("complained_text").max_length or 0,
    "external_number": Petition._meta.get_field("external_number").max_length or 0,
    "number": Petition._meta.get_field("external_number").max_length or 0,
    "petitioner_id": Petitioner._meta.get_field("id_number").max_length or 0,
    "petitioner_address": Petitioner._meta.get_field("address").max_length or 0,
}
_TITLE = Petition._meta.get_field("subject").max_length or 0
_NAME = Petitioner._meta.get_field("name").max_length or 0
_PHONE = Petitioner._meta.get_field("phone").max_length or 0


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
        return Ready(
            sheet=sheet.name,
            row=row.number,
            key=key,
            former_key=former,
            own_number=_text(entry, "number"),
            cells=_cells(sheet, row),
            letter=_letter(entry, region, kept, row.others),
            received_on=entry.values["received_on"],  # type: ignore[arg-type]  # see `parse_row`
            finish=self._finish(entry),
            kept=kept,
        )

    def _finish(self, entry: ParsedRow) -> Finish | None:
        """Who is accused of a matter isn't on record as its holder (条例 30③)."""
        found, by = _finish(entry), _text(entry, "responsible_unit")
        accuses = vocabulary.purpose(_text(entry, "purpose")) == Purpose.ACCUSATION
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
        written = _text(entry, "region")
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


def _text(entry: ParsedRow, key: str) -> str:
    return str(entry.values.get(key, ""))


def _number(entry: ParsedRow) -> str:
    """The source's number, or the case number that another office of ours gave."""
    return _text(entry, "external_number") or _text(entry, "number")


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
    for key, limit in _LIMITS.items():
        if len(_text(entry, key)) > limit:
            yield _over(key, _text(entry, key), limit)
    for name in names_in(_text(entry, "petitioner_name")):
        if len(name) > _NAME:
            yield _over("petitioner_name", name, _NAME)


def _over(key: str, value: str, limit: int) -> BadValue:
    reason = _("Too long: at most %(limit)d characters. Shorten the text.") % {"limit": limit}
    return BadValue(key, value, reason)


def _finish(entry: ParsedRow) -> Finish | None:
    """A row with a date of finishing is finished, unless it says that it is open."""
    said, on = entry.values.get("finished"), entry.values.get("finished_on")
    if said == "open" or (said is None and on is None):
        return None
    day = on if isinstance(on, date) else None
    return Finish(day, said == "interim", _text(entry, "outcome"))


def _letter(
    entry: ParsedRow, region: Region, kept: Iterable[BadValue], others: Mapping[str, str]
) -> LetterInput:
    kind, note = vocabulary.content_class(_fitting(entry, "content_class"))
    subject, text = _reasons(entry, region)
    parties, people = _parties(entry)
    values: Mapping[str, Any] = entry.values
    return LetterInput(
        channel=Channel(values.get("channel", Channel.HANDOVER)),
        region=region,
        text=text,
        subject=subject,
        petitioners=parties,
        purpose=vocabulary.purpose(_text(entry, "purpose")),
        content_class=kind,
        content_note=note,
        complained_text=_fitting(entry, "unit_complained"),
        people_count=values.get("people_count", people),
        key_case=bool(values.get("key_case", False)),
        remarks=_remarks(entry, kept, others),
        external_number=_fitting(entry, "external_number") or _fitting(entry, "number"),
    )


def _fitting(entry: ParsedRow, key: str) -> str:
    """As much as there is room for; the whole stands among the remarks."""
    return _text(entry, key)[: _LIMITS[key]]


def _reasons(entry: ParsedRow, region: Region) -> tuple[str, str]:
    """Title and text; a row with neither is put into words from what it does say."""
    subject, text = _text(entry, "subject"), _text(entry, "text")
    if not (subject or text):
        kind = _text(entry, "content_class")
        subject = f"{region.name}{kind}问题" if kind else f"{region.name}信访事项"
        number = _text(entry, "external_number")
        source = f"，来源编号：{number}" if number else ""
        return subject, f"反映{subject}（台账未载具体内容{source}）。"
    if len(subject) > _TITLE:
        text = f"{subject}\n{text}" if text else subject
        subject = subject[: _TITLE - 1] + "…"
    return subject or text.split("\n")[0][:SUBJECT_LENGTH], text or subject


def _parties(entry: ParsedRow) -> tuple[tuple[PetitionerDetails, ...], int]:
    """The petitioners and how many people stand behind the names; details are the first one's."""
    written = _text(entry, "petitioner_name")
    group = _ET_AL.fullmatch(written)
    people = int(group["count"]) if group else 0
    names = [name[:_NAME] for name in names_in(group["name"] if group else written)]
    first = PetitionerDetails(
        name=names[0] if names else "",
        phone=_phones(entry)[0],
        address=_fitting(entry, "petitioner_address"),
        id_number=_fitting(entry, "petitioner_id"),
        is_representative=len(names) > 1 or people > 1,
    )
    if not names and not (first.phone or first.address or first.id_number):
        return (), 1
    named = (
        first if names else PetitionerDetails("未具名", first.phone, first.address, first.id_number)
    )
    return (named, *(PetitionerDetails(name) for name in names[1:])), max(people, len(names), 1)


def _phones(entry: ParsedRow) -> tuple[str, str]:
    """As many numbers as a petitioner has room for, and the rest."""
    kept: list[str] = []
    numbers = _text(entry, "petitioner_phone").split(NUMBERS_JOIN)
    for number in numbers:
        if len(NUMBERS_JOIN.join([*kept, number])) > _PHONE:
            break
        kept.append(number)
    return NUMBERS_JOIN.join(kept), NUMBERS_JOIN.join(numbers[len(kept) :])


def _remarks(entry: ParsedRow, kept: Iterable[BadValue], others: Mapping[str, str]) -> str:
    """What the ledger says of handling elsewhere, and what has no place of its own with us."""
    keys: Iterable[str] = _FROM_ROW if _finish(entry) else (*_FROM_ROW, "outcome")
    lines = [
        _text(entry, "remarks"),
        *(
            f"{COLUMNS[key].heading}：{printed(COLUMNS[key], entry.values[key])}"
            for key in keys
            if key in entry.values
        ),
        *(f"{word.heading}：{word.note}" for word in kept if word.note),
        *(f"{heading}：{value}" for heading, value in others.items() if not is_blank(value)),
    ]
    rest = _phones(entry)[1]
    return "\n".join(filter(None, [*lines, f"其他电话：{rest}" if rest else ""]))
