"""Cases as rows of a ledger, for `petitions.ledgers.writing`; what is written can be read back."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from django.db.models import QuerySet
from django.utils import translation

from petitions.ledgers.writing import RowValues
from petitions.models import ContentClass, Petition, Petitioner, Purpose
from workflows.clocks.calendar import legal_date
from workflows.models import Case
from workflows.states import OPEN, Outcome, Rating

EXPORTED = (
    "number",
    "external_number",
    "received_on",
    "region",
    "channel",
    "content_class",
    "purpose",
    "key_case",
    "petitioner_name",
    "petitioner_phone",
    "petitioner_address",
    "people_count",
    "subject",
    "text",
    "unit_complained",
    "responsible_unit",
    "leader",
    "finished",
    "finished_on",
    "outcome",
    "satisfaction",
    "remarks",
)
"""The columns of an export. ID numbers stay in the system: nobody needs them to work a ledger."""

CHUNK = 500
_RATINGS: Mapping[int, str] = MappingProxyType(
    {
        Rating.SATISFIED: "satisfied",
        Rating.FAIRLY: "basically_satisfied",
        Rating.DISSATISFIED: "dissatisfied",
    }
)


def rows(cases: QuerySet[Case]) -> Iterator[RowValues]:
    """The cases that have a letter, newest first, read in chunks. The caller has asked access."""
    whole = (
        cases.filter(letter__isnull=False)
        .select_related("holding_unit", "leader", "letter__region", "letter__unit_complained")
        .prefetch_related("letter__petitioners")
        .order_by("-registered_at", "-pk")
    )
    for case in whole.iterator(chunk_size=CHUNK):
        yield {**_of_letter(case.letter), **_of_envelope(case)}


def _of_envelope(case: Case) -> dict[str, object]:
    finished = "open" if case.status in OPEN else "interim" if case.interim else "finished"
    return {
        "number": case.number,
        "received_on": case.received_on,
        "responsible_unit": case.holding_unit.name,
        "leader": case.leader.name if case.leader else "",
        "finished": finished,
        "finished_on": legal_date(case.finished_at) if case.finished_at else None,
        "outcome": _in_chinese(Outcome(case.outcome)) if case.outcome else "",
        "satisfaction": _RATINGS.get(case.unit_rating, "") if case.unit_rating is not None else "",
    }


def _of_letter(letter: Petition) -> dict[str, object]:
    people = list(letter.petitioners.all())
    first = people[0] if people else Petitioner()
    unit = letter.unit_complained
    return {
        "external_number": letter.external_number,
        "region": letter.region.name,
        "channel": letter.channel,
        "content_class": letter.content_note or _in_chinese(ContentClass(letter.content_class)),
        "purpose": _in_chinese(Purpose(letter.purpose)),
        "key_case": letter.key_case,
        "petitioner_name": "、".join(person.name for person in people),
        "petitioner_phone": first.phone,
        "petitioner_address": first.address,
        "people_count": letter.people_count,
        "subject": letter.subject,
        "text": letter.text,
        "unit_complained": letter.complained_text or (unit.name if unit else ""),
        "remarks": letter.remarks,
    }


def _in_chinese(word: ContentClass | Purpose | Outcome) -> str:
    """A ledger is an official paper: its words don't follow the reader's language."""
    with translation.override("zh-hans"):
        return str(word.label)
