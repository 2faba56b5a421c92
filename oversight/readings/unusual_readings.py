"""Readings out of the ordinary, told to the monitors: never a judgement, only a reason to ask."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import pgettext

from notifications.outbox import OutgoingNotice, queue
from organizations.models import Person, Role, Tenure, Unit
from organizations.selectors import region_prefixes
from oversight.readings.reading_selectors import NIGHT, from_outside
from workflows.counting.work_calendar import legal_date
from workflows.models import CaseExclusion, CaseRead

WINDOW: Final = timedelta(hours=1)
MANY: Final = 20
"""A handler opens a few clues a day, an intake desk one after another: twenty different ones in an
hour is leafing through, or a copy being made."""


@dataclass(frozen=True, slots=True)
class Unusual:
    """What one reader did within the window, and on which cases."""

    kind: str
    reader: Person
    cases: frozenset[int]
    units: frozenset[int]


def notify_monitors(at: datetime) -> int:
    """Tell the monitors of the last hour's unusual readings; each reader and kind once a day."""
    return queue((word for each in find(at) for word in _message(each, at)), at=at)


def find(at: datetime) -> list[Unusual]:
    """Many cases, at night, from outside: within the hour before `at`."""
    recent = CaseRead.objects.filter(at__gt=at - WINDOW, at__lte=at)
    many = [each for each in _by_reader("many", recent) if len(each.cases) >= MANY]
    night = _by_reader("night", recent.filter(NIGHT))
    outside = _by_reader("outside", recent.filter(from_outside()))
    return [*many, *night, *outside]


def _by_reader(kind: str, readings: Iterable[CaseRead]) -> Iterator[Unusual]:
    cases: dict[int, set[int]] = defaultdict(set)
    units: dict[int, set[int]] = defaultdict(set)
    for reader, case, unit in _read(readings):
        cases[reader].add(case)
        units[reader].add(unit)
    for person in Person.objects.filter(pk__in=cases).order_by("pk"):
        yield Unusual(kind, person, frozenset(cases[person.pk]), frozenset(units[person.pk]))


def _read(readings: Iterable[CaseRead]) -> Iterable[tuple[int, int, int]]:
    rows: Iterable[tuple[int, int, int]] = readings.values_list(  # type: ignore[attr-defined]
        "reader_id", "case_id", "case__holding_unit_id"
    ).distinct()
    return rows


def _message(each: Unusual, at: datetime) -> Iterator[OutgoingNotice]:
    with translation.override(settings.LANGUAGE_CODE):
        subject = _subject(each)
        body = pgettext("readings", "%(n)s tip-offs. Ask what for; the page of readings has them.")
    query = urlencode({"reader": each.reader.username, "since": legal_date(at).isoformat()})
    for person in _monitors(each, at):
        yield OutgoingNotice(
            recipient_id=person.pk,
            kind="reading",
            subject=subject,
            body=body % {"n": len(each.cases)},
            url=f"{reverse('oversight:readings')}?{query}",
            dedupe_key=f"reading:{each.kind}:{each.reader.pk}:{legal_date(at)}",
            is_alarm=True,
            discreet=True,
        )


def _subject(each: Unusual) -> str:
    words = {
        "many": pgettext("readings", "%(reader)s read many tip-offs within an hour"),
        "night": pgettext("readings", "%(reader)s read tip-offs at night"),
        "outside": pgettext("readings", "%(reader)s read tip-offs of another unit"),
    }
    return words[each.kind] % {"reader": each.reader}


def _monitors(each: Unusual, at: datetime) -> Iterable[Person]:
    """The monitors over where the cases are held, without the reader and whom a case excludes."""
    paths = {
        prefix
        for path in Unit.objects.filter(pk__in=each.units).values_list("region__path", flat=True)
        for prefix in region_prefixes(path)
    }
    posts = Tenure.objects.at(at).filter(
        post__roles__contains=[Role.MONITOR], post__unit__region__path__in=paths
    )
    shut_out = CaseExclusion.objects.filter(case_id__in=each.cases).people(at=at)
    found = Person.objects.filter(pk__in=posts.values("person_id"), is_active=True)
    return found.exclude(pk=each.reader.pk).exclude(pk__in=shut_out).order_by("pk")
