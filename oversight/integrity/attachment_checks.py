"""Material of tip-offs: every file and paper is still what it was when it was kept (C16)."""

from collections.abc import Iterable

from oversight.integrity.check import FaultyCase, Round
from petitions.letters.attachments import damaged
from workflows.models import Case
from workflows.states import Kind


def not_whole(_round: Round) -> Iterable[FaultyCase]:
    """A clue of which a file is missing, or a file or paper has another hash."""
    clues = Case.objects.filter(kind=Kind.TIP_OFF)
    return [FaultyCase(number) for number in damaged(clues)]
