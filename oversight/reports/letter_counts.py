"""Petitions counted by what their letters say: content class, purpose, channel, place.

Several reports count so. A letter that was sealed because it went to the discipline organ is
counted without what is in it (条例 30③), and so are accusations that are too few to tell (C21).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import (
    Case as Choice,
)
from django.db.models import Count, F, Q, QuerySet, Sum, Value, When
from django.utils.translation import pgettext

from oversight.reports import as_of_queries
from oversight.reports.scope import ReportScope
from petitions.models import Channel, ContentClass, Purpose
from workflows.states import FINISHED

GROUP: Final = 5  # 集体访: five people or more (docs/rules.md, Figures)
LETTERS, VISITS, ONLINE = "letters", "visits", "online"
WAYS: Final = (LETTERS, VISITS, ONLINE)
COUNTED: Final = ("matters", "people", "group_visits", "finished", *WAYS)
CLOSED: Final = "sealed"
ACCUSING: Final = {"content": ContentClass.DISCIPLINE, "purpose": Purpose.ACCUSATION}
"""The values that tell of an accusation; small counts of them go into `CLOSED`."""


@dataclass(frozen=True, slots=True)
class LetterFields:
    """Counts of `COUNTED` by each of `content`, `purpose`, `channel`, `region` (a place's id) and
    `unit` (the id of who held the matter).

    `CLOSED` is the key of what is not told; a sealed place or unit is None.
    """

    total: Counter[str] = field(default_factory=Counter)
    content: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    purpose: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    channel: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    region: dict[int | None, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    unit: dict[int | None, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


def way_of(channel: str) -> str:
    """来信, 来访 or 网信: statistics know these three, the third is everything else."""
    return {Channel.LETTER.value: LETTERS, Channel.VISIT.value: VISITS}.get(channel, ONLINE)


def ways() -> dict[str, str]:
    return {
        LETTERS: pgettext("report", "by letter"),
        VISITS: pgettext("report", "by visit"),
        ONLINE: pgettext("report", "online and others"),
    }


def labels() -> dict[str, str]:
    """The counts in words."""
    return {
        "matters": pgettext("report", "matters received"),
        "people": pgettext("report", "people who brought them"),
        "group_visits": pgettext("report", "visits of five people or more"),
        "finished": pgettext("report", "finished"),
        **ways(),
    }


def received(asked: ReportScope) -> QuerySet[Any]:
    """The matters known by then that were received in the period, with `status_then`."""
    period = as_of_queries.in_period("received_on", since=asked.since, until=asked.until)
    found: QuerySet[Any] = as_of_queries.cases_as_of(asked.cases, at=asked.at).filter(period)
    return found


def content_of(asked: ReportScope) -> Any:
    """The content class of a case's letter as far as the asker may have it told."""
    return _unsealed("content_class", asked)


def tally(asked: ReportScope) -> LetterFields:
    """The counts; one query."""
    found = LetterFields()
    for row in _rows(asked):
        counts = Counter({name: row[name] or 0 for name in ("matters", "people", "finished")})
        counts["group_visits"] = row["groups"]
        counts[way_of(row["channel"])] = row["matters"]
        found.total.update(counts)
        for name in ("content", "purpose", "channel", "region", "unit"):
            getattr(found, name)[row[name]].update(counts)
    for name, value in ACCUSING.items():
        hide_few(getattr(found, name), value, asked)
    return found


def hide_few(counts: dict[str, Counter[str]], value: str, asked: ReportScope) -> None:
    """Put accusations that are too few to tell with what is not told."""
    few = counts.get(value)
    if few and not asked.discloses(few["matters"]):
        counts[CLOSED] = counts.get(CLOSED, Counter()) + counts.pop(value)


def closed() -> str:
    """The heading of what is not told."""
    return pgettext("report", "Sealed, or too few to tell")


def rows_of(
    counts: Mapping[str, Counter[str]],
    names: Iterable[tuple[str, Any]],
    row: Callable[[Counter[str]], dict[str, Any]],
) -> list[dict[str, Any]]:
    """One row for each value that occurs, in the order of its names, what is not told last."""
    known = [*names, (CLOSED, closed())]
    return [
        {"code": value, "name": str(label)} | row(counts[value])
        for value, label in known
        if value in counts
    ]


def _rows(asked: ReportScope) -> Iterable[dict[str, Any]]:
    found: Iterable[dict[str, Any]] = (
        received(asked)
        .order_by()
        .values(
            channel=F("letter__channel"),
            content=_unsealed("content_class", asked),
            purpose=_unsealed("purpose", asked),
            region=_unsealed("region_id", asked),
            unit=_holder(asked),
        )
        .annotate(
            matters=Count("pk"),
            people=Sum("letter__people_count"),
            finished=Count("pk", filter=Q(status_then__in=FINISHED)),
            groups=Count(
                "pk", filter=Q(letter__channel=Channel.VISIT, letter__people_count__gte=GROUP)
            ),
        )
    )
    return found


def _holder(asked: ReportScope) -> Any:
    """Who held the matter; null for one that is sealed by now."""
    holder = as_of_queries.holder_as_of(at=asked.at)
    return Choice(When(sealed=True, then=None), default=holder) if asked.hides_small else holder


def _unsealed(name: str, asked: ReportScope) -> Any:
    """A field of the letter; of one sealed by now `CLOSED`, or null for a place."""
    if not asked.hides_small:
        return F(f"letter__{name}")
    instead = None if name == "region_id" else Value(CLOSED)
    return Choice(When(sealed=True, then=instead), default=F(f"letter__{name}"))
