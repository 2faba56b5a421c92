"""The vault: every reporter is in it, and can be read by a key that is there."""

from collections.abc import Iterable

from oversight.integrity.check import FaultyCase, Round, named
from petitions.letters.reporter_sealing import outside_the_vault
from petitions.models import SealedIdentity
from petitions.vault.keys import keys


def without_key(_round: Round) -> Iterable[FaultyCase]:
    """A clue with an identity under a key that the key ring does not have."""
    return named(SealedIdentity.objects.exclude(key_id__in=list(keys().ids)), "case__number")


def in_the_clear(_round: Round) -> Iterable[FaultyCase]:
    """A clue with a reporter outside the vault; `seal_reporters` puts him in (C7)."""
    return named(outside_the_vault())
