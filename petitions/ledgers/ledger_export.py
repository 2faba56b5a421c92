"""Cases as rows of a ledger, for `ledger_format.sheet_writer`; what is written can be read back."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from itertools import islice
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from petitions.cases import case_list
from petitions.cases.case_conditions import CaseConditions, person_named, region_coded, unit_coded
from petitions.ledger_format.sheet_writer import RowValues
from petitions.models import ContentClass, Petitioner, Purpose
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

_ENVELOPE = (
    *("number", "received_on", "status", "interim", "finished_at", "outcome", "unit_rating"),
    *("holding_unit__name", "leader__name"),
)
_AS_WRITTEN = (
    *("external_number", "channel", "key_case", "people_count"),
    *("subject", "text", "remarks"),
)
_LETTER = (
    *(f"letter__{name}" for name in _AS_WRITTEN),
    *("letter__pk", "letter__region__name", "letter__content_class", "letter__content_note"),
    *("letter__purpose", "letter__complained_text", "letter__unit_complained__name"),
)
"""Of a case all that a row shows, and nothing more."""

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
    """The cases that have a letter, newest first, read in chunks. The caller has asked access.

    Only what a row shows is read, and no row of the database becomes an object.
    """
    whole = cases.filter(letter__isnull=False).order_by("-registered_at", "-pk")
    facts = whole.values(*_ENVELOPE, *_LETTER).iterator(chunk_size=CHUNK)
    while chunk := list(islice(facts, CHUNK)):
        people = _petitioners([case["letter__pk"] for case in chunk])
        for case in chunk:
            yield {**_of_letter(case, people[case["letter__pk"]]), **_of_envelope(case)}


def _petitioners(letters: list[int]) -> Mapping[int, list[tuple[str, str, str]]]:
    """Letter → its petitioners, each with name, telephone and address."""
    found: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    people = Petitioner.objects.filter(petition__in=letters)
    for letter, *person in people.values_list("petition", "name", "phone", "address"):
        name, phone, address = person
        found[letter].append((name, phone, address))
    return found


def _of_envelope(case: Mapping[str, Any]) -> dict[str, object]:
    is_open, outcome, rating = case["status"] in OPEN, case["outcome"], case["unit_rating"]
    return {
        "number": case["number"],
        "received_on": case["received_on"],
        "responsible_unit": case["holding_unit__name"],
        "leader": case["leader__name"] or "",
        "finished": "open" if is_open else "interim" if case["interim"] else "finished",
        "finished_on": legal_date(case["finished_at"]) if case["finished_at"] else None,
        "outcome": _in_chinese(Outcome(outcome)) if outcome else "",
        "satisfaction": _RATINGS.get(rating, "") if rating is not None else "",
    }


def _of_letter(case: Mapping[str, Any], people: list[tuple[str, str, str]]) -> dict[str, object]:
    _name, phone, address = people[0] if people else ("", "", "")
    content, unit = case["letter__content_class"], case["letter__unit_complained__name"]
    return {name: case[f"letter__{name}"] for name in _AS_WRITTEN} | {
        "region": case["letter__region__name"],
        "content_class": case["letter__content_note"] or _in_chinese(ContentClass(content)),
        "purpose": _in_chinese(Purpose(case["letter__purpose"])),
        "petitioner_name": "、".join(name for name, _phone, _address in people),
        "petitioner_phone": phone,
        "petitioner_address": address,
        "unit_complained": case["letter__complained_text"] or unit or "",
    }


@cache
def _in_chinese(word: ContentClass | Purpose | Outcome) -> str:
    """A ledger is an official paper: its words don't follow the reader's language."""
    with translation.override("zh-hans"):
        return str(word.label)
