"""Material of tip-offs: every file and paper is still what it was when it was kept (C16)."""

from collections.abc import Iterable

from oversight.integrity.outcome import Fault, Round
from petitions.material import damaged
from workflows.models import Case
from workflows.states import Kind


def not_whole(_round: Round) -> Iterable[Fault]:
    """A clue of which a file is missing, or a file or paper has another hash."""
    clues = Case.objects.filter(kind=Kind.TIP_OFF)
    return [Fault(number) for number in damaged(clues)]
