"""The answer of a clock: a due date, and every step that leads to it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum

from workflows.counting.rule_types import Rule
from workflows.counting.work_calendar import DayKind


class StepKind(StrEnum):
    """What a step of the proof shows.

    `counted`, `rest_day` and `paused` are days (or, for limits in months, months), each at most
    once; the others are remarks on the date they stand on.
    """

    START = "start"
    EXTENSION = "extension"
    RECOMPUTED = "recomputed"
    PROVISIONAL = "provisional"
    MADE_UP = "made_up"
    COUNTED = "counted"
    REST_DAY = "rest_day"
    PAUSED = "paused"
    ROLL = "roll"


class ClockState(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    SATISFIED = "satisfied"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the proof.

    `n` is the running count, 0 where nothing is counted. `note` is a name or a reason as recorded:
    the holiday, the reason of a pause. `amount` is what an extension adds, `was` the last day
    before a recomputation. `certain` is False for a day whose year's calendar is not published.
    """

    on: date
    kind: StepKind
    n: int = 0
    note: str = ""
    day: DayKind = DayKind.WORKDAY
    amount: int = 0
    document: str = ""
    certain: bool = True
    was: date | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a clock ends, and why.

    `due_on` is the last day, `due_at` 24:00 of it; both are None while the clock is paused and
    where no date can be computed (及时). `counted_to` is where the bare count ends, before a rest
    day pushes it on. `recomputed_from` is the last day before the latest recomputation. `length`
    and `extended_by` are in the rule's unit. `arrangements` are the official names of what settles
    the rest days of its years.
    """

    rule: Rule
    calendar_version: str
    arrangements: tuple[str, ...]
    started_on: date
    length: int | None
    extended_by: int
    counted_to: date | None
    due_on: date | None
    due_at: datetime | None
    recomputed_from: date | None
    provisional: bool
    state: ClockState
    ended_on: date | None
    proof: tuple[Step, ...]

    def as_json(self) -> dict[str, object]:
        """Plain values for an interface: dates as ISO text, no translated words."""
        return {
            "rule": self.rule.key,
            "name": self.rule.name,
            "article": self.rule.article,
            "version": self.rule.version,
            "calendar": self.calendar_version,
            "arrangements": list(self.arrangements),
            "start": self.started_on.isoformat(),
            "length": self.length,
            "unit": self.rule.unit.value,
            "extended_by": self.extended_by,
            "counted_to": _iso(self.counted_to),
            "due_on": _iso(self.due_on),
            "due_at": _iso(self.due_at),
            "recomputed_from": _iso(self.recomputed_from),
            "provisional": self.provisional,
            "state": self.state.value,
            "ended_on": _iso(self.ended_on),
            "proof": [_step_as_json(step) for step in self.proof],
        }


def _iso(moment: date | None) -> str | None:
    return moment.isoformat() if moment else None


def _step_as_json(step: Step) -> dict[str, object]:
    return asdict(step) | {
        "on": step.on.isoformat(),
        "kind": step.kind.value,
        "day": step.day.value,
        "was": _iso(step.was),
    }
