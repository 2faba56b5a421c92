"""Every kind of report there is, by its name in commands and addresses."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from oversight.reports.definition import Report
from oversight.reports.kinds import (
    annual,
    clues,
    content,
    dispatch,
    handovers,
    leaders,
    league,
    measures,
    receptions,
    repeat,
    satisfaction,
    silence,
    timeliness,
    transfers,
)
from oversight.reports.scope import ReportScope

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# In the order of the menu. A module of `kinds` has a TITLE and a function of its own name.
_MODULES: Final = (
    timeliness,
    satisfaction,
    leaders,
    transfers,
    receptions,
    clues,
    measures,
    handovers,
    content,
    repeat,
    dispatch,
    annual,
    league,
    silence,
)


def _name(module: Any) -> str:
    return str(module.__name__).rpartition(".")[2]


BUILT: Final[Mapping[str, Callable[[ReportScope], Report]]] = {
    _name(module): getattr(module, _name(module)) for module in _MODULES
}
TITLES: Final[Mapping[str, "_StrPromise"]] = {_name(module): module.TITLE for module in _MODULES}


def build(kind: str, asked: ReportScope) -> Report:
    """The report of this kind. Raises KeyError for a kind that is not built."""
    return BUILT[kind](asked)
