"""Running the checks each night, keeping what they found, and telling it to those who may know."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Q

from organizations.models import Person
from oversight import countable_cases, integrity
from oversight.integrity import CHECKS, CheckOutcome
from oversight.models import CheckRun, Finding
from workflows.cases import access
from workflows.cases.permissions import READ_CHECKS
from workflows.models import Case
from workflows.states import Kind

KEPT_AT_MOST: Final = 200
"""Of one check in one run: whoever has so many at once mends the cause, not the cases."""

HISTORY: Final = 30


def run_and_keep(at: datetime) -> CheckRun:
    """Every check once; the outcome as a row, and a row for each of the first faults of each."""
    outcomes = integrity.run(at)
    found = [outcome.as_json() for outcome in outcomes]
    with transaction.atomic():
        run = CheckRun.objects.create(at=at, ok=all(o.ok for o in outcomes), found=found)
        Finding.objects.bulk_create(_findings(run, outcomes))
    return run


def _findings(run: CheckRun, outcomes: Iterable[CheckOutcome]) -> list[Finding]:
    kept = [
        (outcome.check.name, fault)
        for outcome in outcomes
        for fault in outcome.faults[:KEPT_AT_MOST]
    ]
    numbers = {fault.name for _check, fault in kept}
    ids = dict(Case.objects.filter(number__in=numbers).values_list("number", "pk"))
    return [
        Finding(
            run=run,
            check_name=name,
            case_id=ids.get(fault.name),
            name=fault.name,
            detail=dict(fault.detail),
        )
        for name, fault in kept
    ]


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """One check of a run as one reader may know it; `named` are the cases that he may open."""

    name: str
    label: Any
    count: int
    at_least: bool
    named: Sequence[Finding]

    @property
    def ok(self) -> bool:
        return not self.count

    @property
    def unnamed(self) -> int:
        """How many more there are, of cases that are not his to open."""
        return self.count - len(self.named)


@dataclass(frozen=True, slots=True)
class LatestRun:
    """A run as one reader may know it."""

    run: CheckRun
    told: Sequence[CheckSummary]

    @property
    def wrong(self) -> list[CheckSummary]:
        return [each for each in self.told if not each.ok]

    @property
    def right(self) -> list[CheckSummary]:
        return [each for each in self.told if each.ok]


@dataclass(frozen=True, slots=True)
class CheckReader:
    """Who asks about the nightly checks, and when."""

    person: Person
    at: datetime

    @property
    def may_read(self) -> bool:
        return access.holds(self.person, READ_CHECKS, at=self.at)

    def latest(self) -> LatestRun | None:
        """The latest run; None for whoever has no part in it, or before any. Three queries."""
        run = CheckRun.objects.first() if self.may_read else None
        return LatestRun(run, self._summaries(run)) if run else None

    def _summaries(self, run: CheckRun) -> list[CheckSummary]:
        countable = run.findings.filter(self._countable("case"))
        counts = Counter(countable.values_list("check_name", flat=True))
        mine = Q(case__in=countable_cases.seen(self.person, at=self.at)) | Q(case__isnull=True)
        named: dict[str, list[Finding]] = defaultdict(list)
        for finding in run.findings.filter(mine).select_related("case").order_by("name", "pk"):
            named[finding.check_name].append(finding)
        return [_check_summary(each, counts, named) for each in run.found]

    def history(self) -> list[Any]:
        """The latest runs, newest first, each with `n`: what this reader may count. One query."""
        countable = self._countable("findings__case")
        runs = CheckRun.objects.annotate(n=Count("findings", filter=countable))
        return list(runs.order_by("-at", "-pk").defer("found")[:HISTORY])

    def _countable(self, case: str) -> Q:
        """Petitions of his region and the tip-offs that he may see; what is of no case at all."""
        petitions = countable_cases.countable_petitions(self.person, READ_CHECKS, at=self.at)
        tip_offs = access.cases_for(self.person, at=self.at, kind=Kind.TIP_OFF)
        return (
            Q(**{f"{case}__in": petitions.values("pk")})
            | Q(**{f"{case}__in": tip_offs.values("pk")})
            | Q(**{f"{case}__isnull": True})
        )


def _check_summary(
    kept: Mapping[str, Any], counts: Mapping[str, int], named: Mapping[str, list[Finding]]
) -> CheckSummary:
    labels = {check.name: check.label for check in CHECKS}
    name = kept["name"]
    return CheckSummary(
        name=name,
        label=labels.get(name, kept["label"]),
        count=counts.get(name, 0),
        at_least=kept["count"] > KEPT_AT_MOST,
        named=named.get(name, []),
    )
