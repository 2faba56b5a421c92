"""What a closing report states of the petitioner's rights and of the measures (条例 35, 36)."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from workflows.acts.act import declared_act
from workflows.models import Case, MeasureState
from workflows.petition import right_guards
from workflows.petition.review_tiers import WINDOWS


@dataclass(frozen=True, slots=True)
class ClosingFacts:
    """The right that the latest opinion gave, its last day or the day on which it was waived."""

    right: str = ""
    due_on: date | None = None
    waived_on: date | None = None
    struck_off: int = 0

    @classmethod
    def of(cls, case: Case) -> Self:
        windows = case.clocks.filter(rule__key__in=WINDOWS).select_related("rule")
        window, waiver = windows.order_by("-pk").first(), right_guards.waiver_of(case)
        return cls(
            right=window.rule.name if window else "",
            due_on=window.due_on if window else None,
            waived_on=declared_act(type(case), waiver.act).day_of(waiver) if waiver else None,
            struck_off=case.measures.filter(state=MeasureState.STRUCK_OFF).count(),
        )
