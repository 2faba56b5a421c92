"""The board on which cases are shared out: leaders with their cards, and the cases left over."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy

from organizations.models import Person
from petitions.letters.letter_selectors import titles
from workflows.leading import sharing_batches, sharing_messages
from workflows.leading.algorithm import Leader
from workflows.leading.sharing_batches import Board
from workflows.models import SharingLine

LEADERS_PER_PAGE: Final = 12
LEFT_SHOWN: Final = 60
DIFFICULTIES: Final = {
    "many": gettext_lazy("many people"),
    "repeated": gettext_lazy("brought again"),
    "late": gettext_lazy("urged"),
    "reviewed": gettext_lazy("review asked for"),
}


@dataclass(frozen=True, slots=True)
class Card:
    """A case on the board, with its proof in words; `open_to` are leaders who could have it."""

    line: SharingLine
    title: str | None
    weight: int
    difficulty: tuple[str, ...]
    because: str
    others: tuple[tuple[Person, str], ...]
    open_to: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A leader with what the board gives him; `share` is how full his quota is, in percent."""

    person: Person
    leader: Leader
    cases: int
    load: int
    cards: tuple[Card, ...]

    @property
    def share(self) -> int:
        return min(100, round(100 * self.cases / self.leader.quota)) if self.leader.quota else 0

    @property
    def is_full(self) -> bool:
        return self.cases >= (self.leader.quota or 0)


def board_columns(
    board: Board, person: Person, number: str | None, *, at: datetime
) -> dict[str, Any]:
    """The leaders of one page with their cards, and the cases left over."""
    ordered = sorted(board.sharing.leaders, key=lambda each: (each.regions, each.id))
    page = Paginator(ordered, LEADERS_PER_PAGE).get_page(number)
    lines: dict[int | None, list[SharingLine]] = defaultdict(list)
    for line in board.lines:
        lines[board.sharing.assigned[line.case_id]].append(line)
    left = sorted(lines[None], key=lambda line: not line.by_hand)
    shown = [*left[:LEFT_SHOWN], *(line for leader in page for line in lines[leader.id])]
    known = titles([line.case_id for line in shown], person, at=at)
    cards = {line.pk: _card(board, line, known, page) for line in shown}
    return {
        "page": page,
        "columns": [
            BoardColumn(
                person=board.people[leader.id],
                leader=leader,
                cases=leader.led + board.sharing.counts[leader.id],
                load=board.sharing.loads[leader.id],
                cards=tuple(cards[line.pk] for line in lines[leader.id]),
            )
            for leader in page
        ],
        "left": [cards[line.pk] for line in left[:LEFT_SHOWN]],
        "left_count": len(left),
        "total": len(board.lines),
        "leaders": [(leader, board.people[leader.id]) for leader in ordered],
        "appointed": sharing_batches.appointed_count(board.batch, person, at=at),
    }


def _card(
    board: Board, line: SharingLine, known: dict[int, str], leaders: Iterable[Leader]
) -> Card:
    proof = board.proof(line)
    grounds = [ground for ground, _points in line.facts["difficulty"]]
    return Card(
        line=line,
        title=known.get(line.case_id),
        weight=board.sharing.by_case[line.case_id].weight,
        difficulty=tuple(str(DIFFICULTIES[g]) for g in grounds if g in DIFFICULTIES),
        because=sharing_messages.because(proof, board.people),
        others=tuple(
            (board.people[o.leader], sharing_messages.why_not(o))
            for o in proof.others
            if o.leader in board.people
        ),
        open_to=tuple(each.id for each in leaders if not board.refusal(line, each)),
    )
