"""Who may see and do what: three questions answered from one table.

`may` asks about one person and one case, `cases_for` turns the same grants into a query over
cases, `who_may` into a query over people. Whatever the table does not grant is refused, and
an exclusion overrides every grant.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations import selectors
from organizations.models import Person, Role, Tenure
from organizations.selectors import HeldPost
from workflows.acts.act import EXTERNAL_RELATION, Grant, Relation, at, at_holder
from workflows.acts.actors import Actor
from workflows.cases.machines import ACTS
from workflows.models import Case, CaseExclusion, CaseScope, CaseUnit
from workflows.states import Kind

SEE = "see"
READ_LETTER = "read_letter"
READ_MEASURES = "read_measures"

_PETITION_STAFF = (
    Role.REGISTRAR,
    Role.OFFICER,
    Role.BUREAU_HEAD,
    Role.COORDINATOR,
    Role.UNIT_OFFICER,
    Role.UNIT_HEAD,
    Role.REVIEWER,
    Role.RECHECKER,
)
_READS_PETITION = (
    *at(Relation.PART, *_PETITION_STAFF),
    *at(Relation.LEADS, Role.LEADER),
    *at(Relation.CO_LEADS, Role.LEADER),
)
_ANSWERS = at(Relation.ANSWERS, Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.LEADER)
_ASSISTS = at(Relation.ASSISTS, Role.OFFICER, Role.UNIT_OFFICER, Role.UNIT_HEAD)
_CLUE_STAFF = at_holder(Role.CLUE_OFFICER, Role.CLUE_HANDLER, Role.CLUE_HEAD)

VIEW_GRANTS: dict[tuple[str, str], tuple[Grant, ...]] = {
    (Kind.PETITION, SEE): (
        *_READS_PETITION,
        *_ANSWERS,
        *_ASSISTS,
        *at(Relation.FORMER, *_PETITION_STAFF),
        *at(Relation.REGION, Role.MONITOR),
    ),
    (Kind.PETITION, READ_LETTER): (*_READS_PETITION, *_ASSISTS),
    (Kind.PETITION, READ_MEASURES): (*_READS_PETITION, *_ANSWERS),
    (Kind.TIP_OFF, SEE): (
        *_CLUE_STAFF,
        *at(Relation.SENDER, Role.CLUE_OFFICER, Role.CLUE_HEAD),
        *at(Relation.REGION, Role.MONITOR),
    ),
    (Kind.TIP_OFF, READ_LETTER): _CLUE_STAFF,
}

AMENDS = (Role.ADMIN,)
DECIDES = (Role.ADMIN, Role.BUREAU_HEAD, Role.MONITOR)

_UNIT_FIELD = {
    Relation.INTAKE: "intake_unit_id",
    Relation.SENDER: "sender_unit_id",
    Relation.HOLDER: "holding_unit_id",
    Relation.REVIEW: "review_unit_id",
}
_PERSON_FIELD = {Relation.LEADS: "leader", Relation.CO_LEADS: "co_leader"}
_STANDS_APART = {
    Relation.FORMER: CaseUnit.Part.FORMER,
    Relation.ANSWERS: CaseUnit.Part.ANSWERS,
    Relation.ASSISTS: CaseUnit.Part.ASSISTING,
}
"""Parts that give less than a part in the case itself."""
OPENED_BY_LETTER = (READ_LETTER, READ_MEASURES)
_NOBODY = Q(pk__in=[])


def grants(kind: str, permission: str) -> tuple[Grant, ...]:
    """The lines of the table for a permission: a view or an act. Unknown means none."""
    if (kind, permission) in VIEW_GRANTS:
        return VIEW_GRANTS[kind, permission]
    declared = ACTS.get(kind, {}).get(permission)
    return declared.by if declared else ()


def posts_of(person: Person, *, at: datetime) -> tuple[HeldPost, ...]:
    """The posts held at a moment, which decide all that follows."""
    return selectors.posts_of(person, at=at)


def may(actor: Actor, permission: str, case: Case, *, at: datetime) -> bool:
    """Whether this actor may, by the table alone; the status is the machine's question."""
    table = grants(case.kind, permission)
    if actor.person is None:
        outside = EXTERNAL_RELATION.get(actor.kind)
        own = actor.case_id is None or actor.case_id == case.pk
        return own and any(g.relation is outside for g in table)
    posts = posts_of(actor.person, at=at)
    if _excluded(case, actor.person, posts):
        return False
    if permission in OPENED_BY_LETTER and case.sealed:
        return False
    return any(has_relation(case, table, post, actor.person) for post in posts)


def has_relation(case: Case, table: Iterable[Grant], post: HeldPost, person: Person) -> bool:
    """Whether a post stands to the case as one of these lines of the table asks."""
    return any(_has_relation(case, grant, post, person) for grant in table)


def _has_relation(case: Case, grant: Grant, post: HeldPost, person: Person) -> bool:
    if grant.role != post.role:
        return False
    if grant.relation in _UNIT_FIELD:
        return bool(getattr(case, _UNIT_FIELD[grant.relation]) == post.unit_id)
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
    units = {post.unit_id for post in posts}
    return any(e.person_id == person.pk or e.unit_id in units for e in case.exclusions.all())


def cases_for(
    person: Person, *, at: datetime, permission: str = SEE, kind: str = Kind.PETITION
) -> QuerySet[Case]:
    """Every case of a kind on which the table grants this person the permission."""
    scopes = scopes_for(person, at=at, permission=permission, kind=kind)
    within = CaseScope.objects.filter(case=OuterRef("pk"), scope__in=scopes)
    cases = Case.objects.filter(Exists(within), not_shut_out(person, at=at), kind=kind)
    return cases.filter(sealed=False) if permission in OPENED_BY_LETTER else cases


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
    found = {(r, getattr(case, field)) for r, field in _UNIT_FIELD.items()}
    found |= {(r, getattr(case, f"{field}_id")) for r, field in _PERSON_FIELD.items()}
    found |= {
        (r, unit) for r in (Relation.PART, *_STANDS_APART) for unit in _units_with_part(r, case)
    }
    codes = case.holding_unit.region.path.rstrip("/").split("/")
    named = {scope(case.kind, relation, whose) for relation, whose in found if whose}
    return named | {scope(case.kind, Relation.REGION, code) for code in codes}


def not_shut_out(person: Person, *, at: datetime, case: str = "pk") -> Q:
    """The condition that no exclusion keeps the case, whose id is in `case`, from this person."""
    units = {post.unit_id for post in posts_of(person, at=at)}
    hidden = CaseExclusion.objects.filter(case=OuterRef(case))
    return Q(~Exists(hidden.filter(Q(person=person) | Q(unit_id__in=units))))


def who_may(permission: str, case: Case, *, at: datetime) -> QuerySet[Person]:
    """Everybody to whom the table grants the permission on this case, exclusions left out."""
    reach = reduce(or_, (_holders(g, case) for g in grants(case.kind, permission)), _NOBODY)
    if permission in OPENED_BY_LETTER and case.sealed:
        reach = _NOBODY
    tenures = Tenure.objects.at(at).filter(reach)
    people = Person.objects.filter(pk__in=tenures.values("person_id"))
    shut_out = case.exclusions.all()
    units = [e.unit_id for e in shut_out if e.unit_id]
    in_unit = Tenure.objects.at(at).filter(post__unit_id__in=units)
    return people.exclude(pk__in=[e.person_id for e in shut_out if e.person_id]).exclude(
        pk__in=in_unit.values("person_id")
    )


def _holders(grant: Grant, case: Case) -> Q:
    if grant.role is None:
        return _NOBODY
    role = Q(post__roles__contains=[grant.role])
    if grant.relation in _UNIT_FIELD:
        return role & Q(post__unit_id=getattr(case, _UNIT_FIELD[grant.relation]))
    if grant.relation in _PERSON_FIELD:
        return role & Q(person_id=getattr(case, f"{_PERSON_FIELD[grant.relation]}_id"))
    if grant.relation is Relation.REGION:
        return role & Q(post__unit__region__path__in=_prefixes(case.holding_unit.region.path))
    return role & Q(post__unit_id__in=_units_with_part(grant.relation, case))


def _prefixes(path: str) -> list[str]:
    """A region's path and those of all regions around it: 'a/b/c/' gives 'a/', 'a/b/', …"""
    steps = [step for step in path.split("/") if step]
    return ["/".join(steps[: n + 1]) + "/" for n in range(len(steps))]


def may_amend(person: Person, *, at: datetime) -> bool:
    """Whether this person may propose a change of limits, calendar or ladders."""
    return any(post.role in AMENDS for post in posts_of(person, at=at))


def may_decide(person: Person, *, at: datetime) -> bool:
    """Whether this person may decide on somebody else's proposal."""
    return any(post.role in DECIDES for post in posts_of(person, at=at))


def who_may_decide(*, at: datetime) -> QuerySet[Person]:
    """Everybody who may decide on a proposal of somebody else."""
    held = Tenure.objects.at(at).filter(post__roles__overlap=[role.value for role in DECIDES])
    return Person.objects.filter(pk__in=held.values("person_id"), is_active=True)
