"""What the holder of a receipt code may see, and the dialogue as the organ sees it.

Stage and words, and nothing else: no paper, no name of staff, no finding (rules.md C18, C19). What
came of it is told to a real name by the organ itself (规则 27), never by this page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from workflows.acts.act import Act
from workflows.acts.actors import Actor
from workflows.acts.petitioner_stages import status_text
from workflows.cases import door
from workflows.cases.machines import ACTS
from workflows.counting.work_calendar import legal_date
from workflows.models import ActorKind, Case, CaseEvent
from workflows.states import OPEN_TIP_OFF, Kind
from workflows.tipoff.guards import awaits_answer

TEXT, GROUND = "text", "ground"
_ACTS: Final = ACTS[Kind.TIP_OFF]
_WORDS: Final = frozenset(
    name for name, act in _ACTS.items() if act.is_for_petitioner and TEXT in act.form.base_fields
)
"""The acts that say something to the other side: told, with a text."""
OF_HOLDER: Final = frozenset(name for name in _WORDS if not _ACTS[name].by_staff)


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
        stage=status_text(case, for_petitioner=True),
        reason=_why_refused(events),
        words=dialogue_messages(events),
        asked=any(act.available_if is awaits_answer for act in acts),
        acts=tuple(acts),
        is_open=case.status in OPEN_TIP_OFF,
        last=events[-1].pk,
    )


def may_write(acts: Iterable[Act]) -> bool:
    """Whether one of these acts says something to the other side."""
    return any(act.name in _WORDS for act in acts)


def _why_refused(events: Iterable[CaseEvent]) -> str:
    """规则 13: whoever reports online is told why it is not accepted, and so where to turn."""
    told = [each for each in events if _ACTS[each.act].is_for_petitioner and GROUND in each.details]
    if not told:
        return ""
    asked: Any = _ACTS[told[-1].act].form.base_fields[GROUND]
    return str(dict(asked.choices).get(told[-1].details[GROUND], ""))


def dialogue_messages(events: Iterable[CaseEvent]) -> tuple[DialogueMessage, ...]:
    """The dialogue among the events, the oldest first."""
    said = sorted((each for each in events if each.act in _WORDS), key=lambda each: each.pk)
    return tuple(_dialogue_message(event) for event in said)


def _dialogue_message(event: CaseEvent) -> DialogueMessage:
    return DialogueMessage(
        on=legal_date(event.at),
        mine=event.actor_kind == ActorKind.PETITIONER,
        label=_ACTS[event.act].sentence_for_petitioner(event.details),
        text=event.details[TEXT],
        files=event.details.get("file_count") or 0,
    )
