"""Reading leaders and cases as the optimisation knows them."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Q

from organizations.leader_quota import quota_of
from organizations.models import Absence, Person, Role, Tenure
from workflows.cases import access
from workflows.cases.machines import APPEALS, URGING
from workflows.cases.permissions import SHARE_OUT
from workflows.leading.algorithm import Leader, Link
from workflows.leading.difficulty import Burden, Difficulty, difficulty, weight
from workflows.models import Case, CaseEvent, CaseExclusion, LeaderLink, Recusal
from workflows.models.leading import Ground
from workflows.naming.interested_people import interested
from workflows.states import OPEN, Kind

SHUT_OUT: Final = "shut_out"
"""The ground of whoever an exclusion keeps from a case: no more of it is told."""


@dataclass(frozen=True, slots=True)
class LetterDetails:
    """What the letter adds: content class, path of the place, people, leader of the same matter."""

    subject: str = ""
    place: str = ""
    people: int = 1
    same_matter: int | None = None


ReadLetters = Callable[[Collection[int]], Mapping[int, LetterDetails]]


def leaders(
    person: Person, *, at: datetime, but: Collection[int], read: ReadLetters
) -> tuple[Leader, ...]:
    """The leaders in the regions of the person's coordinating posts, in order of their ids.

    Cases with the ids in `but` do not count as led. A case from which the person is shut out
    counts for nobody: no figure may show it.
    """
    tenures = _tenures(person, at)
    ids = set(tenures)
    seen = access.not_shut_out(person, at=at)
    led = Case.objects.filter(seen, kind=Kind.PETITION, status__in=OPEN, leader__in=ids)
    whose = dict(led.exclude(pk__in=but).values_list("pk", "leader_id"))
    weights = {pk: weight(found) for pk, found in difficulties(whose, read=read).items()}
    counts, loads = Counter(whose.values()), Counter[int]()
    for pk, leader in whose.items():
        loads[leader] += weights[pk]
    links, away = _links(ids), _away(ids, at)
    return tuple(
        Leader(
            pk,
            regions=tuple(sorted({t.post.unit.region.path for t in tenures[pk]})),
            quota=quota_of(tenures[pk]),
            led=counts[pk],
            load=loads[pk],
            links=tuple(links[pk]),
            away=pk in away,
        )
        for pk in sorted(ids)
    )


def difficulties(cases: Iterable[int], *, read: ReadLetters) -> dict[int, Difficulty]:
    """Case id → what makes it difficult. Two queries and the reading of the letters."""
    ids = list(cases)
    letters = read(ids)
    repeated = set(Case.objects.filter(original__in=ids).values_list("original_id", flat=True))
    acts: dict[int, set[str]] = defaultdict(set)
    telling = CaseEvent.objects.filter(case_id__in=ids, act__in=(*APPEALS, *URGING))
    for pk, act in telling.values_list("case_id", "act"):
        acts[pk].add(act)
    return {
        pk: difficulty(
            Burden(
                people=letters[pk].people if pk in letters else 1,
                repeated=pk in repeated,
                late=bool(acts[pk] & set(URGING)),
                reviewed=bool(acts[pk] & set(APPEALS)),
            )
        )
        for pk in ids
    }


def recusals(
    cases: Collection[Case], leaders: Collection[int], *, at: datetime
) -> dict[int, dict[int, str]]:
    """Case id → the leaders who may not have it, each with the ground."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for case, people in interested(cases, leaders, at=at).items():
        found[case] |= dict.fromkeys(people, Ground.OWN_UNIT)
    holding = Tenure.objects.filter(person_id__in=leaders, until__isnull=True)
    units = set(holding.values_list("person_id", "post__unit_id"))
    seats = {leader: {unit for who, unit in units if who == leader} for leader in leaders}
    against = CaseExclusion.objects.against(leaders, {unit for _person, unit in units})
    for shut in against.filter(case__in=cases):
        for leader in (each for each in seats if shut.names(each, seats[each])):
            found[shut.case_id][leader] = SHUT_OUT
    for recusal in Recusal.objects.filter(case__in=cases, person__in=leaders):
        found[recusal.case_id][recusal.person_id] = recusal.ground
    return found


def _tenures(person: Person, at: datetime) -> dict[int, list[Tenure]]:
    within = Q(pk__in=[])
    for post in access.posts_with(person, SHARE_OUT, at=at):
        within |= Q(post__unit__region__path__startswith=post.region_path)
    held = Tenure.objects.at(at).filter(within, post__roles__contains=[Role.LEADER])
    found: dict[int, list[Tenure]] = defaultdict(list)
    for tenure in held.select_related("post__unit__region").order_by("pk"):
        found[tenure.person_id].append(tenure)
    return found


def _links(ids: Collection[int]) -> dict[int, list[Link]]:
    found: dict[int, list[Link]] = defaultdict(list)
    for link in LeaderLink.objects.filter(person__in=ids).select_related("region").order_by("pk"):
        found[link.person_id].append(Link(link.region.path if link.region else "", link.subject))
    return found


def _away(ids: Collection[int], at: datetime) -> set[int]:
    absent = Absence.objects.filter(person__in=ids, since__lte=at, until__gt=at)
    return set(absent.values_list("person_id", flat=True))
