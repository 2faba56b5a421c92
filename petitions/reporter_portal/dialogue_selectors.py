"""What the holder of a receipt code may see, and the dialogue as the organ sees it.

Stage and words, and nothing else: no paper, no name of staff, no finding (law.md C18, C19). What
came of it is told to a real name by the organ itself (规则 27), never by this page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from workflows.acts.act import Act
from workflows.acts.actors import Actor
from workflows.cases import door
from workflows.counting.work_calendar import legal_date
from workflows.models import Case, CaseEvent
from workflows.states import AT_INTAKE, OPEN_TIP_OFF, SETTLED, TIP_OFF_ONLY, Status
from workflows.tipoff.guards import SAID
from workflows.tipoff.intake_forms import NOT_ACCEPTED_GROUNDS

WROTE: Final = "write_to_reporter"
WORDS: Final = (WROTE, *SAID)
AT_THE_DOOR: Final = _("Received, being screened")
IN_HANDLING: Final = _("In handling by the discipline organ")
DEALT_WITH: Final = _("Handling has ended")
PASSED_UP: Final = _("Passed on to the organ in charge")
STAGES: Final[dict[str, Promise]] = {
    **dict.fromkeys(TIP_OFF_ONLY, IN_HANDLING),
    **dict.fromkeys(AT_INTAKE, AT_THE_DOOR),
    **dict.fromkeys((*SETTLED, Status.REPORTED_BACK), DEALT_WITH),
    **dict.fromkeys((Status.SEALED_UP, Status.ESCALATED_UP, Status.TRANSFERRED_OUT), PASSED_UP),
    Status.RETAINED: _("Received; kept with the earlier report on the same matter"),
    Status.NOT_ACCEPTED: _("Not accepted by the discipline organ"),
}


@dataclass(frozen=True, slots=True)
class DialogueMessage:
    """One message, with the day and how many files came with it."""

    on: date
    mine: bool
    label: str
    text: str
    files: int


@dataclass(frozen=True, slots=True)
class OwnReport:
    """A report as its holder may see it; `last` is the id of its newest event."""

    case: Case
    stage: str
    reason: str
    words: tuple[DialogueMessage, ...]
    asked: bool
    acts: tuple[Act, ...]
    is_open: bool
    last: int


def own(case: Case, *, at: datetime) -> OwnReport:
    """What the holder of its code may learn of a report."""
    events = list(case.events.order_by("pk"))
    acts = door.available_acts(case, Actor.petitioner(case.pk), at=at)
    return OwnReport(
        case=case,
        stage=str(STAGES[case.status]),
        reason=_why_refused(events),
        words=dialogue_messages(events),
        asked=any(act.name == "answer_organ" for act in acts),
        acts=tuple(acts),
        is_open=case.status in OPEN_TIP_OFF,
        last=events[-1].pk,
    )


def _why_refused(events: Iterable[CaseEvent]) -> str:
    """规则 13: whoever reports online is told why it is not accepted, and so where to turn."""
    grounds = dict(NOT_ACCEPTED_GROUNDS)
    told = [grounds.get(each.details["ground"]) for each in events if each.act == "refuse"]
    return str(told[-1]) if told else ""


def dialogue_messages(events: Iterable[CaseEvent]) -> tuple[DialogueMessage, ...]:
    """The dialogue among the events, the oldest first."""
    said = sorted((each for each in events if each.act in WORDS), key=lambda each: each.pk)
    return tuple(_dialogue_message(event) for event in said)


def _dialogue_message(event: CaseEvent) -> DialogueMessage:
    return DialogueMessage(
        on=legal_date(event.at),
        mine=event.act != WROTE,
        label=str(_LABELS[event.act]),
        text=event.details["text"],
        files=event.details.get("file_count") or 0,
    )


_LABELS: Final[dict[str, Promise]] = {
    WROTE: pgettext_lazy("portal", "The organ"),
    "answer_organ": _("Answer of the reporter"),
    "add_evidence": _("Evidence of the reporter"),
    "object_feedback": _("Objection of the reporter"),
}
