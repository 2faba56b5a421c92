"""A letter composed of what a row of a ledger says; what has no place there goes to the remarks."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from organizations.models import Region
from petitions.ledger_format.bad_values import BadValue
from petitions.ledger_format.cell_values import is_blank
from petitions.ledger_format.columns import COLUMNS
from petitions.ledger_format.row_parser import ParsedRow
from petitions.ledger_format.sheet_writer import printed
from petitions.ledgers import vocabulary
from petitions.letters.registration import SUBJECT_LENGTH, LetterInput, PetitionerDetails
from petitions.models import Channel, Petition, Petitioner
from petitions.written_identity import NUMBERS_JOIN, names_in

ROOM: Final[Mapping[str, int]] = {
    "content_class": Petition._meta.get_field("content_note").max_length or 0,
    "unit_complained": Petition._meta.get_field("complained_text").max_length or 0,
    "external_number": Petition._meta.get_field("external_number").max_length or 0,
    "number": Petition._meta.get_field("external_number").max_length or 0,
    "petitioner_id": Petitioner._meta.get_field("id_number").max_length or 0,
    "petitioner_address": Petitioner._meta.get_field("address").max_length or 0,
}
"""How many characters of a column a letter has room for."""
ROOM_OF_NAME: Final = Petitioner._meta.get_field("name").max_length or 0
_TITLE = Petition._meta.get_field("subject").max_length or 0
_PHONE = Petitioner._meta.get_field("phone").max_length or 0
_ET_AL = re.compile(r"(?P<name>.+?)等(?P<count>\d{1,4})[人名户]")
_FROM_ROW = ("responsible_unit", "leader", "satisfaction")


def compose_letter(
    entry: ParsedRow,
    region: Region,
    *,
    kept: Iterable[BadValue],
    others: Mapping[str, str],
    finished: bool,
) -> LetterInput:
    """The letter of a sound row, whose matter is in `region`.

    `kept` are values that were not understood, `others` those under headings that we don't know.
    """
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
        purpose=vocabulary.purpose(entry.text("purpose")),
        content_class=kind,
        content_note=note,
        complained_text=_fitting(entry, "unit_complained"),
        people_count=values.get("people_count", people),
        key_case=bool(values.get("key_case", False)),
        remarks=_remarks(entry, kept, others, finished=finished),
        external_number=_fitting(entry, "external_number") or _fitting(entry, "number"),
    )


def _fitting(entry: ParsedRow, key: str) -> str:
    """As much as there is room for; the whole stands among the remarks."""
    return entry.text(key)[: ROOM[key]]


def _reasons(entry: ParsedRow, region: Region) -> tuple[str, str]:
    """Title and text; a row with neither is put into words from what it does say."""
    subject, text = entry.text("subject"), entry.text("text")
    if not (subject or text):
        kind = entry.text("content_class")
        subject = f"{region.name}{kind}问题" if kind else f"{region.name}信访事项"
        number = entry.text("external_number")
        source = f"，来源编号：{number}" if number else ""
        return subject, f"反映{subject}（台账未载具体内容{source}）。"
    if len(subject) > _TITLE:
        text = f"{subject}\n{text}" if text else subject
        subject = subject[: _TITLE - 1] + "…"
    return subject or text.split("\n")[0][:SUBJECT_LENGTH], text or subject


def _parties(entry: ParsedRow) -> tuple[tuple[PetitionerDetails, ...], int]:
    """The petitioners and how many people stand behind the names; details are the first one's."""
    written = entry.text("petitioner_name")
    group = _ET_AL.fullmatch(written)
    people = int(group["count"]) if group else 0
    names = [name[:ROOM_OF_NAME] for name in names_in(group["name"] if group else written)]
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
    numbers = entry.text("petitioner_phone").split(NUMBERS_JOIN)
    for number in numbers:
        if len(NUMBERS_JOIN.join([*kept, number])) > _PHONE:
            break
        kept.append(number)
    return NUMBERS_JOIN.join(kept), NUMBERS_JOIN.join(numbers[len(kept) :])


def _remarks(
    entry: ParsedRow, kept: Iterable[BadValue], others: Mapping[str, str], *, finished: bool
) -> str:
    """What the ledger says of handling elsewhere, and what has no place of its own with us."""
    keys: Iterable[str] = _FROM_ROW if finished else (*_FROM_ROW, "outcome")
    lines = [
        entry.text("remarks"),
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
