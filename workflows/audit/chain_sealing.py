"""Sealing new links in batches: one chain over all cases, written by one sealer at a time.

Acts never wait for it: it runs beside them each minute and takes no lock that they take.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final

from django.db import connection, transaction

from workflows.models import AuditLink, AuditSeal

BATCH: Final = 2000
ONE_SEALER: Final = 0x6A6A_5EA1
"""Number of the advisory lock, of this system's own choice."""


def seal(at: datetime, *, batch: int = BATCH) -> int:
    """Seal every link that is not sealed yet; how many. Another sealer at work makes it zero."""
    return sum(_batches(at, batch))


def _batches(at: datetime, size: int) -> Iterator[int]:
    while sealed := _one_batch(at, size):
        yield sealed


@transaction.atomic
def _one_batch(at: datetime, size: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_SEALER])
        if not cursor.fetchone()[0]:
            return 0
    open_links = AuditLink.objects.filter(seal__isnull=True).order_by("pk")
    links = list(open_links.values_list("pk", "case_ref", "hash")[:size])
    if not links:
        return 0
    last = AuditSeal.objects.order_by("number").last()
    made = AuditSeal(
        number=last.number + 1 if last else 1,
        at=at,
        count=len(links),
        digest=digest_of(link[2] for link in links),
        tails=tails_of(links),
        previous=last.hash if last else "",
    )
    made.hash = hash_of(made)
    made.save(force_insert=True)
    AuditLink.objects.filter(pk__in=[link[0] for link in links]).update(seal=made.number)
    return len(links)


def digest_of(hashes: Iterator[str]) -> str:
    """The hash of the links' hashes in the order of their ids."""
    return sha256("\n".join(hashes).encode()).hexdigest()


def tails_of(links: Sequence[tuple[int, int, str]]) -> dict[str, list[int]]:
    """Of each case: how many links, and the last one's id."""
    tails: dict[str, list[int]] = {}
    for pk, case, _hash in links:
        tail = tails.setdefault(str(case), [0, 0])
        tail[0] += 1
        tail[1] = pk
    return tails


def hash_of(made: AuditSeal) -> str:
    """The hash of a seal: canonical JSON of all it says, the hash before it included."""
    told: Mapping[str, Any] = {
        "number": made.number,
        "at": made.at.astimezone(UTC).isoformat(),
        "count": made.count,
        "digest": made.digest,
        "tails": made.tails,
        "previous": made.previous,
    }
    return sha256(json.dumps(told, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
