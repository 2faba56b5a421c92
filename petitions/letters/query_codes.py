"""The 查询码 of a petition: issued anew, and whose telephone number goes with it."""

import re

from petitions.models import Petition, Petitioner
from petitions.vault import keyed_digests
from workflows.models import Case

SHORTEST_PHONE = 7


def issue(case: Case) -> str:
    """A new code for the case; the earlier one opens nothing from now on."""
    code = keyed_digests.new_query_code()
    Petition.objects.filter(case=case.pk).update(query_digest=keyed_digests.query_digest(code))
    return code


def is_own_phone(case: Case, phone: str) -> bool:
    """Whether this is a number that one of the petitioners gave; how it is written is no matter."""
    own = Petitioner.objects.filter(petition__case=case.pk).values_list("phone", flat=True)
    return _digits(phone) in {number for given in own for number in _numbers(given)}


def _numbers(given: str) -> set[str]:
    """The numbers in what was entered, of which there may be several."""
    parts = re.split(r"[、,，;；/\s]+", given)
    found = {_digits(part) for part in (*parts, given)}
    return {number for number in found if len(number) >= SHORTEST_PHONE}


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)
