"""What matters are about: by content class, place, channel and purpose.

件次 are matters, 人次 the people who brought them. The share of each channel is our own formula:
the name 网信占比 is known and its formula is not.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import pgettext, pgettext_lazy

from organizations.models import Region
from oversight.reports import letter_counts
from oversight.reports.definition import Figure, Report, ReportColumn, Table, percent
from oversight.reports.labels import BY_UNIT, units_by_id
from oversight.reports.letter_counts import CLOSED, ONLINE, WAYS, LetterFields
from oversight.reports.scope import ReportScope
from petitions.models import Channel, ContentClass, Purpose

TITLE: Final = pgettext_lazy("report", "What matters are about")

TOTALS: Final = ("matters", "people", "group_visits", "finished")


def content(asked: ReportScope) -> Report:
    """The report. Three queries, whatever the number of cases."""
    found = letter_counts.tally(asked)
    return Report(
        kind="content",
        title=str(TITLE),
        scope=asked.scope,
        at=asked.at,
        since=asked.since,
        until=asked.until,
        counts={name: found.total[name] for name in TOTALS},
        figures=list(shares(found.total)),
        tables=[
            by_content(found, pgettext("report", "By content class")),
            by_purpose(found, pgettext("report", "By purpose")),
            by_channel(found, pgettext("report", "By channel")),
            by_region(found, pgettext("report", "By place of the matter")),
            by_unit(found, pgettext("report", "By unit")),
        ],
        labels=letter_counts.labels(),
        notes=[
            pgettext("report", "A period chooses the matters by the day they were received."),
            pgettext(
                "report",
                "By letter and by visit as they came; all other channels count as online (网信).",
            ),
            pgettext("report", "The shares are our own formula: of all matters received."),
        ],
    )


def shares(total: Counter[str]) -> Iterator[Figure]:
    """The share of each of the three ways in which matters come."""
    names = {
        "letters": pgettext("report", "Share of letters"),
        "visits": pgettext("report", "Share of visits"),
        "online": pgettext("report", "Share of online matters"),
    }
    for way, label in names.items():
        yield Figure(
            name=f"{way}_share",
            label=label,
            formula=f"{way} / (letters + visits + online)",
            numerator=total[way],
            denominator=sum(total[each] for each in WAYS),
            parts={each: total[each] for each in WAYS},
        )


def by_content(found: LetterFields, title: str) -> Table:
    rows = letter_counts.rows_of(found.content, ContentClass.choices, _row(found))
    heading = pgettext("report", "Content class")
    return Table("by_content", title, _columns(heading), _most_first(rows))


def by_purpose(found: LetterFields, title: str) -> Table:
    rows = letter_counts.rows_of(found.purpose, Purpose.choices, _row(found))
    heading = pgettext("report", "Purpose")
    return Table("by_purpose", title, _columns(heading), rows)


def by_channel(found: LetterFields, title: str) -> Table:
    """Each channel, with the way that statistics put it with where that has another name."""
    online = letter_counts.ways()[ONLINE]
    named = [
        (value, f"{online} · {name}" if letter_counts.way_of(value) == ONLINE else name)
        for value, name in Channel.choices
    ]
    named.sort(key=lambda each: WAYS.index(letter_counts.way_of(each[0])))
    rows = letter_counts.rows_of(found.channel, named, _row(found))
    columns = _columns(pgettext("report", "Channel"))
    return Table("by_channel", title, [c for c in columns if c.key not in WAYS], rows)


def by_region(found: LetterFields, title: str) -> Table:
    places = Region.objects.filter(pk__in=[pk for pk in found.region if pk]).order_by("path")
    row = _row(found)
    rows = [
        {"code": place.code, "name": place.name} | row(found.region[place.pk]) for place in places
    ]
    if None in found.region:
        rows.append({"code": CLOSED, "name": letter_counts.closed()} | row(found.region[None]))
    return Table("by_region", title, _columns(pgettext("report", "Place of the matter")), rows)


def by_unit(found: LetterFields, title: str) -> Table:
    """By whoever held the matter: the responsible unit, or the bureau that has not sent it yet."""
    names, row = units_by_id({pk for pk in found.unit if pk}), _row(found)
    rows = [
        {"code": names[pk].code, "name": names[pk].name} | row(counts)
        for pk, counts in found.unit.items()
        if pk
    ]
    if None in found.unit:
        rows.append({"code": CLOSED, "name": letter_counts.closed()} | row(found.unit[None]))
    columns = _columns(pgettext("report", "Unit"))
    return Table(BY_UNIT, title, [c for c in columns if c.key not in WAYS], _most_first(rows))


def _row(found: LetterFields) -> Any:
    """What stands in a row of counts, with their share of all matters."""
    whole = found.total["matters"]

    def row(counts: Counter[str]) -> dict[str, Any]:
        return {name: counts[name] for name in letter_counts.COUNTED} | {
            "share": percent(counts["matters"], whole),
            "rate": percent(counts["finished"], counts["matters"]),
        }

    return row


def _most_first(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: (row["code"] == CLOSED, -row["matters"]))


def _columns(heading: str) -> list[ReportColumn]:
    return [
        ReportColumn("name", heading, amount=False),
        ReportColumn("matters", pgettext("report", "Matters (件次)")),
        ReportColumn("share", pgettext("report", "Share")),
        ReportColumn("people", pgettext("report", "People (人次)")),
        ReportColumn("letters", pgettext("report", "By letter")),
        ReportColumn("visits", pgettext("report", "By visit")),
        ReportColumn("online", pgettext("report", "Online and others")),
        ReportColumn("finished", pgettext("report", "Finished")),
        ReportColumn("rate", pgettext("report", "Rate of matters finished")),
    ]
