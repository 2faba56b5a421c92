"""Reading who holds which post where, and how units and regions stand to each other."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from organizations.bulk_lookup import Among, as_array
from organizations.models import Absence, Person, Region, Tenure, Unit, UnitKind
from organizations.prepared_statements import PreparedQuery


@dataclass(frozen=True, slots=True)
class HeldPost:
    """One role of one post that a person holds at a moment."""

    role: str
    unit_id: int
    unit_path: str
    unit_kind: str
    region_path: str
    post_id: int
    name: str
    """As `Post` writes itself."""


HELD: Final = PreparedQuery(
    lambda person, at: (
        Tenure.objects.at(at)
        .filter(person_id=person)
        .order_by("post__unit__path", "post_id")
        .values_list(
            "post__roles",
            "post__unit_id",
            "post__unit__path",
            "post__unit__kind",
            "post__unit__region__path",
            "post_id",
            "post__unit__name",
            "post__title",
        )
    ),
    int,
    datetime,
)
UNITS: Final = PreparedQuery(
    lambda ids: Unit.objects.filter(Among("pk", ids)).select_related("region").order_by("path"),
    str,
)
AWAY: Final = PreparedQuery(
    lambda at: (
        Absence.objects.filter(since__lte=at, until__gt=at)
        .select_related("substitute")
        .order_by("since", "pk")
    ),
    datetime,
)


SEATED: Final = PreparedQuery(
    lambda role, unit, at, today: Person.objects.filter(
        Exists(
            Tenure.objects.at(at).filter(
                Q(post__unit=unit)
                | Exists(
                    Unit.objects.filter(
                        pk=unit, successor=OuterRef("post__unit"), closed_on__lte=today
                    )
                ),
                post__roles__contains=[role],
                person=OuterRef("pk"),
            )
        )
    ).order_by("pk"),
    str,
    int,
    datetime,
    date,
)


def posts_held(person: Person, *, at: datetime) -> tuple[HeldPost, ...]:
    """Every role of every post `person` holds at `at`, one row per role; one query."""
    held = HELD(person.pk, at)
    return tuple(
        HeldPost(role, unit_id, unit_path, unit_kind, region_path, post_id, f"{unit} {title}")
        for roles, unit_id, unit_path, unit_kind, region_path, post_id, unit, title in held
        for role in roles
    )


def posts_of(person: Person, *, at: datetime) -> tuple[HeldPost, ...]:
    """The same, asked once for a person and moment, as in one request."""
    known: tuple[datetime, tuple[HeldPost, ...]] | None = person.__dict__.get("_held_posts")
    if known is None or known[0] != at:
        known = (at, posts_held(person, at=at))
        person.__dict__["_held_posts"] = known
    return known[1]


def _tenures(
    *, roles: Collection[str], unit_ids: Collection[int], at: datetime
) -> QuerySet[Tenure]:
    """Tenures with any of `roles` in the units, or in the successors of those that are closed."""
    today = timezone.localdate(at)
    in_successor = Exists(
        Unit.objects.filter(pk__in=unit_ids, successor=OuterRef("post__unit"), closed_on__lte=today)
    )
    return Tenure.objects.at(at).filter(
        Q(post__unit__in=unit_ids) | in_successor, post__roles__overlap=list(roles)
    )


def units_of(posts: Iterable[HeldPost]) -> list[Unit]:
    """The units of these posts with their regions, in the order of the tree."""
    ids = {post.unit_id for post in posts}
    return UNITS(as_array(ids)) if ids else []


def holders(*, roles: Collection[str], unit_ids: Collection[int], at: datetime) -> QuerySet[Person]:
    """Active people who hold one of `roles` in one of the units (or a closed unit's successor)."""
    held = _tenures(roles=roles, unit_ids=unit_ids, at=at).filter(person=OuterRef("pk"))
    return Person.objects.filter(Exists(held)).order_by("pk")


def seated(role: str, unit_id: int, *, at: datetime) -> list[Person]:
    """The same of one desk, asked at every act."""
    return SEATED(role, unit_id, at, timezone.localdate(at))


def holders_by_unit(
    *, roles: Collection[str], unit_ids: Collection[int], at: datetime
) -> dict[int, list[Person]]:
    """The same for many units at once: unit id → its holders. Every asked unit has a key.

    Two queries whatever the number of units. A closed unit answers with its successor's people.
    """
    asked = set(unit_ids)
    serving: dict[int, set[int]] = defaultdict(set)
    for unit_id in asked:
        serving[unit_id].add(unit_id)
    closed = Unit.objects.filter(
        pk__in=asked, closed_on__lte=timezone.localdate(at), successor__isnull=False
    )
    for unit_id, successor_id in closed.values_list("pk", "successor_id"):
        serving[successor_id].add(unit_id)
    found: dict[int, dict[int, Person]] = {unit_id: {} for unit_id in asked}
    tenures = _tenures(roles=roles, unit_ids=asked, at=at).select_related("person", "post")
    for tenure in tenures.order_by("person_id"):
        for unit_id in serving[tenure.post.unit_id]:
            found[unit_id][tenure.person_id] = tenure.person
    return {unit_id: list(people.values()) for unit_id, people in found.items()}


def substitutes_by_person(person_ids: Collection[int], *, at: datetime) -> dict[int, Person]:
    """Who stands in for whom at `at`: absent person's id → present, active substitute.

    Follows a substitute who is away too to theirs; people nobody stands in for are left out.
    """
    absences = AWAY(at)
    absent = {absence.person_id for absence in absences}
    direct = {
        absence.person_id: absence.substitute
        for absence in absences
        if absence.substitute and absence.substitute.is_active
    }
    chosen: dict[int, Person] = {}
    for person_id in person_ids:
        seen = {person_id}
        substitute = direct.get(person_id)
        while substitute is not None and substitute.pk in absent and substitute.pk not in seen:
            seen.add(substitute.pk)
            substitute = direct.get(substitute.pk)
        if substitute is not None and substitute.pk not in absent:
            chosen[person_id] = substitute
    return chosen


def with_substitutes(people: Iterable[Person], *, at: datetime) -> list[Person]:
    """The people and those who stand in for the absent among them, each once, in order.

    Standing in lends no right: whoever sends a word about a case asks access about each of them.
    """
    asked = list(people)
    stand_ins = substitutes_by_person([person.pk for person in asked], at=at)
    told = {person.pk: person for person in asked}
    for person in asked:
        if (stand_in := stand_ins.get(person.pk)) is not None:
            told.setdefault(stand_in.pk, stand_in)
    return list(told.values())


def path_ids(path: str) -> list[int]:
    """The ids of a unit's path, from the top down to the unit itself."""
    return [int(part) for part in path.strip("/").split("/")]


def region_prefixes(path: str) -> list[str]:
    """A region's path and those of the regions around it, the widest first."""
    parts = path.strip("/").split("/")
    return ["/".join(parts[: depth + 1]) + "/" for depth in range(len(parts))]


def superiors(unit: Unit) -> QuerySet[Unit]:
    """The units above `unit`, the nearest first."""
    return Unit.objects.filter(pk__in=path_ids(unit.path)[:-1]).order_by("-path")


def subordinates(unit: Unit) -> QuerySet[Unit]:
    """All units below `unit`, at any depth, in the order of the tree."""
    return Unit.objects.filter(path__startswith=unit.path).exclude(pk=unit.pk)


def common_superior(a: Unit, b: Unit) -> Unit | None:
    """The nearest unit that stands above both, or is one of them and above the other."""
    shared: int | None = None
    for left, right in zip(path_ids(a.path), path_ids(b.path), strict=False):
        if left != right:
            break
        shared = left
    return Unit.objects.get(pk=shared) if shared is not None else None


def open_units() -> QuerySet[Unit]:
    """Units that have not been closed."""
    return Unit.objects.filter(closed_on__isnull=True)


def unit_names(near: str) -> QuerySet[Unit, str]:
    """The names of open units in the region with this path and beneath it, to be suggested."""
    units = open_units().filter(region__path__startswith=near).exclude(kind="discipline_section")
    return units.values_list("name", flat=True)


def _nearest(kind: UnitKind, paths: Collection[str]) -> QuerySet[Unit]:
    """Open units of a kind in the regions with these nested paths, the narrowest region first."""
    return (
        open_units()
        .filter(kind=kind, region__path__in=paths)
        .select_related("region")
        .order_by("-region__path", "path")
    )


def supervising_bureau(unit: Unit) -> Unit | None:
    """The petition bureau of the unit's region, else of the nearest region above.

    For a petition bureau it is the one of a region above its own.
    """
    paths = region_prefixes(unit.region.path)
    if unit.kind == UnitKind.PETITION_BUREAU:
        paths = paths[:-1]
    return _nearest(UnitKind.PETITION_BUREAU, paths).first()


def common_bureau(a: Unit, b: Unit) -> Unit | None:
    """The nearest petition bureau over the regions of both, other than `a` itself (条例 24)."""
    over_both = [path for path in region_prefixes(a.region.path) if b.region.path.startswith(path)]
    return _nearest(UnitKind.PETITION_BUREAU, over_both).exclude(pk=a.pk).first()


def petition_bureaus(unit: Unit) -> QuerySet[Unit]:
    """The petition bureaus of the unit's region and of those above, the nearest first."""
    paths = region_prefixes(unit.region.path)
    return _nearest(UnitKind.PETITION_BUREAU, paths).exclude(pk=unit.pk)


def discipline_organ(unit: Unit) -> Unit | None:
    """The discipline commission of the unit's region, else of the nearest region above."""
    return _nearest(UnitKind.DISCIPLINE_COMMISSION, region_prefixes(unit.region.path)).first()


def discipline_organ_above(unit: Unit) -> Unit | None:
    """The discipline commission of the nearest region above the unit's own."""
    paths = region_prefixes(unit.region.path)[:-1]
    return _nearest(UnitKind.DISCIPLINE_COMMISSION, paths).first()


DEMONSTRATED = (
    "registrar",
    "officer",
    "bureau_head",
    "unit_officer",
    "unit_head",
    "leader",
    "reviewer",
    "clue_officer",
    "clue_handler",
    "clue_head",
    "monitor",
    "admin",
    "security",
    "auditor",
)


def named_demonstration_accounts() -> QuerySet[Person]:
    """The demonstration accounts worth naming: one of each role, of the first county."""
    accounts = Person.objects.filter(is_demonstration=True, is_active=True)
    return accounts.filter(username__in=DEMONSTRATED).order_by("pk")


def demonstration_accounts_exist() -> bool:
    """Whether somebody could sign in with a demonstration password."""
    return Person.objects.filter(is_demonstration=True, is_active=True).exists()


def unit_choices(
    *, kinds: Collection[str] = (), within: Region | None = None
) -> list[tuple[int, str]]:
    """Open units as (id, name) for a form, in the order of the tree."""
    units = open_units()
    if kinds:
        units = units.filter(kind__in=kinds)
    if within is not None:
        units = units.filter(region__path__startswith=within.path)
    return list(units.order_by("path").values_list("pk", "name"))
