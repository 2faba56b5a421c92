"""How many cases a leader may have at once: the sum of what his posts allow."""

from collections.abc import Iterable

from organizations.models import Tenure


def quota_of(tenures: Iterable[Tenure]) -> int | None:
    """How many cases somebody with these tenures leads at most; None where no post says."""
    quotas = [tenure.post.quota for tenure in tenures if tenure.post.quota is not None]
    return sum(quotas) if quotas else None
