"""What each of the five ways of handling asks before it may be signed off (M2).

防止以简单问责代替问题整改: whoever is held to account, something has to be mended or a demand met.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from workflows.acts import form_fields
from workflows.acts.act import Performance
from workflows.acts.act_refusals import Refused
from workflows.models.case import Case
from workflows.models.measure import MeasureState
from workflows.states import Category, Outcome


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing asked: the detail of the draft that holds it, and why it is asked, in words."""

    detail: str
    label: Any
    reason: Any


MENDED: Final = Requirement(
    "mended",
    _("What is mended"),
    _(
        "Holding somebody to account does not take the place of mending: say what is put right, "
        "or set a measure on the case."
    ),
)
ANSWERED: Final = Requirement(
    "answered",
    _("How the petitioner was answered"),
    _("A demand that is not supported is met by explaining: say how the petitioner was told why."),
)
DEMANDS: Final[Mapping[str, tuple[Requirement, ...]]] = {
    Category.CORRUPTION_INVESTIGATED: (
        Requirement(
            "clue",
            _("Where the clue went"),
            _("Corruption is dug out by the discipline organ: name the organ and its receipt."),
        ),
        MENDED,
    ),
    Category.CONDUCT_CORRECTED: (
        Requirement(
            "conduct",
            _("Whose conduct, and what was wrong"),
            _("Conduct is put right where it went wrong: name the unit or person and the act."),
        ),
        MENDED,
    ),
    Category.RESPONSIBILITY_ASSIGNED: (
        Requirement(
            "responsible",
            _("Who is responsible"),
            _("Responsibility is pinned on a person: name the person or the post."),
        ),
        Requirement(
            "accountability",
            _("What he is held to account for, and how"),
            _("Say what the person answers for and what was decided."),
        ),
        MENDED,
    ),
    Category.DEMAND_MET: (ANSWERED,),
    Category.ACCUSATION_CLEARED: (
        Requirement(
            "refuted",
            _("What shows the accusation to be false or mistaken"),
            _("An accusation is cleared by facts: name the evidence that was found."),
        ),
        Requirement(
            "cleared",
            _("Before whom the person was cleared"),
            _("Whoever was wrongly accused is cleared in public or before his unit: say where."),
        ),
    ),
}


def requirements(detail: str) -> forms.CharField:
    """The field of a draft that a demand asks for; its help names the ways that ask."""
    label = next(d.label for demands in DEMANDS.values() for d in demands if d.detail == detail)
    field = form_fields.text(label, required=False, rows=2)
    field.help_text = lazy(_required_by, str)(detail)
    field.widget.attrs["data-asked-by"] = " ".join(("category", *_ways(detail)))
    return field


def _ways(detail: str) -> list[str]:
    return [way for way, demands in DEMANDS.items() if detail in {d.detail for d in demands}]


def _required_by(detail: str) -> str:
    labels = "、".join(str(Category(way).label) for way in _ways(detail))
    return _g("Asked by: %(ways)s") % {"ways": labels}


def missing(details: Mapping[str, Any], *, has_measures: bool) -> Iterator[Requirement]:
    """What the chosen way of handling asks and the draft leaves out.

    A measure on the case mends; a demand that is supported is met by the opinion itself.
    """
    for demand in DEMANDS.get(details.get("category", ""), ()):
        met = form_fields.states_something(details.get(demand.detail))
        met |= demand is MENDED and has_measures
        met |= demand is ANSWERED and details.get("outcome") == Outcome.SUPPORTED
        if not met:
            yield demand


def has_measures(case: Case) -> bool:
    return case.measures.exclude(state=MeasureState.ENDED).exists()


def latest_draft(case: Case) -> dict[str, Any]:
    """The details of the latest drafted opinion; empty if there is none."""
    drafts = case.events.filter(act="draft_opinion").order_by("-pk")
    return drafts.values_list("details", flat=True).first() or {}


def of_substance(case: Case, _step: Performance) -> None:
    """Before `sign_off`, by the latest draft; what is missing is named with its reason."""
    details = latest_draft(case)
    left = list(missing(details, has_measures=has_measures(case)))
    if left:
        lines = " ".join(f"{demand.label}: {demand.reason}" for demand in left)
        raise Refused(
            _g("“%(category)s” asks for more before it is signed off. Send it back. %(missing)s")
            % {"category": Category(details["category"]).label, "missing": lines}
        )
