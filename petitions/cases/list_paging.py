"""Pages of lists of cases, which go on from a place instead of a number."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.cases.case_lists import CaseList
from workflows.cases.index_ranges import Count, Order, Place
from workflows.models import Case, CaseScope

UNITS = ("holding_unit", "intake_unit", "leader")


@dataclass(frozen=True, slots=True)
class CasePage:
    """The cases of one page; `before` and `after` are where its neighbours begin, if any."""

    cases: list[Case]
    count: Count
    size: int
    before: Place | None
    after: Place | None

    @property
    def ends_early(self) -> bool:
        """Whether only a part of the list was looked through and more may be found behind."""
        return self.after is not None and len(self.cases) < self.size


def page_of(found: CaseList, order: Order, size: int, asked: Mapping[str, str]) -> CasePage:
    """The page that `asked` names by `after` or `before`; the first one otherwise."""
    after, before = (_place(asked.get(name), order) for name in ("after", "before"))
    page = found.page(order, size, after=after, before=before)
    cases = found.found(page.ids, *UNITS)
    return CasePage(cases, found.count(), size, page.before, page.after)


def _place(told: str | None, order: Order) -> Place | None:
    return Place.read(told, order, CaseScope) if told else None
