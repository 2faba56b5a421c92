"""What the letters say for sharing cases out; the petitioner counts only as 'the same matter'."""

from collections.abc import Collection

from petitions.models import Petition, Petitioner
from workflows.leading.leaders_and_matters import LetterDetails
from workflows.models import Case


def read(case_ids: Collection[int]) -> dict[int, LetterDetails]:
    """Case id → content class, place, people, and the leader of the same matter. Four queries."""
    same = _same_matter(case_ids)
    letters = Petition.objects.filter(case_id__in=case_ids).select_related("region")
    return {
        letter.case_id: LetterDetails(
            subject=letter.content_class,
            place=letter.region.path,
            people=letter.people_count,
            same_matter=same.get(letter.case_id),
        )
        for letter in letters
    }


def _same_matter(case_ids: Collection[int]) -> dict[int, int]:
    """Case id → who led the matter when it was brought before, the latest leader.

    The same matter is one that was linked to the case, or an earlier letter of the same person
    with the same content class about the same place.
    """
    linked = Case.objects.filter(pk__in=case_ids, original__leader__isnull=False)
    found = dict(linked.values_list("pk", "original__leader"))
    parties = Petitioner.objects.filter(petition__case__in=case_ids).exclude(identity_digest="")
    asked = {
        (digest, content, region): case
        for case, digest, content, region in parties.values_list(
            "petition__case_id",
            "identity_digest",
            "petition__content_class",
            "petition__region_id",
        )
    }
    earlier = Petitioner.objects.filter(
        identity_digest__in={digest for digest, _content, _region in asked},
        petition__case__leader__isnull=False,
    ).exclude(petition__case__in=case_ids)
    for digest, content, region, leader in earlier.order_by("petition__case_id").values_list(
        "identity_digest",
        "petition__content_class",
        "petition__region_id",
        "petition__case__leader_id",
    ):
        if case := asked.get((digest, content, region)):
            found[case] = leader
    return found
