"""Every kind of report there is, by its name in commands and addresses."""

from collections.abc import Callable, Mapping
from typing import Final

from oversight.asked import Asked
from oversight.figures import Report
from oversight.reports.annual import annual
from oversight.reports.clues import clues
from oversight.reports.content import content
from oversight.reports.dispatch import dispatch
from oversight.reports.handovers import handovers
from oversight.reports.leaders import leaders
from oversight.reports.league import league
from oversight.reports.measures import measures
from oversight.reports.receptions import receptions
from oversight.reports.repeat import repeat
from oversight.reports.satisfaction import satisfaction
from oversight.reports.silence import silence
from oversight.reports.timeliness import timeliness
from oversight.reports.transfers import transfers

BUILT: Final[Mapping[str, Callable[[Asked], Report]]] = {
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


def build(kind: str, asked: Asked) -> Report:
    """The report of this kind. Raises KeyError for a kind that is not built."""
    return BUILT[kind](asked)
