"""Cases as rows of a ledger, for `ledger_format.sheet_writer`; what is written can be read back."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from petitions.cases import case_list
from petitions.cases.case_conditions import CaseConditions, person_named, region_coded, unit_coded
from petitions.ledger_format.sheet_writer import RowValues
from petitions.models import ContentClass, Petition, Petitioner, Purpose
from workflows.cases.case_lists import CaseList
from workflows.counting.work_calendar import legal_date
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


_CONDITIONS: Mapping[str, Callable[[str], Any]] = MappingProxyType(
    {
        "status": case_list.statuses_named,
        "unit": unit_coded,
        "leader": person_named,
        "petition_class": str,
        "channel": str,
        "content_class": str,
        "region": region_coded,
        "since": date.fromisoformat,
        "until": date.fromisoformat,
        "overdue": lambda _value: True,
        "q": str,
    }
)
"""What can be asked for, by the names of the ledger's address; units by code, people by account."""


def chosen(query: str, *, at: datetime) -> QuerySet[Case]:
    """Petitions by `words` or `status=closed&since=2026-01-01`; sealed letters stay sealed.

    Raises ValueError, with what to do, for a condition that is not known.
    """
    asked = parse_qsl(query) if "=" in query else [("q", query)] if query.strip() else []
    for name, _value in asked:
        if name not in _CONDITIONS:
            known = ", ".join(_CONDITIONS)
            raise ValueError(
                _("Not a condition: %(name)s. Known: %(known)s.") % {"name": name, "known": known}
            )
    wanted = CaseConditions(**{name: _CONDITIONS[name](value) for name, value in asked})
    found = CaseList.unrestricted()
    narrowed = wanted.narrow(found, readable=found.scopes, today=legal_date(at))
    return narrowed.cases().filter(sealed=False)


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
