"""Who may see and do what: three questions answered from one table.

`may` asks about one person and one case, `cases_for` turns the same grants into a query over
cases, `who_may` into a query over people. Whatever the table does not grant is refused, and
an exclusion overrides every grant.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from functools import cache, lru_cache, reduce
from operator import or_
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations import selectors
from organizations.models import Person, Role, Tenure, Unit
from organizations.selectors import HeldPost
from workflows.acts.act import EXTERNAL_RELATION, UNIT_FIELD, Grant, Relation
from workflows.acts.actors import Actor
from workflows.cases import permissions
from workflows.cases.beside_cases import remember_beside
from workflows.cases.machines import ACTS
from workflows.cases.permissions import PAGE, Extent, PageGrant
from workflows.models import Case, CaseExclusion, CaseScope, CaseUnit
from workflows.models.case import CaseQuerySet
from workflows.states import Kind

SEE = permissions.SEE
READ_LETTER = permissions.READ_LETTER
READ_MEASURES = permissions.READ_MEASURES
KEEP_NOTES = permissions.KEEP_NOTES

READERS: Final = 1_000
"""For so many people each process keeps what it has put together to ask for their lists.

It follows from who they are and which posts they hold, and from nothing in the database.
"""

_PERSON_FIELD = {Relation.LEADS: "leader", Relation.CO_LEADS: "co_leader"}
_STANDS_APART = {
    Relation.FORMER: CaseUnit.Part.FORMER,
    Relation.ANSWERS: CaseUnit.Part.ANSWERS,
    Relation.ASSISTS: CaseUnit.Part.ASSISTING,
    Relation.OWES: CaseUnit.Part.OWES,
    Relation.COMPETENT: CaseUnit.Part.COMPETENT,
}
"""Parts that give less than a part in the case itself."""
OPENED_BY_LETTER = permissions.OPENED_BY_LETTER
_NOBODY = Q(pk__in=[])


def grants(kind: str, permission: str) -> tuple[Grant, ...]:
    """The lines of the table for a permission: a view or an act. Unknown means none."""
    if (kind, permission) in permissions.VIEW_GRANTS:
        return permissions.VIEW_GRANTS[kind, permission]
    declared = ACTS.get(kind, {}).get(permission)
    return declared.by if declared else ()


def posts_of(person: Person, *, at: datetime) -> tuple[HeldPost, ...]:
    """The posts held at a moment, which decide all that follows."""
    return selectors.posts_of(person, at=at)


def may(actor: Actor, permission: str, case: Case, *, at: datetime) -> bool:
    """Whether this actor may, by the table alone; the status is the machine's question."""
    return bool(allowed(actor, (permission,), case, at=at))


def allowed(
    actor: Actor, permissions: Iterable[str], case: Case, *, at: datetime
) -> frozenset[str]:
    """Those of the permissions that `may` grants; posts and exclusions are looked up once."""
    tables = {permission: grants(case.kind, permission) for permission in permissions}
    if actor.person is None:
        outside = EXTERNAL_RELATION.get(actor.kind)
        own = actor.case_id is None or actor.case_id == case.pk
        return frozenset(
            permission
            for permission, table in tables.items()
            if own and any(g.relation is outside for g in table)
        )
    posts = posts_of(actor.person, at=at)
    if _excluded(case, actor.person, posts):
        return frozenset()
    return frozenset(
        permission
        for permission, table in tables.items()
        if not (permission in OPENED_BY_LETTER and case.sealed)
        and any(has_relation(case, table, post, actor.person) for post in posts)
    )


def find(person: Person, cases: QuerySet[Case], *, at: datetime) -> Case | None:
    """The one case that a query is about, if this person may know of it.

    `may` answers from the row and two small ones beside it; `cases_for` is for lists.
    """
    return seen(person, cases.select_related("holding_unit__region").first(), at=at)


def seen(person: Person, case: Case | None, *, at: datetime) -> Case | None:
    """The case that was read with the region of its holder, if this person may know of it."""
    if case is None:
        return None
    remember_beside(case)
    return case if may(Actor.of(person), SEE, case, at=at) else None


def has_left(person: Person, number: str, *, at: datetime) -> bool:
    """Whether a petition that the person could see at his post is kept from him now, or gone.

    He is told no more than that, whatever the reason: recalled, handed on, sealed, or about him.
    """
    staff = roles_with(SEE, kind=Kind.PETITION)
    posts = [post for post in posts_of(person, at=at) if post.role in staff]
    shut_out = CaseExclusion.objects.keeping_out(person.pk, posts)
    before = shut_out.filter(case=OuterRef("case"), since__lte=OuterRef("since"))
    parts = CaseUnit.objects.filter(case__number=number, case__kind=Kind.PETITION)
    own = parts.filter(unit__in={post.unit_id for post in posts})
    return own.exclude(part=CaseUnit.Part.COMPETENT).filter(~Exists(before)).exists()


def has_relation(case: Case, table: Iterable[Grant], post: HeldPost, person: Person) -> bool:
    """Whether a post stands to the case as one of these lines of the table asks."""
    return any(_has_relation(case, grant, post, person) for grant in table)


def _has_relation(case: Case, grant: Grant, post: HeldPost, person: Person) -> bool:
    if grant.role != post.role:
        return False
    if grant.relation in UNIT_FIELD:
        return bool(getattr(case, UNIT_FIELD[grant.relation]) == post.unit_id)
    if grant.relation in _PERSON_FIELD:
        return bool(getattr(case, f"{_PERSON_FIELD[grant.relation]}_id") == person.pk)
    if grant.relation is Relation.REGION:
        return case.holding_unit.region.path.startswith(post.region_path)
    return post.unit_id in _units_with_part(grant.relation, case)


def _units_with_part(relation: Relation, case: Case) -> set[int]:
    apart = _STANDS_APART.get(relation)
    return {
        p.unit_id
        for p in case.parts.all()
        if (p.part == apart if apart else p.part not in _STANDS_APART.values())
    }


def _excluded(case: Case, person: Person, posts: Iterable[HeldPost]) -> bool:
    held = tuple(posts)
    return any(row.keeps_out(person.pk, held) for row in case.exclusions.all())


def cases_for(
    person: Person, *, at: datetime, permission: str = SEE, kind: str = Kind.PETITION
) -> CaseQuerySet:
    """Every case of a kind on which the table grants this person the permission."""
    scopes = scopes_for(person, at=at, permission=permission, kind=kind)
    return cases_within(scopes, not_shut_out(person, at=at), permission=permission, kind=kind)


def cases_within(
    scopes: Collection[str], shown: Q, *, permission: str = SEE, kind: str = Kind.PETITION
) -> CaseQuerySet:
    """The same, by the scopes that a permission opens and the condition of `not_shut_out`."""
    within = CaseScope.objects.filter(case=OuterRef("pk"), scope__in=scopes)
    cases = Case.objects.filter(Exists(within), shown, kind=kind)
    return cases.filter(sealed=False) if permission in OPENED_BY_LETTER else cases


def seen_among(ids: Collection[int], person: Person, *, at: datetime) -> dict[int, Case]:
    """Those of the cases, petitions and tip-offs, that the person may see, by their ids."""
    if not ids:
        return {}
    seen = (cases_for(person, at=at, kind=kind).filter(pk__in=ids) for kind in Kind)
    return {case.pk: case for cases in seen for case in cases}


def cases_of(unit: Unit, *, kind: str = Kind.PETITION) -> CaseQuerySet:
    """Every case of a kind in which a unit has or had any part, and that is not kept from it."""
    relations = (Relation.INTAKE, Relation.PART, *_STANDS_APART)
    scopes = [scope(kind, relation, unit.pk) for relation in relations]
    within = CaseScope.objects.filter(case=OuterRef("pk"), scope__in=scopes)
    against = CaseExclusion.objects.of_unit(unit).filter(case=OuterRef("pk"))
    return Case.objects.filter(Exists(within), ~Exists(against), kind=kind)


def scopes_for(
    person: Person, *, at: datetime, permission: str = SEE, kind: str = Kind.PETITION
) -> tuple[str, ...]:
    """The scopes that the table opens to this person: one for each line that a post meets.

    Exclusions, and the seal of a letter, stand in the way of single cases: see `cases_for`.
    """
    posts = posts_of(person, at=at)
    lines = grants(kind, permission)
    found = (scope for line in lines for scope in _scopes(kind, line, posts, person))
    return tuple(dict.fromkeys(found))


def _scopes(kind: str, grant: Grant, posts: Iterable[HeldPost], person: Person) -> Iterator[str]:
    for post in posts:
        if post.role == grant.role:
            yield scope(kind, grant.relation, _whose(grant.relation, post, person))


def _whose(relation: Relation, post: HeldPost, person: Person) -> str | int:
    if relation in _PERSON_FIELD:
        return person.pk
    if relation is Relation.REGION:
        return post.region_path.rstrip("/").rpartition("/")[2]
    return post.unit_id


def scope(kind: str, relation: Relation, whose: str | int) -> str:
    """The name of a scope: cases of a kind to which a unit, region or person stands so."""
    apart = _STANDS_APART.get(relation)
    return f"{kind}:{apart.value if apart else relation.name.lower()}:{whose}"


def scopes_of(case: Case) -> set[str]:
    """Every scope that a case is in, as `may` reads it: what the database ought to have noted."""
    found = {(r, getattr(case, field)) for r, field in UNIT_FIELD.items()}
    found |= {(r, getattr(case, f"{field}_id")) for r, field in _PERSON_FIELD.items()}
    found |= {
        (r, unit) for r in (Relation.PART, *_STANDS_APART) for unit in _units_with_part(r, case)
    }
    codes = case.holding_unit.region.path.rstrip("/").split("/")
    named = {scope(case.kind, relation, whose) for relation, whose in found if whose}
    return named | {scope(case.kind, Relation.REGION, code) for code in codes}


def not_shut_out(person: Person, *, at: datetime, case: str = "pk") -> Q:
    """The condition that no exclusion keeps the case, whose id is in `case`, from this person."""
    return _not_shut_out(person.pk, posts_of(person, at=at), case)


@lru_cache(READERS)
def _not_shut_out(person_id: int, posts: tuple[HeldPost, ...], case: str) -> Q:
    against = CaseExclusion.objects.keeping_out(person_id, posts)
    return Q(~Exists(against.filter(case=OuterRef(case))))


def who_may(permission: str, case: Case, *, at: datetime) -> QuerySet[Person]:
    """Everybody to whom the table grants the permission on this case, exclusions left out."""
    reach = reduce(or_, (_holders(g, case) for g in grants(case.kind, permission)), _NOBODY)
    if permission in OPENED_BY_LETTER and case.sealed:
        reach = _NOBODY
    tenures = Tenure.objects.at(at).filter(reach)
    people = Person.objects.filter(pk__in=tenures.values("person_id"))
    return people.exclude(pk__in=CaseExclusion.objects.filter(case=case).people(at=at))


def _holders(grant: Grant, case: Case) -> Q:
    if grant.role is None:
        return _NOBODY
    role = Q(post__roles__contains=[grant.role])
    if grant.relation in UNIT_FIELD:
        return role & Q(post__unit_id=getattr(case, UNIT_FIELD[grant.relation]))
    if grant.relation in _PERSON_FIELD:
        return role & Q(person_id=getattr(case, f"{_PERSON_FIELD[grant.relation]}_id"))
    if grant.relation is Relation.REGION:
        return role & Q(post__unit__region__path__in=_prefixes(case.holding_unit.region.path))
    return role & Q(post__unit_id__in=_units_with_part(grant.relation, case))


def _prefixes(path: str) -> list[str]:
    """A region's path and those of all regions around it: 'a/b/c/' gives 'a/', 'a/b/', …"""
    steps = [step for step in path.split("/") if step]
    return ["/".join(steps[: n + 1]) + "/" for n in range(len(steps))]


@cache
def roles_with(
    permission: str, *, kind: str = PAGE, only: Relation | Extent | None = None
) -> frozenset[Role]:
    """The roles to which the table grants a permission, in whatever relation or `only` in one."""
    lines = _lines(permission, kind)
    return frozenset(g.role for g in lines if g.role and only in (None, g.relation))


def _lines(permission: str, kind: str) -> tuple[Grant | PageGrant, ...]:
    if kind != PAGE:
        return grants(kind, permission)
    page = permissions.PAGES.get(permission)
    return page.grants if page else ()


def posts_with(
    person: Person,
    permission: str,
    *,
    at: datetime,
    kind: str = PAGE,
    only: Relation | Extent | None = None,
) -> list[HeldPost]:
    """The person's posts to which `roles_with` the same arguments belongs."""
    roles = roles_with(permission, kind=kind, only=only)
    return [post for post in posts_of(person, at=at) if post.role in roles]


def holds(person: Person, permission: str, *, at: datetime, kind: str = PAGE) -> bool:
    """Whether a post of the person's has the permission at all: the question of a page."""
    return bool(posts_with(person, permission, at=at, kind=kind))


def sees_tip_offs(person: Person, *, at: datetime) -> bool:
    """Whether a post of the person's may see a tip-off at all."""
    return holds(person, SEE, at=at, kind=Kind.TIP_OFF)


def units_within(person: Person, permission: str, *, at: datetime) -> QuerySet[Unit]:
    """The units to which a permission of a page reaches from the person's posts."""
    posts = posts_of(person, at=at)
    lines = permissions.PAGES[permission].grants
    reach = (_extent(g.relation, p) for g in lines for p in posts if p.role == g.role)
    return Unit.objects.filter(reduce(or_, reach, _NOBODY))


def _extent(reach: Extent, post: HeldPost) -> Q:
    match reach:
        case Extent.POST | Extent.UNIT:
            return Q(pk=post.unit_id)
        case Extent.LEVEL:
            return Q(region__path=post.region_path)
        case Extent.REGION:
            return Q(region__path__startswith=post.region_path)
    return Q(pk__isnull=False)


def who_holds(permission: str, *, at: datetime, **posts: object) -> QuerySet[Person]:
    """Everybody with a permission of a page; `posts` are further conditions on the post."""
    roles = [role.value for role in roles_with(permission)]
    held = Tenure.objects.at(at).filter(post__roles__overlap=roles, **posts)
    return Person.objects.filter(pk__in=held.values("person_id"))
