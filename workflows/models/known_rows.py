"""Holding rows of a relation that are known without asking the database."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model


def remember(row: Any, related: str, rows: Sequence[Model]) -> None:
    """The same for a row of any model."""
    known = getattr(row, related).all()
    known._result_cache = list(rows)
    vars(row).setdefault("_prefetched_objects_cache", {})[related] = known


class KnownRows:
    """For models: puts rows where Django keeps what it has prefetched, and drops them."""

    def remember(self, related: str, rows: Sequence[Model]) -> None:
        """Hold the rows of a relation as if they had been prefetched."""
        remember(self, related, rows)

    def remembers(self, related: str) -> bool:
        """Whether the rows of a relation are at hand."""
        return related in vars(self).get("_prefetched_objects_cache", {})

    def forget(self, related: str) -> None:
        """Drop what was held of a relation whose rows have changed since."""
        vars(self).get("_prefetched_objects_cache", {}).pop(related, None)
