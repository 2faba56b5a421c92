"""What may be written of a tip-off: nothing that could tell who reported (规则 47; rules.md C9).

Who reported is known a floor above, which fills the port by which a text is checked.
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from organizations.ports import Port
from workflows.states import Kind

if TYPE_CHECKING:
    from workflows.models import Case, Document


ADDRESSEES = ("organ", "addressee")
"""Details that say to whom a paper goes: it may name the unit that the reporter works in."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is about to be kept or, `is_issued`, to leave in a paper; `public` words may do so."""

    words: str
    is_issued: bool
    public: tuple[str, ...] = ()


Check = Callable[["Case", Text], None]
checker: Port[Check] = Port(
    "workflows.acts.disclosure_port.checker", "whether a text tells who reported (规则 47)"
)
"""Raises `Refused` for a text that must not be kept or sent."""


def check_details(case: "Case", details: Mapping[str, Any], *, is_issued: bool) -> None:
    """Nothing typed into an act on a tip-off names its reporter: details are kept in the clear.

    What an act prints on a paper has to have no word at all that could tell the accused.
    """
    if case.kind == Kind.TIP_OFF:
        typed = {name: value for name, value in details.items() if isinstance(value, str)}
        public = tuple(typed[name] for name in ADDRESSEES if name in typed)
        _check(case, Text("\n".join(typed.values()), is_issued, public))


def check_papers(case: "Case", papers: Iterable["Document"]) -> None:
    """The same of a whole paper, in which words of the template stand that nobody typed."""
    if case.kind == Kind.TIP_OFF:
        for paper in papers:
            told = _plain(paper.body).replace(case.number, "").replace(paper.number, "")
            _check(case, Text(told, is_issued=False))


def check_outgoing(case: "Case", words: str) -> None:
    """The same of a text on a petition that others than its handlers are to read."""
    _check(case, Text(words, is_issued=True))


def _check(case: "Case", text: Text) -> None:
    if text.words.strip():
        checker.filled(case, text)


def _plain(body: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "\n", body))
