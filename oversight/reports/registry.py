"""Every kind of report there is, by its name in commands and addresses."""

from collections.abc import Callable, Mapping
from typing import Final

from oversight.reports.definition import Report
from oversight.reports.kinds.annual import annual
from oversight.reports.kinds.clues import clues
from oversight.reports.kinds.content import content
from oversight.reports.kinds.dispatch import dispatch
from oversight.reports.kinds.handovers import handovers
from oversight.reports.kinds.leaders import leaders
from oversight.reports.kinds.league import league
from oversight.reports.kinds.measures import measures
from oversight.reports.kinds.receptions import receptions
from oversight.reports.kinds.repeat import repeat
from oversight.reports.kinds.satisfaction import satisfaction
from oversight.reports.kinds.silence import silence
from oversight.reports.kinds.timeliness import timeliness
from oversight.reports.kinds.transfers import transfers
from oversight.reports.scope import ReportScope

BUILT: Final[Mapping[str, Callable[[ReportScope], Report]]] = {
    "timeliness": timeliness,
    "satisfaction": satisfaction,
    "leaders": leaders,
    "transfers": transfers,
    "receptions": receptions,
    "clues": clues,
    "measures": measures,
    "handovers": handovers,
    "content": content,
    "repeat": repeat,
    "dispatch": dispatch,
    "annual": annual,
    "league": league,
    "silence": silence,
}


def build(kind: str, asked: ReportScope) -> Report:
    """The report of this kind. Raises KeyError for a kind that is not built."""
    return BUILT[kind](asked)
