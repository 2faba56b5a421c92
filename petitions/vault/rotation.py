"""Putting everything that is sealed under the current key, while the office works.

Only the wrapped key of a row changes, never what is sealed. Each batch is a transaction of its
own that picks rows by the key they are under, so a killed run has nothing to undo and the next
one goes on where it ended.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from django.db import connection, transaction
from django.db.models import Count

from petitions.models.act_draft import ActDraft
from petitions.models.sealed_identity import SealedIdentity
from petitions.vault.crypto import VaultError
from petitions.vault.keys import keys

BATCH: Final = 500
SEALED: Final[tuple[type[SealedIdentity | ActDraft], ...]] = (SealedIdentity, ActDraft)
"""The tables whose rows have keys of their own."""
REWRAP: Final = """
    UPDATE {table} AS held
    SET key_id = %s, wrapped_key = given.wrapped
    FROM unnest(%s::uuid[], %s::bytea[]) AS given (id, wrapped)
    WHERE held.id = given.id
"""


@dataclass(frozen=True, slots=True)
class RotationState:
    """How many rows are under which key, and whether each of these keys is there."""

    current: str
    counts: dict[str, int]
    missing: tuple[str, ...]

    @property
    def left(self) -> int:
        """How many are not under the current key."""
        return sum(n for key, n in self.counts.items() if key != self.current)


@dataclass(frozen=True, slots=True)
class Rotated:
    """`failed` are the ids of rows that could not be opened with their key."""

    rewrapped: int
    failed: tuple[str, ...]


def state() -> RotationState:
    """Under which keys the rows are now; one query for each table."""
    ring, counts = keys(), Counter[str]()
    for model in SEALED:
        rows = model._default_manager.order_by("key_id").values_list("key_id")
        counts.update({key: n for key, n in rows.annotate(n=Count("pk"))})
    missing = tuple(key for key in counts if key not in ring.ids)
    return RotationState(ring.current, dict(counts), missing)


def rotate(*, batch: int = BATCH, progress: Callable[[int], None] = lambda _done: None) -> Rotated:
    """Re-wrap all that is under another key than the current one, batch by batch.

    A row that somebody else holds is left to the next run; one that can't be opened is named and
    left as it is.
    """
    done, failed = 0, list[str]()
    for model, key_id in product(SEALED, state().counts):
        after: uuid.UUID | None = uuid.UUID(int=0)
        while after is not None and key_id != keys().current:
            after, bad, changed = _batch(model, key_id, after, batch)
            done += changed
            failed += bad
            progress(done)
    return Rotated(done, tuple(failed))


@transaction.atomic
def _batch(
    model: type[SealedIdentity | ActDraft], key_id: str, after: uuid.UUID, size: int
) -> tuple[uuid.UUID | None, list[str], int]:
    """The next rows under a key: where it ended (None: at the end), what failed, how many."""
    rows: list[SealedIdentity | ActDraft] = list(
        model._default_manager.select_for_update(skip_locked=True, no_key=True)
        .filter(key_id=key_id, pk__gt=after)
        .order_by("pk")
        .defer("sealed")[:size]
    )
    current = keys().current
    wrapped, failed = _rewrapped(rows, current)
    with connection.cursor() as cursor:
        cursor.execute(
            REWRAP.format(table=model._meta.db_table),
            [current, list(wrapped), list(wrapped.values())],
        )
    return (rows[-1].pk if rows else None), failed, len(wrapped)


def _rewrapped(
    rows: Sequence[SealedIdentity | ActDraft], current: str
) -> tuple[dict[uuid.UUID, bytes], list[str]]:
    ring, wrapped, failed = keys(), dict[uuid.UUID, bytes](), list[str]()
    for row in rows:
        place = row.bound("key")
        try:
            key = ring.unwrap(row.cipher, bytes(row.wrapped_key), key_id=row.key_id, bound=place)
        except VaultError:
            failed.append(str(row.pk))
            continue
        wrapped[row.pk] = ring.wrap(row.cipher, key, key_id=current, bound=place)
    return wrapped, failed
