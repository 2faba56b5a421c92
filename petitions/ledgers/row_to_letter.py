"""From a row of a ledger to a letter ready to be registered, or all that is wrong with the row."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from django.utils.translation import gettext as _

from organizations.models import Region, Unit
from organizations.regions import RegionIndex
from petitions.ledger_format.bad_values import BadValue
from petitions.ledger_format.columns import COLUMNS
from petitions.ledger_format.id_numbers import PHONE_JOIN
from petitions.ledger_format.region_names import region_parts
from petitions.ledger_format.row_parser import ParsedRow, parse_row
from petitions.ledger_format.sheet_reader import SheetRow
from petitions.ledger_format.sheet_writer import printed
from petitions.ledgers import vocabulary
from petitions.letters.registration import SUBJECT_LENGTH, LetterInput, PetitionerDetails
from petitions.models import Channel, Petition, Petitioner

OWN_LEVEL = re.compile(r"[省市县区旗盟州]?本级|本[省市县区旗盟州]|[省市县区旗盟州]直")
_DIVISION = re.compile(r"[^镇乡街村路]{1,12}[省市县旗州盟]")
_NAMES = re.compile(r"[、,，;；]|\s{2,}")
_ET_AL = re.compile(r"(?P<name>.+?)等(?P<count>\d{1,4})[人名户]")
_FROM_ROW = ("responsible_unit", "leader", "satisfaction")
_LIMITS: Mapping[str, int] = {
    "content_class": Petition._meta.get_field("content_note").max_length or 0,
    "unit_complained": Petition._meta.get_field("complained_text").max_length or 0,
    "external_number": Petition._meta.get_field("external_number").max_length or 0,
    "number": Petition._meta.get_field("external_number").max_length or 0,
    "petitioner_address": Petitioner._meta.get_field("address").max_length or 0,
}
_TITLE = Petition._meta.get_field("subject").max_length or 0
_NAME = Petitioner._meta.get_field("name").max_length or 0
_PHONE = Petitioner._meta.get_field("phone").max_length or 0


@dataclass(frozen=True, slots=True)
class Finish:
    """A row that was finished before it came to us."""

    on: date
    interim: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class Ready:
    """A sound row. `key` is the same for the same row of the same unit, whenever it is read."""

    row: int
    key: str
    own_number: str
    content: str
    letter: LetterInput
    received_on: date
    finish: Finish | None


@dataclass(frozen=True, slots=True)
class Faulty:
    """A row with everything that is wrong with it, in the order of the columns."""

    row: int
    faults: tuple[BadValue, ...]


@dataclass
class RowReader:
    """Reads the rows of one ledger of one unit, in their order."""

    unit: Unit
    regions: RegionIndex
    today: date
    seen: Counter[str] = field(default_factory=Counter)

    def read(self, row: SheetRow) -> Ready | Faulty:
        """The row as a letter with its dates, or its faults."""
        entry = parse_row(row, today=self.today)
        region, unknown = self._region(entry)
        faults = (*entry.faults, *unknown, *_missing(entry), *_too_long(entry))
        if faults or region is None:
            return Faulty(row.number, faults)
        content = _content(row)
        return Ready(
            row=row.number,
            key=self._key(entry, content),
            own_number=_text(entry, "number"),
            content=content,
            letter=_letter(entry, region),
            received_on=entry.values["received_on"],  # type: ignore[arg-type]  # see `parse_row`
            finish=_finish(entry),
        )

    def _region(self, entry: ParsedRow) -> tuple[Region | None, tuple[BadValue, ...]]:
        written = _text(entry, "region")
        if not written or OWN_LEVEL.fullmatch(written):
            return self.unit.region, ()
        found = self._place(written)
        if found is not None:
            return found, ()
        reason = _("This place is not known. Write its full name, such as 武汉市江岸区.")
        return None, (BadValue("region", written, reason),)

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

    def _key(self, entry: ParsedRow, content: str) -> str:
        """By the source's number; without one by the content, counting rows that are alike."""
        if number := _number(entry):
            return _digest(self.unit.code, "number", number)
        self.seen[content] += 1
        return _digest(self.unit.code, "content", content, str(self.seen[content]))


def _text(entry: ParsedRow, key: str) -> str:
    return str(entry.values.get(key, ""))


def _number(entry: ParsedRow) -> str:
    """The source's number, or the case number that another office of ours gave."""
    return _text(entry, "external_number") or _text(entry, "number")


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()


def _content(row: SheetRow) -> str:
    """The row as written, less its place in the list."""
    filled = sorted((k, c.text) for k, c in row.cells.items() if c.text and k != "sequence")
    return _digest(*(part for pair in filled for part in pair))


def _missing(entry: ParsedRow) -> Iterator[BadValue]:
    wrong = {fault.column for fault in entry.faults}
    if not {"received_on"} & {*entry.values, *wrong}:
        yield BadValue("received_on", "", _("The date of receipt is missing. Enter it."))
    said = entry.values.get("finished")
    if said in ("finished", "interim") and not {"finished_on"} & {*entry.values, *wrong}:
        reason = _("The matter is marked finished without a date. Enter when it was finished.")
        yield BadValue("finished_on", "", reason)
    if said == "open" and "finished_on" in entry.values:
        day = str(entry.values["finished_on"])
        yield BadValue(
            "finished_on", day, _("There is a date of finishing, but the matter is marked open.")
        )


def _too_long(entry: ParsedRow) -> Iterator[BadValue]:
    for key, limit in _LIMITS.items():
        if len(_text(entry, key)) > limit:
            yield _over(key, _text(entry, key), limit)
    for name in _NAMES.split(_text(entry, "petitioner_name")):
        if len(name) > _NAME:
            yield _over("petitioner_name", name, _NAME)


def _over(key: str, value: str, limit: int) -> BadValue:
    reason = _("Too long: at most %(limit)d characters. Shorten the text.") % {"limit": limit}
    return BadValue(key, f"{value[:40]}…", reason)


def _finish(entry: ParsedRow) -> Finish | None:
    on = entry.values.get("finished_on")
    if not isinstance(on, date):
        return None
    interim = entry.values.get("finished") == "interim"
    return Finish(on, interim, _text(entry, "outcome"))


def _letter(entry: ParsedRow, region: Region) -> LetterInput:
    kind, note = vocabulary.content_class(_text(entry, "content_class"))
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
        complained_text=_text(entry, "unit_complained"),
        people_count=values.get("people_count", people),
        key_case=bool(values.get("key_case", False)),
        remarks=_remarks(entry),
        external_number=_number(entry),
    )


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
    names = [name.strip() for name in _NAMES.split(group["name"] if group else written)]
    names = [name for name in names if name]
    first = PetitionerDetails(
        name=names[0] if names else "",
        phone=_phones(entry)[0],
        address=_text(entry, "petitioner_address"),
        id_number=_text(entry, "petitioner_id"),
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
    numbers = _text(entry, "petitioner_phone").split(PHONE_JOIN)
    for number in numbers:
        if len(PHONE_JOIN.join([*kept, number])) > _PHONE:
            break
        kept.append(number)
    return PHONE_JOIN.join(kept), PHONE_JOIN.join(numbers[len(kept) :])


def _remarks(entry: ParsedRow) -> str:
    """What the ledger says of handling elsewhere: our own record begins with the registration."""
    keys: Iterable[str] = _FROM_ROW if "finished_on" in entry.values else (*_FROM_ROW, "outcome")
    lines = [
        _text(entry, "remarks"),
        *(
            f"{COLUMNS[key].heading}：{printed(COLUMNS[key], entry.values[key])}"
            for key in keys
            if key in entry.values
        ),
    ]
    rest = _phones(entry)[1]
    return "\n".join(filter(None, [*lines, f"其他电话：{rest}" if rest else ""]))
