"""Why a case goes to this leader, and why to no other one. Pure; the words are `wording`'s."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from workflows.leading.algorithm import Bar, Leader, Matter, Sharing


class Merit(StrEnum):
    """What speaks for a pair, the strongest first."""

    CHOSEN = "chosen"
    SAME_MATTER = "same_matter"
    LINKED = "linked"
    STAYS = "stays"
    ONLY_ONE = "only_one"
    OTHERS_FULL = "others_full"
    EVEN = "even"


class Lack(StrEnum):
    """Why an eligible leader with a free place does not get the case."""

    BY_HAND = "by_hand"
    FREED = "freed"
    SAME_MATTER = "other_same_matter"
    LINKED = "other_linked"
    STAYS = "other_stays"
    HEAVIER = "heavier"
    AS_EVEN = "as_even"


class Cause(StrEnum):
    """Why a case is left over: the constraint that binds."""

    LEFT_OUT = "left_out"
    FREED = "freed"
    NO_LEADER = "no_leader"
    ALL_BARRED = "all_barred"
    ALL_FULL = "all_full"


@dataclass(frozen=True, slots=True)
class WhyNot:
    """One other leader: what bars him or what he lacks; loads are weights with this case."""

    leader: int
    reason: str
    cases: int
    quota: int
    load: int


@dataclass(frozen=True, slots=True)
class Proof:
    """Of one case: its leader with what speaks for him, or the cause; and each other leader."""

    case: int
    leader: int | None
    merits: tuple[Merit, ...]
    cause: Cause | None
    load: int
    quota: int
    others: tuple[WhyNot, ...]

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """The proof as `asdict` and JSON kept it."""
        return cls(
            **{
                **kept,
                "merits": tuple(Merit(merit) for merit in kept["merits"]),
                "cause": Cause(kept["cause"]) if kept["cause"] else None,
                "others": tuple(WhyNot(**other) for other in kept["others"]),
            }
        )


def prove(sharing: Sharing, matter: Matter) -> Proof:
    """The proof for one case of the sharing, over the leaders who reach it or are named in it."""
    given = sharing.assigned[matter.id]
    leader = sharing.by_leader.get(given) if given is not None else None
    others = tuple(
        why_not(sharing, matter, other)
        for other in sharing.leaders
        if other is not leader and _concerned(other, matter)
    )
    return Proof(
        case=matter.id,
        leader=given,
        merits=tuple(_merits(sharing, matter, leader)) if leader else (),
        cause=None if leader else _cause(matter, others),
        load=sharing.loads[leader.id] if leader else 0,
        quota=(leader.quota or 0) if leader else 0,
        others=others,
    )


def why_not(sharing: Sharing, matter: Matter, other: Leader) -> WhyNot:
    """Why this other leader does not have the case."""
    reason = obstacle(sharing, matter, other) or _lack(sharing, matter, other)
    return WhyNot(
        leader=other.id,
        reason=reason,
        cases=other.led + sharing.counts[other.id],
        quota=other.quota or 0,
        load=sharing.loads[other.id] + matter.weight,
    )


def obstacle(sharing: Sharing, matter: Matter, leader: Leader) -> Bar | None:
    """The hard rule that keeps a case from a leader as things stand; None if it could move."""
    if sharing.assigned.get(matter.id) == leader.id:
        return leader.bar(matter)
    return leader.bar(matter) or (Bar.FULL if sharing.is_full(leader) else None)


def _concerned(leader: Leader, matter: Matter) -> bool:
    named = (matter.previous, matter.same_matter, matter.chosen, *matter.recused)
    return leader.reaches(matter) or leader.id in named


def _merits(sharing: Sharing, matter: Matter, leader: Leader) -> Iterator[Merit]:
    if matter.chosen == leader.id:
        yield Merit.CHOSEN
    if matter.same_matter == leader.id:
        yield Merit.SAME_MATTER
    if leader.linked(matter):
        yield Merit.LINKED
    if matter.previous == leader.id:
        yield Merit.STAYS
    rivals = [each for each in sharing.leaders if each is not leader and not each.bar(matter)]
    if not rivals:
        yield Merit.ONLY_ONE
    else:
        yield Merit.OTHERS_FULL if all(map(sharing.is_full, rivals)) else Merit.EVEN


def _lack(sharing: Sharing, matter: Matter, other: Leader) -> Lack:
    """What puts an eligible leader with a place behind the one who has the case."""
    given = sharing.assigned[matter.id]
    leader = sharing.by_leader.get(given) if given is not None else None
    if leader is None:
        return Lack.BY_HAND if matter.left_out else Lack.FREED
    if matter.chosen == leader.id:
        return Lack.BY_HAND
    for lack, had, would in (
        (Lack.SAME_MATTER, leader.id == matter.same_matter, other.id == matter.same_matter),
        (Lack.LINKED, leader.linked(matter), other.linked(matter)),
    ):
        if had and not would:
            return lack
    if _rise(sharing, other, matter.weight) > -_rise(sharing, leader, -matter.weight):
        return Lack.HEAVIER
    return Lack.STAYS if leader.id == matter.previous else Lack.AS_EVEN


def _rise(sharing: Sharing, leader: Leader, weight: int) -> float:
    """How far load²/quota of a leader rises when this weight is put on him."""
    load = sharing.loads[leader.id]
    return float((load + weight) ** 2 - load**2) / (leader.quota or 1)


def _cause(matter: Matter, others: Iterable[WhyNot]) -> Cause:
    if matter.left_out:
        return Cause.LEFT_OUT
    reasons = {other.reason for other in others} - {Bar.OUTSIDE, Bar.NO_QUOTA}
    if not reasons:
        return Cause.NO_LEADER
    if Lack.FREED in reasons:
        return Cause.FREED
    return Cause.ALL_FULL if Bar.FULL in reasons else Cause.ALL_BARRED
