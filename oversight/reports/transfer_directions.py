"""Between petition bureau, discipline commission and other organs: sent, and what became of it.

Lines of the transfer books choose the matters; the cases that they lead to say how they stand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import pgettext

from organizations.models import UnitKind
from oversight.reports import as_of_queries
from oversight.reports.definition import Figure, ReportColumn, Table
from oversight.reports.scope import ReportScope
from workflows.models import Case, TransferEntry, Way
from workflows.states import FINISHED, OPEN, Status

OUT, IN = TransferEntry.Book.OUT, TransferEntry.Book.IN
COUNTED: Final = ("transferred", "signed_for", "passed_on", "finished", "in_hand")


@dataclass(frozen=True, slots=True)
class Direction:
    """One way that matters go, with its counts; `done` is the count its figure is about.

    Of tip-offs too few to tell a count is missing, and so is the figure (C21).
    """

    name: str
    label: str
    done: str
    counts: Mapping[str, int]

    @property
    def discloses_done(self) -> bool:
        return self.done in self.counts

    def figure(self) -> Figure:
        return Figure(
            name=self.name,
            label=self.label,
            formula=f"{self.done.replace('_', ' ')} / transferred",
            numerator=self.counts[self.done],
            denominator=self.counts["transferred"],
            parts=self.counts,
        )


def directions(asked: ReportScope) -> list[Direction]:
    """The three directions of the source document (000 §20); six queries."""
    return [
        Direction(
            "bureau_to_discipline",
            pgettext("report", "Petition bureau to discipline commission"),
            "passed_on",
            _to_discipline(_lines(asked, unit__kind=UnitKind.PETITION_BUREAU), asked),
        ),
        Direction(
            "discipline_to_bureau",
            pgettext("report", "Discipline commission to petition bureau"),
            "finished",
            _from_discipline(asked),
        ),
        Direction(
            "relayed_to_discipline",
            pgettext("report", "Department to lower department to discipline commission"),
            "finished",
            _to_discipline(_relayed(asked), asked),
        ),
    ]


def table(found: Iterable[Direction]) -> Table:
    columns = [
        ReportColumn("direction", pgettext("report", "Direction"), amount=False),
        *(ReportColumn(name, label) for name, label in labels().items()),
    ]
    rows = [{"direction": each.label} | dict(each.counts) for each in found]
    return Table("directions", pgettext("report", "Between organs"), columns, rows)


def labels() -> dict[str, str]:
    return {
        "transferred": pgettext("report", "transferred"),
        "signed_for": pgettext("report", "signed for"),
        "passed_on": pgettext("report", "passed on"),
        "finished": pgettext("report", "finished"),
        "in_hand": pgettext("report", "in hand"),
    }


def _lines(asked: ReportScope, **which: Any) -> QuerySet[TransferEntry]:
    """The senders' lines of transfers to a discipline organ."""
    sent = TransferEntry.objects.filter(asked.period(), book=OUT, way=Way.DISCIPLINE, **which)
    return sent.filter(case__in=asked.cases.values("pk"))


def _relayed(asked: ReportScope) -> QuerySet[TransferEntry]:
    """Those of a department to which a department above had sent the matter before."""
    before = TransferEntry.objects.filter(
        book=OUT,
        case=OuterRef("case"),
        other=OuterRef("unit"),
        unit__kind=UnitKind.DEPARTMENT,
        pk__lt=OuterRef("pk"),
    )
    return _lines(asked, unit__kind=UnitKind.DEPARTMENT).filter(Exists(before))


def _to_discipline(lines: QuerySet[TransferEntry], asked: ReportScope) -> dict[str, int]:
    answer = TransferEntry.objects.filter(answers=OuterRef("pk"), at__lte=asked.at)
    sent = lines.aggregate(
        transferred=Count("pk"), signed_for=Count("pk", filter=Q(Exists(answer)))
    )
    opened = asked.tip_offs.filter(source_case__in=lines.values("case"))
    stand = _stand(opened, asked, finished=~Q(status_then__in=OPEN))
    whole = stand["finished"] + stand["in_hand"]
    return sent | {n: c for n, c in stand.items() if asked.discloses_part_of_tip_offs(c, whole)}


def _from_discipline(asked: ReportScope) -> dict[str, int]:
    """What the organs sent to the bureaus, and what the bureaus say they received besides."""
    between = {"way": Way.ORGAN, "at__lte": asked.at}
    bureaus = {
        "unit__kind": UnitKind.PETITION_BUREAU,
        "other__kind": UnitKind.DISCIPLINE_COMMISSION,
    }
    received = TransferEntry.objects.filter(book=IN, **between, **bureaus)
    sent = TransferEntry.objects.filter(
        asked.period(),
        book=OUT,
        **between,
        unit__kind=UnitKind.DISCIPLINE_COMMISSION,
        other__kind=UnitKind.PETITION_BUREAU,
    )
    alone = received.filter(asked.period(), answers__isnull=True)
    answers = TransferEntry.objects.filter(answers__in=sent.values("pk"))
    cases = asked.cases.filter(
        Q(to_sign_for__in=sent.values("pk"))
        | Q(pk__in=answers.values("case"))
        | Q(pk__in=alone.values("case"))
    )
    found = _stand(cases, asked, finished=Q(status_then__in=FINISHED))
    signed_for = cases.filter(pk__in=received.values("case")).count()
    return {"transferred": cases.count(), "signed_for": signed_for} | found


def _stand(cases: QuerySet[Case], asked: ReportScope, *, finished: Q) -> dict[str, int]:
    first = (Status.RECEIVED, Status.REGISTERED)
    counts: dict[str, int] = as_of_queries.cases_as_of(cases, at=asked.at).aggregate(
        passed_on=Count("pk", filter=~Q(status_then__in=first)),
        finished=Count("pk", filter=finished),
        in_hand=Count("pk", filter=Q(status_then__in=OPEN)),
    )
    return counts
