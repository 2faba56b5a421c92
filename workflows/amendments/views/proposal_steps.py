"""The two steps of every form here: a dry run to look at, then the proposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from organizations.models import Person
from workflows.amendments import proposals
from workflows.amendments.amendment_subject import AHEAD, AmendmentError, Foreseen
from workflows.cases import access
from workflows.escalation.ladder_display import act_label
from workflows.models import Amendment
from workflows.states import Kind


@dataclass(frozen=True, slots=True)
class LetterForecast:
    """Words of one act: how many would go out at once, and in the days to come."""

    act: str
    at_once: int
    ahead_now: int
    ahead_then: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """A dry run, or what was done, as one reader may see it.

    `moved` names the cases this reader may see; `unseen` counts the other limits that move.
    """

    open_clocks: int
    moved_count: int
    moved: tuple[Mapping[str, str], ...]
    kept: tuple[tuple[str, int], ...]
    letters: tuple[LetterForecast, ...]

    @property
    def unseen(self) -> int:
        return self.moved_count - len(self.moved)

    @property
    def days_ahead(self) -> int:
        return AHEAD.days

    @property
    def at_once(self) -> int:
        return sum(each.at_once for each in self.letters)

    @property
    def ahead(self) -> tuple[int, int]:
        """The words of the days to come: as it is, and as it would be."""
        now = sum(each.ahead_now for each in self.letters)
        return now, sum(each.ahead_then for each in self.letters)


def forecast(found: Mapping[str, Any], person: Person, *, at: datetime) -> Forecast:
    """From the plain form of `Foreseen`. Two queries where cases are named."""
    named = [each["number"] for each in found["moved"]]
    seen = _seen(named, person, at) if named else set()
    acts = dict.fromkeys([*found["letters"], *found["ahead_now"], *found["ahead_then"]])
    return Forecast(
        open_clocks=found["open_clocks"],
        moved_count=found["moved_count"],
        moved=tuple(each for each in found["moved"] if each["number"] in seen),
        kept=tuple(found["kept"].items()),
        letters=tuple(
            LetterForecast(
                act_label(act),
                found["letters"].get(act, 0),
                found["ahead_now"].get(act, 0),
                found["ahead_then"].get(act, 0),
            )
            for act in acts
        ),
    )


def _seen(numbers: list[str], person: Person, at: datetime) -> set[str]:
    return {
        number
        for kind in Kind.values
        for number in access.cases_for(person, at=at, kind=kind)
        .filter(number__in=numbers)
        .values_list("number", flat=True)
    }


@dataclass(frozen=True, slots=True)
class AmendmentDraft:
    """A change as put down on a valid form."""

    subject: str
    content: Mapping[str, Any]
    form: forms.Form


def try_out(
    request: HttpRequest, draft: AmendmentDraft, *, by: Person, at: datetime
) -> Foreseen | Amendment | None:
    """The dry run, or the proposal where that is asked for.

    None if the change can't be made: the form then says why, with everything that was typed.
    """
    try:
        if "propose" not in request.POST:
            return proposals.foresee(draft.subject, draft.content, at=at)
        reason = draft.form.cleaned_data["reason"]
        amendment = proposals.propose(draft.subject, draft.content, by=by, at=at, reason=reason)
    except AmendmentError as wrong:
        draft.form.add_error(None, str(wrong))
        return None
    messages.success(request, _("The change is proposed. A second person decides on it."))
    return amendment
