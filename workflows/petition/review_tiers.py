"""The two tiers above the handler: their windows, and which organs decide (条例 35, 36)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from organizations.models import Unit
from organizations.review_route import recheckers, reviewers
from workflows.models.case import Case
from workflows.models.clock import Clock


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier by the limit within which the petitioner applies to it."""

    window: str


REVIEW: Final = Tier("review_apply")
RECHECK: Final = Tier("recheck_apply")
WINDOWS: Final = {tier.window: tier for tier in (REVIEW, RECHECK)}
"""The petitioner's rights to apply to the organ above (条例 35, 36)."""


def competent_organs(case: Case, tier: Tier) -> list[Unit]:
    """The organs that the petitioner may apply to: one above whoever decided last."""
    if tier is REVIEW:
        return reviewers(case.holding_unit)
    return recheckers(case.review_unit or case.holding_unit)


def organs_of_windows(case: Case, started: Iterable[Clock]) -> list[Unit]:
    """The organs competent for the windows among these limits, which have just begun."""
    tiers = (WINDOWS[clock.rule.key] for clock in started if clock.rule.key in WINDOWS)
    return [organ for tier in tiers for organ in competent_organs(case, tier)]
