"""The words of a clock: what a rule says, and what can happen to a clock that runs under it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class LengthUnit(StrEnum):
    """What a limit is counted in. 日 are calendar days; 工作日 include made-up workdays."""

    CALENDAR = "calendar"
    WORKING = "working"
    MONTH = "month"
    NONE = "none"


class EventKind(StrEnum):
    """What can happen to a clock."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    SATISFY = "satisfy"
    VOID = "void"
    RECOMPUTE = "recompute"
    CORRECT = "correct"
    """It ought to have begun on this day."""
    CORRECT_END = "end"
    """It ought to have ended on this day."""


class Further(StrEnum):
    """Who may extend beyond the rule's own extensions, by as much as they approve."""

    NOBODY = ""
    SUPERIOR = "superior"
    ISSUER = "issuer"


class Nature(StrEnum):
    """A duty has to be done by its last day; a right lapses then, and nobody is late with it."""

    DUTY = "duty"
    RIGHT = "right"


class Owner(StrEnum):
    """Whose a limit is: who has to act by it, or whose right it is."""

    INTAKE_UNIT = "intake_unit"
    SENDER_UNIT = "sender_unit"
    HOLDING_UNIT = "holding_unit"
    REVIEW_UNIT = "review_unit"
    ASSISTING_UNIT = "assisting_unit"
    MEASURE_UNIT = "measure_unit"
    LEADER = "leader"
    PETITIONER = "petitioner"
    SUPERVISED = "supervised"


class Audience(StrEnum):
    """For whose eyes a limit is, from the widest circle to the narrowest.

    What the petitioner is told the units know as well; the discipline organ keeps its own.
    """

    PETITIONER = "petitioner"
    UNIT = "unit"
    ORGAN = "organ"


def amount_text(n: int | None, unit: LengthUnit) -> str:
    """'60 days', '5 working days', '3 months', in the reader's language."""
    if n is None or unit is LengthUnit.NONE:
        return _("no fixed limit")
    wording = {
        LengthUnit.CALENDAR: ngettext("%(n)s day", "%(n)s days", n),
        LengthUnit.WORKING: ngettext("%(n)s working day", "%(n)s working days", n),
        LengthUnit.MONTH: ngettext("%(n)s month", "%(n)s months", n),
    }
    return wording[unit] % {"n": n}


@dataclass(frozen=True, slots=True)
class Rule:
    """One version of a time limit, with the article it stands on.

    `length` is in `unit`, None when the issuer of the document sets it or when there is no limit.
    The first `extensions` extensions may each add up to `max_extension` of the same unit;
    `further` says whether anybody may extend beyond that. `local` is a setting of this office and
    not statute, `confirmed` whether the text was seen, `basis` how well (head of clock_rules.toml),
    `rolls` whether a limit that ends on a rest day ends on the next workday. `nature`, `owner`
    and `audience` are the same for every version: an amendment changes how long a limit is.
    """

    key: str
    version: int
    name: str
    article: str
    nature: Nature
    owner: Owner
    audience: Audience
    length: int | None
    unit: LengthUnit
    max_extension: int
    extensions: int
    pausable: bool
    confirmed: bool
    local: bool
    on: bool
    effective_from: date
    rolls: bool = True
    further: Further = Further.NOBODY
    basis: str = ""
    starts: str = ""
    stops: str = ""

    @property
    def issuer_extends(self) -> bool:
        """Whoever sets a limit may also lengthen it."""
        unset = self.length is None and self.unit is not LengthUnit.NONE
        return unset or self.further is Further.ISSUER

    @property
    def extendable(self) -> bool:
        """Whether any extension exists under this rule."""
        return bool(self.extensions) or self.issuer_extends or self.further is Further.SUPERIOR


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a clock on a legal date.

    `days` is the amount of an extension, in the rule's own unit. `document` is the number of the
    paper that proves it. `was` is the last day before a recomputation, None if none was known. A
    correction stands on the day on which the clock ought to have begun.
    """

    kind: EventKind
    on: date
    days: int = 0
    reason: str = ""
    document: str = ""
    was: date | None = None
