"""Whoever brought what becomes a tip-off goes from plain columns into the vault (规则 47, C7)."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from petitions.letters import bigram_search
from petitions.models import Petition, Petitioner, Visit
from petitions.vault import identity_sealing
from petitions.vault.disclosure_check import refuse_named
from workflows.models import Case
from workflows.states import Kind

BROUGHT = (
    identity_sealing.NAME,
    identity_sealing.ID_NUMBER,
    identity_sealing.PHONE,
    identity_sealing.ADDRESS,
)
BEHIND = Q(kind=Kind.TIP_OFF) | Q(sealed=True)


def seal_behind(petition: Case, tip_off: Case, *, on: date) -> None:
    """Seal who brought a petition, by letter or in person, as the reporters of its tip-off."""
    parties = Petitioner.versions.filter(petition__case=petition.pk)
    visits = Visit.objects.filter(matters__case=petition.pk).distinct()
    people = [dict(row) for row in parties.values(*BROUGHT)]
    people += [values for visit in visits for values in _visitors(visit)]
    for values in _once(people):
        identity_sealing.seal(tip_off, values, on=on)
    if people:
        _blank(visits)
        parties.delete()
        _unname(petition)


def seal_visitors(visit: Visit, case: Case, *, on: date) -> None:
    """Seal who came to speak of a tip-off, or of a petition that became one.

    Raises Refused if what was taken down names one of them.
    """
    tip_off = competent(case)
    if tip_off is None:
        return
    for values in _visitors(visit):
        refuse_named(values, reporter_summary(visit))
        identity_sealing.seal(tip_off, values, on=on)
    _blank(Visit.objects.filter(pk=visit.pk))


def outside_the_vault() -> QuerySet[Case]:
    """Cases whose reporter has to be under seal and stands in a plain column all the same."""
    brought = Petitioner.versions.filter(petition__case=OuterRef("pk"))
    came = Visit.objects.filter(matters__case=OuterRef("pk"), representatives__len__gt=0)
    return Case.objects.filter(BEHIND, Exists(brought) | Exists(came))


def competent(case: Case) -> Case | None:
    """The tip-off that keeps the reporters of a case, if there is one."""
    if case.kind == Kind.TIP_OFF:
        return case
    return case.opened.filter(kind=Kind.TIP_OFF).first() if case.sealed else None


def reporter_summary(visit: Visit) -> str:
    """All that was taken down of a visit."""
    matters = visit.matters.prefetch_related("promises")
    words = [(m.subject, m.answer, *(p.text for p in m.promises.all())) for m in matters]
    return "\n".join([visit.record, *(word for row in words for word in row)])


def _visitors(visit: Visit) -> list[dict[str, str]]:
    return [
        {identity_sealing.NAME: name, identity_sealing.PHONE: phone} for name, phone in visit.people
    ]


def _once(people: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """Everybody once: a visitor for whom a case was opened is its petitioner too."""
    found: list[Mapping[str, str]] = []
    for each in people:
        given = {name: value for name, value in each.items() if value}
        if not any(given.items() <= other.items() for other in found):
            found.append(given)
    return found


def _blank(visits: QuerySet[Visit]) -> None:
    Visit.objects.filter(pk__in=list(visits.values_list("pk", flat=True))).update(
        representatives=[], phone=""
    )


def _unname(petition: Case) -> None:
    """Not even the search may know the names any more."""
    for letter in Petition.objects.filter(case=petition.pk):
        words = bigram_search.vector(letter.subject, letter.text, letter.external_number)
        Petition.objects.filter(pk=letter.pk).update(search=words)
