"""Writing keyed digests with the first digest key again.

All digest keys recognise, so nothing hangs on this but the day when an old one can be dropped.
It goes either way: put another key first and run it again. A 查询码 is held by its petitioner
alone and keeps the digest, and needs the key, that it was given out under.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet

from petitions.models import Petitioner, SealedIdentity
from petitions.vault import keyed_digests
from petitions.vault.identity_sealing import digests_of, unsealed

BATCH: Final = 500


def redigest() -> int:
    """Write the digests of petitioners and sealed identities anew; how many rows differed."""
    people = Petitioner.objects.exclude(identity_digest="", phone_digest="")
    sealed = SealedIdentity.objects.exclude(identity_digest="", phone_digest="")
    return _write(people, _of_petitioner) + _write(sealed, _of_sealed)


def _of_petitioner(row: Petitioner) -> tuple[str, str]:
    return (
        keyed_digests.identity_digest(row.name, row.id_number),
        keyed_digests.phone_digest(row.name, row.phone),
    )


def _of_sealed(row: SealedIdentity) -> tuple[str, str]:
    return digests_of(unsealed(row))


def _write(rows: QuerySet[Any], wanted: Callable[[Any], tuple[str, str]]) -> int:
    changed = 0
    for batch in _batches(rows):
        with transaction.atomic():
            held = list(rows.select_for_update(no_key=True).filter(pk__in=batch).order_by("pk"))
            differing = [row for row in held if _rewrite(row, wanted(row))]
            rows.model.objects.bulk_update(differing, ["identity_digest", "phone_digest"])
            changed += len(differing)
    return changed


def _batches(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    found = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    while found:
        yield found
        rest = rows.filter(pk__gt=found[-1]).order_by("pk")
        found = list(rest.values_list("pk", flat=True)[:BATCH])


def _rewrite(row: Any, digests: tuple[str, str]) -> bool:
    differs = (row.identity_digest, row.phone_digest) != digests
    row.identity_digest, row.phone_digest = digests
    return differs
