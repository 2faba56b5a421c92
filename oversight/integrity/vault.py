"""The vault: every sealed identity can still be opened by a key that is there."""

from collections.abc import Iterable

from oversight.integrity.outcome import Fault, Round, named
from petitions.models import SealedIdentity
from petitions.vault.keys import keys


def without_key(_round: Round) -> Iterable[Fault]:
    """A clue with an identity under a key that the key ring does not have."""
    return named(SealedIdentity.objects.exclude(key_id__in=list(keys().ids)), "case__number")
